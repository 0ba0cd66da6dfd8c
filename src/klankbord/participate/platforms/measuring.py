"""Count what is said on each platform, day by day: when, and how much is about our topics."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import connection, transaction
from django.db.models import Q, Sum

from klankbord.participate.insight.copies import ids_between
from klankbord.participate.insight.counting import first_kept_day
from klankbord.participate.insight.models import DayFigure
from klankbord.participate.platforms.models import DayPlatform
from klankbord.people.queries import house_zone

DAYS: Final = 90


def days_measured(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day that are measured."""
    return today - dt.timedelta(days=DAYS - 1), today


_QUARTER: Final = 900  # seconds: every zone of the world is a whole number of them from Greenwich
_HOURS: Final = 24
_TIMES = (
    f"SELECT platform, (mention_id >> 30) / {_QUARTER}, count(*)"  # noqa: S608  # a number of ours
    " FROM archive_reading WHERE mention_id BETWEEN %s AND %s GROUP BY 1, 2"
)
_TOPICS = (
    "SELECT platform, count(*), count(DISTINCT topics_match.mention_id) FROM archive_reading"
    " JOIN topics_match ON topics_match.mention_id = archive_reading.mention_id"
    " JOIN topics_topic ON topics_topic.id = topics_match.topic_id"
    " WHERE archive_reading.mention_id BETWEEN %s AND %s AND topics_topic.driver = ''"
    " GROUP BY platform"
)


def days_to_count(*, today: dt.date) -> list[dt.date]:
    """Days that were counted otherwise than the overview counts them now, newest first.

    A topic that lost one mention and won another on the same day goes unseen until more changes.
    """
    first = max(today - dt.timedelta(days=DAYS - 1), first_kept_day())
    here = {
        (row.day, row.platform): (row.n_mentions, row.n_matches)
        for row in DayPlatform.objects.filter(day__gte=first)
    }
    there = dict(_overview(first))
    amiss = {key[0] for key in here.keys() | there.keys() if here.get(key) != there.get(key)}
    return sorted(amiss, reverse=True)


def _overview(first: dt.date) -> Iterator[tuple[tuple[dt.date, str], tuple[int, int]]]:
    rows = DayFigure.objects.filter(day__gte=first).order_by().values_list("day", "platform")
    sums = rows.annotate(
        n=Sum("n_mentions", filter=Q(topic=None), default=0),
        m=Sum("n_mentions", filter=Q(topic__driver=""), default=0),
    )
    for day, platform, n_mentions, n_matches in sums:
        yield (day, platform), (n_mentions, n_matches)


def count_day(*, day: dt.date) -> None:
    """Count one day anew; eight SQL queries, some tens of milliseconds a ten thousand mentions."""
    ends, here = ids_between(since=day, until=day), house_zone()
    with transaction.atomic():
        DayPlatform.objects.filter(day=day).delete()
        times, topics = _asked(_TIMES, ends), _asked(_TOPICS, ends)
        found = {platform: DayPlatform(day=day, platform=platform, n_mentions=0, n_in_topics=0,
                 n_matches=0, hours=[0] * _HOURS) for platform, _at, _n in times}  # fmt: skip
        for platform, quarter, n in times:
            at = dt.datetime.fromtimestamp(quarter * _QUARTER, here)
            found[platform].hours[at.hour] += n
            found[platform].n_mentions += n
        for platform, n_matches, n_in_topics in topics:
            found[platform].n_matches, found[platform].n_in_topics = n_matches, n_in_topics
        DayPlatform.objects.bulk_create(found.values())


def _asked(sql: str, ends: tuple[int, int]) -> list[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, ends)
        return list(cursor.fetchall())


def forget_old_days(*, today: dt.date) -> None:
    """Let go of what the map does not show any more."""
    DayPlatform.objects.filter(day__lt=today - dt.timedelta(days=DAYS - 1)).delete()
