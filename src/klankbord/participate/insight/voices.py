"""Who spoke of which topic: packed a day, summed by group and platform when somebody asks."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np
from django.db.models import Count

from klankbord.participate.archive.tally import Counts, Keys, Packed, unpack
from klankbord.participate.insight.models import DayVoices
from klankbord.participate.stakeholders.queries import Placed, everybody_placed
from klankbord.participate.topics.models import Match

Voices = Counter[tuple[str, int, str]]
_KEY, _COUNT = np.dtype("<i8"), np.dtype("<u4")


def tally_voices(*, day: dt.date, first: int, last: int) -> None:
    """Count one day anew, in the caller's transaction; the ends are mention ids of the day."""
    rows = Match.objects.filter(mention__gte=first, mention__lte=last).order_by()
    found = rows.values_list("mention__author", "topic_id").annotate(n=Count("mention_id"))
    ordered = np.array(sorted(found), np.int64).reshape(-1, 3)
    DayVoices.objects.bulk_create(
        [DayVoices(day=day, **_packed(*ordered.T))],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["authors", "topics", "counts"],
    )


def voices_by_group(*, since: dt.date, until: dt.date) -> Voices:
    """(group, topic, platform) → matches of those whose group is known; both ends count.

    Costs by the packed rows of the days. Groups are those of now, and a colleague counts only as
    long as they choose so. The platform is that of the account: it speaks on no other one.
    """
    placed = everybody_placed()
    days = DayVoices.objects.filter(day__gte=since, day__lte=until).order_by()
    parts = [_of_placed(placed, *row) for row in days.values_list("authors", "topics", "counts")]
    if not parts or not placed.names:
        return Counter()
    topics, places, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    known, at = np.unique(topics, return_inverse=True)
    n_names = len(placed.names)
    sums = np.bincount(at * n_names + places, weights=counts, minlength=len(known) * n_names)
    return Counter(
        {
            (group, int(known[cell // n_names]), platform): int(sums[cell])
            for cell in np.flatnonzero(sums).tolist()
            for group, platform in (placed.names[cell % n_names],)
        }
    )


def drop_voices_before(day: dt.date) -> int:
    """Forget who spoke of what on days before; the plain counts stay."""
    return DayVoices.objects.filter(day__lt=day).delete()[0]


def days_with(authors: Collection[int]) -> int:
    """On how many days somebody of them spoke of a topic."""
    wanted = _keys(authors)
    return sum(1 for _day in _rows_with(wanted))


def drop_authors(authors: Collection[int]) -> int:
    """Take them out of every day; gives of how many days."""
    wanted, n_days = _keys(authors), 0
    for row in _rows_with(wanted):
        keys, counts = unpack(row.authors, row.counts)
        left = ~np.isin(keys, wanted)
        table = np.stack([keys, np.frombuffer(row.topics, _KEY), counts], axis=1)[left]
        DayVoices.objects.filter(pk=row.pk).update(**_packed(*table.T))
        n_days += 1
    return n_days


def _of_placed(
    placed: Placed, authors: Packed, topics: Packed, counts: Packed
) -> tuple[Keys, Keys, Counts]:
    """Topics, places and counts of those who stand in a group; sorted keys are found quickly."""
    keys, n = unpack(authors, counts)
    if not len(placed.authors):
        return np.empty(0, _KEY), np.empty(0, _KEY), np.empty(0, _KEY)
    at = np.minimum(np.searchsorted(placed.authors, keys), len(placed.authors) - 1)
    is_known = placed.authors[at] == keys
    return np.frombuffer(topics, _KEY)[is_known], placed.places[at[is_known]], n[is_known]


def _packed(authors: Keys, topics: Keys, counts: Counts) -> dict[str, bytes]:
    return {
        "authors": authors.astype(_KEY).tobytes(),
        "topics": topics.astype(_KEY).tobytes(),
        "counts": counts.astype(_COUNT).tobytes(),
    }


def _keys(authors: Collection[int]) -> Keys:
    return np.fromiter(authors, np.int64, len(authors))


def _rows_with(wanted: Keys) -> Iterator[DayVoices]:
    for row in DayVoices.objects.order_by("day").iterator(chunk_size=50):
        if np.isin(np.frombuffer(row.authors, _KEY), wanted).any():
            yield row
