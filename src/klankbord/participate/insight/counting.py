"""Keep the counts a day right: after new matches, replays, corrections, erasures."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F, Max, QuerySet, Sum

from klankbord.core.text.understanding.opinions import Tier
from klankbord.participate.archive.actions import local_days
from klankbord.participate.archive.models import Arrival, DayCount, Mention
from klankbord.participate.archive.queries import ids_in
from klankbord.participate.archive.readings import ask_closer
from klankbord.participate.archive.retention import MENTIONS
from klankbord.participate.archive.rows import second_of
from klankbord.participate.insight.copies import ids_between
from klankbord.participate.insight.models import CountedArrival, CountedTopic, DayFigure
from klankbord.participate.insight.voices import tally_voices
from klankbord.participate.topics.models import Match, MatchedArrival, Topic
from klankbord.participate.understanding.actions import mark_days, read_mentions
from klankbord.participate.understanding.models import ReadArrival, StaleDay
from klankbord.participate.understanding.queries import OVERTAKEN
from klankbord.trust.retention.purging import purged_until

_PIECE = 900  # placeholders that every SQLite takes
_BY = "platform, language, sentiment, intent, is_close"
_JUDGED = "CASE WHEN p_neutral IS NULL OR is_sentiment_by_hand THEN 0 ELSE"
_SUMS = (
    "count(*), sum(CASE WHEN is_sentiment_by_hand THEN 1 ELSE 0 END),"
    f" sum({_JUDGED} 1 END), sum({_JUDGED} p_negative END), sum({_JUDGED} p_positive END)"
)
_COUNT = (
    f"INSERT INTO insight_dayfigure (day, topic_id, {_BY},"  # noqa: S608  # names of columns
    " n_mentions, n_by_hand, n_judged, p_negative, p_positive)"
    f" SELECT %s, CAST(NULL AS bigint), {_BY}, {_SUMS}"
    f" FROM archive_reading WHERE mention_id BETWEEN %s AND %s GROUP BY {_BY}"
    " UNION ALL"
    f" SELECT %s, topic_id, {_BY}, {_SUMS}"
    " FROM archive_reading JOIN topics_match"
    " ON topics_match.mention_id = archive_reading.mention_id"
    f" WHERE archive_reading.mention_id BETWEEN %s AND %s GROUP BY topic_id, {_BY}"
)


def arrivals_to_count() -> QuerySet[Arrival]:
    """Arrivals that were read and matched and not counted, oldest first."""
    newest = CountedArrival.objects.aggregate(newest=Max("pk"))["newest"] or 0
    recent = Arrival.objects.filter(pk__gt=newest - OVERTAKEN)
    done = CountedArrival.objects.filter(pk__gt=newest - OVERTAKEN).values("pk")
    matched = MatchedArrival.objects.filter(pk__gt=newest - OVERTAKEN).values("pk")
    read = ReadArrival.objects.filter(pk__gt=newest - OVERTAKEN).values("pk")
    return recent.filter(pk__in=matched).filter(pk__in=read).exclude(pk__in=done).order_by("pk")


def note_arrival(*, arrival: Arrival) -> None:
    """Have the days of an arrival counted, and what belongs to a topic read better."""
    ids = ids_in(arrival)
    with transaction.atomic():
        _counted, is_ours = CountedArrival.objects.get_or_create(arrival=arrival)
        if is_ours:
            mark_days(ids)
            ask_closer(_matched(ids))


def _matched(ids: list[int]) -> list[int]:
    found: set[int] = set()
    for start in range(0, len(ids), _PIECE):
        rows = Match.objects.filter(mention__in=ids[start : start + _PIECE])
        found.update(rows.values_list("mention_id", flat=True))
    return sorted(found)


def topics_to_count() -> QuerySet[Topic]:
    """Topics that were looked for in the archive since they were counted."""
    known = CountedTopic.objects.filter(n_replayed=F("topic__n_replayed"))
    return Topic.objects.filter(n_replayed=F("n_replays")).exclude(pk__in=known.values("pk"))


def note_topic(*, topic: Topic) -> None:
    """Have all days of a topic counted: a replay put matches in and took others out."""
    ids = list(Match.objects.filter(topic=topic).values_list("mention_id", flat=True))
    counted = DayFigure.objects.filter(topic=topic).values_list("day", flat=True).distinct()
    with transaction.atomic():
        CountedTopic.objects.update_or_create(
            topic=topic, defaults={"n_replayed": topic.n_replayed}
        )
        mark_days([*ids, *(ids_between(since=day, until=day)[0] for day in counted)])
        ask_closer(ids)


def count_day(*, day: dt.date) -> None:
    """Count one day anew; a day whose mentions were purged keeps what it has."""
    first, last = ids_between(since=day, until=day)
    with transaction.atomic():
        mark_days([first])  # the row is held until the end: nobody else counts this day meanwhile
        StaleDay.objects.filter(day=day).delete()
        if day < first_kept_day():
            return
        DayFigure.objects.filter(day=day).delete()
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [day, first, last, day, first, last])
        tally_voices(day=day, first=first, last=last)


def first_kept_day() -> dt.date:
    """The first day of which all mentions are still there."""
    purged = purged_until(MENTIONS)
    if purged is None:
        return dt.date.min
    return local_days().day_of(second_of(purged)) + dt.timedelta(days=1)


def days_amiss() -> list[dt.date]:
    """Days on which not as many mentions were counted here as the archive has."""
    kept = _by_day(DayCount.objects.filter(day__gte=first_kept_day()))
    counted = _by_day(DayFigure.objects.filter(day__gte=first_kept_day(), topic=None))
    return sorted(day for day in kept.keys() | counted.keys() if kept.get(day) != counted.get(day))


def mend_day(*, day: dt.date) -> None:
    """Read what nobody read on this day, and count it anew."""
    first, last = ids_between(since=day, until=day)
    rows = Mention.objects.filter(pk__gte=first, pk__lte=last, reading=None).order_by("pk")
    while ids := list(rows.values_list("pk", flat=True)[:_PIECE]):
        read_mentions(mention_ids=ids, tier=Tier.CHEAP)
        ask_closer(_matched(ids))
    count_day(day=day)


def _by_day(rows: QuerySet[DayCount] | QuerySet[DayFigure]) -> dict[dt.date, int]:
    found: Iterable[tuple[dt.date, int]] = (
        rows.order_by().values_list("day").annotate(n=Sum("n_mentions"))
    )
    return dict(found)
