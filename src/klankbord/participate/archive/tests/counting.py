"""The counts once more, the slow way: what the rollups must agree with."""

import zoneinfo
from collections import Counter

from klankbord.participate.archive.models import DayCount, DayTally, Hashtag, Mention, TallyKind
from klankbord.participate.archive.rows import moment_of
from klankbord.participate.archive.tally import unpack

ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")


def day_of(row):
    return moment_of(row.pk).astimezone(ZONE).date()


def recounted_days():
    rows = Mention.objects.all()
    return Counter((day_of(row), row.platform, row.language, row.source_id) for row in rows)


def kept_days():
    rows = DayCount.objects.values_list("day", "platform", "language", "source_id", "n_mentions")
    return Counter({row[:4]: row[4] for row in rows})


def recounted_tallies(kind):
    counts = Counter()
    for row in Mention.objects.all():
        found = [row.author_id] if kind == TallyKind.AUTHOR else row.extra.get("hashtags", [])
        counts.update((day_of(row), each) for each in found)
    return counts


def kept_tallies(kind):
    names = dict(Hashtag.objects.values_list("pk", "tag"))
    counts = Counter()
    for row in DayTally.objects.filter(kind=kind):
        keys, values = unpack(row.keys, row.counts)
        for key, n in zip(keys.tolist(), values.tolist(), strict=True):
            counts[row.day, names[key] if kind == TallyKind.HASHTAG else key] = n
    return counts


def assert_counts_agree():
    assert kept_days() == recounted_days()
    for kind in TallyKind:
        assert kept_tallies(kind) == recounted_tallies(kind)
