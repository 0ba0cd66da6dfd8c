"""Read topics and their counts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from klankbord.core.match import Query, QueryError, parse_query
from klankbord.participate.archive.models import Arrival, DayCount
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.models import Group
from klankbord.participate.stories.queries import leads_of
from klankbord.participate.topics.models import (
    Match,
    MatchedArrival,
    SavedView,
    Topic,
    TopicDay,
)
from klankbord.participate.topics.reading import read_query
from klankbord.participate.understanding.words import INTENTS, SENTIMENTS, Words
from klankbord.people.models import Member
from klankbord.people.queries import house_zone

WEEK, MONTH = dt.timedelta(days=7), dt.timedelta(days=28)
_STEADY = 0.1
OVERTAKEN = 1_000  # numbers; batches that are written at the same time stay far within it


@dataclass(frozen=True)
class Trend:
    """What a count did against the same time before."""

    now: int
    before: int

    @property
    def change(self) -> float | None:
        """As a fraction: 0.5 is half as much again; None where there was nothing before."""
        return (self.now - self.before) / self.before if self.before else None

    @property
    def percent(self) -> int:
        """The change without its sign."""
        return round(abs(self.change or 0) * 100)

    @property
    def is_new(self) -> bool:
        """Something where nothing was."""
        return bool(self.now) and not self.before

    @property
    def is_up(self) -> bool:
        """More, by more than a tenth."""
        return self.change is not None and self.change > _STEADY

    @property
    def is_down(self) -> bool:
        """Less, by more than a tenth."""
        return self.change is not None and self.change < -_STEADY


@dataclass(frozen=True)
class TopicRow:
    """One line of the list of topics."""

    topic: Topic
    reading: str
    days: list[tuple[dt.date, int]]

    @property
    def n_week(self) -> int:
        """Matches in the last 7 days, today included."""
        return sum(n for _day, n in self.days[-7:])

    @property
    def n_month(self) -> int:
        """Matches in the last 28 days, today included."""
        return sum(n for _day, n in self.days)

    @property
    def trend(self) -> Trend:
        """The last 7 days against the 7 before."""
        return Trend(self.n_week, sum(n for _day, n in self.days[-14:-7]))

    @property
    def counts(self) -> list[int]:
        """The 28 days, for a small line."""
        return [n for _day, n in self.days]


@dataclass(frozen=True)
class TopicFigures:
    """How the following of subjects stands."""

    n_topics: int
    n_active: int
    n_matches_28d: int


@dataclass(frozen=True)
class Choices:
    """What the mention list can be narrowed to."""

    topics: list[Topic]
    sources: list[Source]
    platforms: list[str]
    languages: list[str]
    sentiments: list[tuple[str, Words]] = field(default_factory=lambda: list(SENTIMENTS.items()))
    intents: list[tuple[str, Words]] = field(default_factory=lambda: list(INTENTS.items()))
    groups: list[tuple[str, Words]] = field(default_factory=lambda: list(Group.choices))


def topic_figures(*, at: dt.datetime) -> TopicFigures:
    """How many topics are followed, and what was filed under them in 28 days."""
    active = list(Topic.objects.values_list("is_active", flat=True))
    totals = totals_by_topic(since=at.date() - MONTH + dt.timedelta(days=1), until=at.date())
    return TopicFigures(len(active), sum(active), sum(totals.values()))


def filter_choices() -> Choices:
    """Everything that was ever heard of, in four SQL queries."""
    platforms = DayCount.objects.order_by("platform").values_list("platform", flat=True)
    languages = DayCount.objects.exclude(language="").order_by("language")
    return Choices(
        topics=list(Topic.objects.all()),
        sources=list(Source.objects.all()),
        platforms=list(platforms.distinct()),
        languages=list(languages.values_list("language", flat=True).distinct()),
    )


def unmatched_arrivals() -> QuerySet[Arrival]:
    """Arrivals that no topic has seen, oldest first.

    They are filed in their order, so only one that was committed late can hide behind the newest:
    a thousand numbers back is far enough, and the look costs the same however many are kept.
    """
    newest = MatchedArrival.objects.aggregate(newest=Max("pk"))["newest"] or 0
    seen = MatchedArrival.objects.filter(pk__gt=newest - OVERTAKEN).values("pk")
    recent = Arrival.objects.filter(pk__gt=newest - OVERTAKEN)
    return recent.exclude(pk__in=seen).order_by("pk")


def read_or_none(text: str, zone: dt.tzinfo | None = None) -> Query | None:
    """A stored query; None where this version cannot read it any more."""
    try:
        return parse_query(text, zone=zone or house_zone())
    except QueryError:
        return None


def reading_of(text: str, zone: dt.tzinfo | None = None) -> str:
    """A stored query in words; its text where it cannot be read."""
    query = read_or_none(text, zone)
    return read_query(query) if query else text


def topic_rows(*, today: dt.date) -> list[TopicRow]:
    """All topics with their last 28 days, in three SQL queries."""
    zone = house_zone()
    topics = list(Topic.objects.all())
    since = today - MONTH + dt.timedelta(days=1)
    counts = counts_by_topic(since=since, until=today)
    days = [since + dt.timedelta(days=n) for n in range(MONTH.days)]
    return [
        TopicRow(
            topic,
            reading_of(topic.query, zone),
            [(day, counts.get(topic.pk, {}).get(day, 0)) for day in days],
        )
        for topic in topics
    ]


def _filled(counts: Mapping[dt.date, int], days: Iterable[dt.date]) -> list[tuple[dt.date, int]]:
    return [(day, counts.get(day, 0)) for day in days]


def counts_by_topic(*, since: dt.date, until: dt.date) -> dict[int, dict[dt.date, int]]:
    """Matches a topic and a day; both ends count."""
    counts: dict[int, dict[dt.date, int]] = {}
    rows = TopicDay.objects.filter(day__gte=since, day__lte=until)
    for topic, day, n in rows.values_list("topic_id", "day", "n_matches"):
        counts.setdefault(topic, {})[day] = n
    return counts


def totals_by_topic(*, since: dt.date, until: dt.date) -> dict[int, int]:
    """Matches a topic in a period; both ends count."""
    rows = TopicDay.objects.filter(day__gte=since, day__lte=until).order_by()
    return dict(rows.values_list("topic_id").annotate(n=Sum("n_matches")))


def copies_by_topic(*, first: int, last: int) -> dict[int, int]:
    """How many matches of a topic say what another one of its matches says; by mention id."""
    rows = Match.objects.filter(mention__gte=first, mention__lte=last, mention__copy__isnull=False)
    found = rows.order_by().values_list("topic_id", "mention__copy__story")
    counts: dict[int, int] = {}
    for topic, _story, n in found.annotate(n=Count("mention_id")):
        counts[topic] = counts.get(topic, 0) + n - 1
    return counts


def folded_by_topic(*, first: int, last: int, topic_id: int | None = None) -> dict[int, int]:
    """How many matches of a topic stay away where every story is shown once; by mention id.

    Those are copies of a mention that itself matches within the period: see `search`.
    """
    rows = Match.objects.filter(mention__gte=first, mention__lte=last, mention__copy__isnull=False)
    if topic_id is not None:
        rows = rows.filter(topic=topic_id)
    found = list(rows.order_by().values_list("topic_id", "mention_id", "mention__copy__story"))
    leads = leads_of({story for _topic, _mention, story in found})
    matched = {(topic, mention) for topic, mention, _story in found}
    return Counter(
        topic
        for topic, mention, story in found
        if leads[story] != mention and (topic, leads[story]) in matched
    )


def authors_by_topic(topic: Topic, *, first: int, last: int, n: int) -> dict[int, int]:
    """Authors whom a topic heard most, by their numbers; costs by its matches in the period."""
    rows = Match.objects.filter(topic=topic, mention__gte=first, mention__lte=last).order_by()
    counts = rows.values_list("mention__author_id").annotate(n=Count("mention_id"))
    return dict(counts.order_by("-n", "mention__author_id")[:n])


def topic_days(*, topic: Topic, since: dt.date, until: dt.date) -> list[tuple[dt.date, int]]:
    """Matches of one topic, every day of the period."""
    rows = TopicDay.objects.filter(topic=topic, day__gte=since, day__lte=until)
    counts = dict(rows.values_list("day", "n_matches"))
    days = (since + dt.timedelta(days=n) for n in range((until - since).days + 1))
    return [(day, counts.get(day, 0)) for day in days]


def heard_since(*, topic: Topic) -> dt.date | None:
    """The first day on which a topic was heard; None where it never was."""
    rows = TopicDay.objects.filter(topic=topic, n_matches__gt=0)
    first: dt.date | None = rows.aggregate(first=Min("day"))["first"]
    return first


def matched_ids(
    *,
    topic_id: int,
    before: int | None = None,
    after: int | None = None,
    limit: int,
    is_news: bool = False,
) -> list[int]:
    """Mentions of a topic by id, newest first; both ends are left out.

    With `is_news` without those that a replay found: they were here already.
    """
    matches = Match.objects.filter(topic_id=topic_id)
    if is_news:
        matches = matches.filter(is_replayed=False)
    if before is not None:
        matches = matches.filter(mention_id__lt=before)
    if after is not None:
        matches = matches.filter(mention_id__gt=after)
    return list(matches.order_by("-mention_id").values_list("mention_id", flat=True)[:limit])


def topics_of(mention_ids: Iterable[int]) -> dict[int, list[Topic]]:
    """The topics of each of these mentions, by name; one SQL query."""
    found: dict[int, list[Topic]] = {}
    matches = Match.objects.filter(mention_id__in=list(mention_ids)).select_related("topic")
    for match in matches.order_by("topic__name"):
        found.setdefault(match.mention_id, []).append(match.topic)
    return found


def views_for(member: Member) -> QuerySet[SavedView]:
    """Saved views that a member may use: their own, and those of the team."""
    return SavedView.objects.filter(Q(member=member) | Q(is_shared=True))
