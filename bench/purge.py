"""The daily purge of a million mentions, while another process writes all the time."""

import datetime as dt
import time
from pathlib import Path

from django.conf import settings

from bench.posts import SEED, UNTIL, Generator
from bench.report import Line, percentile
from bench.writing import Write, writing_along
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import DayCount, Mention
from klankbord.participate.listening.models import Source
from klankbord.trust.retention.purging import purge

LONGEST_WAIT_MS = 200
BATCH = 10_000
ALONE_SECONDS = 60  # the same writer before the purge, and once more after it


def measure(n_mentions: int) -> list[Line]:
    """Fill the archive with old mentions, purge it, and time each write of somebody else."""
    _fill(n_mentions)
    n_old = Mention.objects.count()
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    with writing_along(path) as before:
        time.sleep(ALONE_SECONDS)
    with writing_along(path) as meanwhile:
        began, cpu = time.monotonic(), time.process_time()
        purge(at=UNTIL + dt.timedelta(days=500))
        took, cpu = time.monotonic() - began, time.process_time() - cpu
    with writing_along(path) as after:
        time.sleep(ALONE_SECONDS)
    if Mention.objects.exists() or not DayCount.objects.exists():
        message = "the purge left mentions, or took the counts"
        raise RuntimeError(message)
    return [
        *_waits("purge", meanwhile, LONGEST_WAIT_MS),
        *_waits("the same writer without a purge", [*before, *after], None),
        Line(f"purge of {n_old:,} mentions", n_old / took, "a second", cpu=n_old / cpu),
    ]


def _waits(when: str, writes: list[Write], most: float | None) -> list[Line]:
    turns, wholes = [write.turn for write in writes], [write.whole for write in writes]
    return [
        Line(f"{when}: longest wait of a writer", max(turns), "ms", most, is_ceiling=True),
        Line(f"{when}: 99.9 % waited at most", percentile(turns, 0.999), "ms"),
        Line(f"{when}: longest write, the disk included", max(wholes), "ms"),
        Line(f"{when}: half of the writes took at most", percentile(wholes, 0.5), "ms"),
        Line(f"{when}: writes", len(writes), ""),
    ]


def _fill(n_mentions: int) -> None:
    """Add what is missing: after another part there is enough to purge."""
    n_missing = n_mentions - Mention.objects.count()
    if n_missing <= 0:
        return
    source = Source.objects.create(connector="file", target="old", name="Old", created_at=UNTIL)
    for posts in Generator(n_missing, seed=SEED + 3).batches(BATCH):
        keep_posts(posts=posts, source=source, at=UNTIL)
