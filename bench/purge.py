"""The daily purge of a million mentions, while another process writes all the time."""

import datetime as dt
import multiprocessing
import time
from pathlib import Path

from django.conf import settings

from bench.posts import SEED, UNTIL, Generator
from bench.report import Line, percentile
from bench.writing import write_along
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import DayCount, Mention
from klankbord.participate.listening.models import Source
from klankbord.trust.retention.purging import purge

LONGEST_WAIT_MS = 200
BATCH = 10_000


def measure(n_mentions: int) -> list[Line]:
    """Fill the archive with old mentions, purge it, and time each write of somebody else."""
    _fill(n_mentions)
    n_old = Mention.objects.count()
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    context = multiprocessing.get_context("spawn")
    stop, waits = context.Event(), context.Queue()
    writer = context.Process(target=write_along, args=(path, stop, waits))
    writer.start()
    waits.get()  # it stands
    began = time.monotonic()
    purge(at=UNTIL + dt.timedelta(days=500))
    took = time.monotonic() - began
    stop.set()
    found = waits.get()
    writer.join()
    if Mention.objects.exists() or not DayCount.objects.exists():
        message = "the purge left mentions, or took the counts"
        raise RuntimeError(message)
    return [
        Line("purge: longest wait of a writer", max(found), "ms", LONGEST_WAIT_MS, is_ceiling=True),
        Line("purge: 99.9 % of writes waited at most", percentile(found, 0.999), "ms"),
        Line("purge: half of the writes waited at most", percentile(found, 0.5), "ms"),
        Line("purge: writes of another process meanwhile", len(found), ""),
        Line(f"purge of {n_old:,} mentions", n_old / took, "a second"),
    ]


def _fill(n_mentions: int) -> None:
    """Add what is missing: after another part there is enough to purge."""
    n_missing = n_mentions - Mention.objects.count()
    if n_missing <= 0:
        return
    source = Source.objects.create(connector="file", target="old", name="Old", created_at=UNTIL)
    for posts in Generator(n_missing, seed=SEED + 3).batches(BATCH):
        keep_posts(posts=posts, source=source, at=UNTIL)
