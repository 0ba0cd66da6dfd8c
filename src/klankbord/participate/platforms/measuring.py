"""Count what is said on each platform: when, and how much of it is about our topics."""

import datetime as dt
from collections.abc import Callable
from typing import Final

import numpy as np
from django.db import transaction

from klankbord.participate.archive.queries import mention_ids
from klankbord.participate.archive.rows import MENTIONS, id_at, moment_of
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span
from klankbord.participate.platforms.models import Figures
from klankbord.participate.topics.models import Match
from klankbord.people.queries import house_zone

DAYS: Final = 90
_AT_ONCE: Final = 5_000
_HOURS: Final = 24


class _Tally:
    """What is counted of one platform."""

    def __init__(self) -> None:
        self.n_mentions = self.n_in_topics = 0
        self.hours = np.zeros(_HOURS, np.int64)


def measure_platforms(
    *, today: dt.date, at: dt.datetime, after_batch: Callable[[], None] = lambda: None
) -> None:
    """Count the last ninety days anew; what was counted before goes."""
    since = today - dt.timedelta(days=DAYS - 1)
    tallies: dict[str, _Tally] = {}
    for ids in mention_ids(batch_size=_AT_ONCE, span=_span(since, today)):
        _count(ids, tallies)
        after_batch()
    with transaction.atomic():
        Figures.objects.all().delete()
        Figures.objects.bulk_create(
            Figures(
                platform=platform,
                since=since,
                until=today,
                n_mentions=tally.n_mentions,
                n_in_topics=tally.n_in_topics,
                hours=tally.hours.tolist(),
                measured_at=at,
            )
            for platform, tally in sorted(tallies.items())
        )


def _span(since: dt.date, until: dt.date) -> Span:
    zone = house_zone()
    start = dt.datetime.combine(since, dt.time(), tzinfo=zone)
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), tzinfo=zone)
    return Span(id_at(start) - 1, id_at(end))


def _count(ids: list[int], tallies: dict[str, _Tally]) -> None:
    zone, in_topics = house_zone(), _in_topics(ids)
    for number, platform in store().read_by_ids(MENTIONS, ("id", "platform"), ids):
        tally = tallies.setdefault(platform, _Tally())
        tally.n_mentions += 1
        tally.hours[moment_of(number).astimezone(zone).hour] += 1
        tally.n_in_topics += number in in_topics


def _in_topics(ids: list[int]) -> set[int]:
    rows = Match.objects.filter(mention_id__gte=ids[0], mention_id__lte=ids[-1])
    return set(rows.values_list("mention_id", flat=True))
