"""The figures of the overview: read once here, for the screen and for the API alike."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, TypeVar

from django.utils import timezone

from klankbord.core.measure.spikes import Spike
from klankbord.participate.archive.queries import (
    AuthorCount,
    author_counts,
    first_day,
    top_authors,
    totals_by_place,
    volume_by_day,
)
from klankbord.participate.insight.causes import Grown, grown_topic
from klankbord.participate.insight.copies import LeftOut, ids_between, left_out
from klankbord.participate.insight.moods import Moods, Stretch, topic_moods
from klankbord.participate.insight.period import Period
from klankbord.participate.insight.storms import NEEDED, storms, storms_of
from klankbord.participate.listening.hearing import Unheard, unheard_days
from klankbord.participate.listening.models import Source
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import (
    Trend,
    authors_by_topic,
    copies_by_topic,
    counts_by_topic,
    topic_days,
    totals_by_topic,
)
from klankbord.participate.understanding.adaptations import Seeing, seeing_in_use

Key = TypeVar("Key", int, str)
N_AUTHORS = 10
_N_ASKED = 100  # authors, for some posts name nobody
_MOST_READ = 500  # characters
MIN_RISING = 5
"""A topic with fewer mentions than this is not called rising."""


@dataclass(frozen=True)
class TopicFigure:
    """One topic in the period, and in the period before."""

    topic: Topic
    trend: Trend

    @property
    def n(self) -> int:
        """Mentions in the period."""
        return self.trend.now


@dataclass(frozen=True)
class Explained:
    """A spike, with the topic that explains most of it."""

    spike: Spike
    cause: Grown | None
    topic: Topic | None


@dataclass(frozen=True)
class Coverage:
    """What we could hear: sources that work, and those that fail now."""

    n_sources: int
    failing: tuple[Source, ...]

    @property
    def n_working(self) -> int:
        """Sources that answered at their last attempt."""
        return self.n_sources - len(self.failing)

    @property
    def names(self) -> str:
        """The failing sources, by name."""
        return ", ".join(source.name for source in self.failing)


class Figures:
    """Everything that the overview says about one period; each part is read when asked for.

    With `once` a story counts for the mention that stands for it, and its copies do not. Authors
    and hashtags always count every mention. With `only` no other topics stand beside each other;
    what is counted of all mentions stays as it is.
    """

    def __init__(
        self,
        period: Period,
        *,
        once: bool = False,
        topic: Topic | None = None,
        only: Collection[int] = (),
    ) -> None:
        self.period = period
        self.topic = topic
        self.once = once and topic is None
        self.only = frozenset(only)

    @classmethod
    def read(cls, params: Mapping[str, Any], *, today: dt.date) -> Self:
        """Take them from an address: period, `topic`, `topics` with commas between, `count`.

        What cannot be read is left out; raises `Topic.DoesNotExist`.
        """
        asked = Filters.read(params).topic
        return cls(
            Period.read(params, today=today),
            once=params.get("count") == "stories",
            topic=Topic.objects.get(pk=asked) if asked else None,
            only=read_numbers(str(params.get("topics", ""))),
        )

    @cached_property
    def ids(self) -> tuple[int, int]:
        """First and last id that a mention of the period can have."""
        return ids_between(since=self.period.since, until=self.period.until)

    @cached_property
    def moods(self) -> Moods:
        """What it sounds like."""
        return Moods(self.period, self.topic.pk if self.topic else None, self._seeing.eyes)

    @cached_property
    def _seeing(self) -> Seeing:
        return seeing_in_use()

    @property
    def n_to_redo(self) -> int:
        """How many texts must be read before the own labels that are in use put shares right."""
        return self._seeing.n_to_redo

    @cached_property
    def says_seldom_negative(self) -> bool:
        """Whether some was said in a language in which hardly anything is called negative."""
        heard = {code.partition("-")[0] for code in self.languages}
        return not heard.isdisjoint(self._seeing.seldom_negative)

    @cached_property
    def topic_moods(self) -> dict[int, Stretch]:
        """How each topic sounds."""
        return topic_moods(self.period, self._seeing.eyes)

    @property
    def params(self) -> dict[str, str]:
        """As the mention list and the pictures take it in their address."""
        return self.period.params | ({"topic": str(self.topic.pk)} if self.topic else {})

    @property
    def choices(self) -> dict[str, str]:
        """All that was chosen, as the overview takes it in its address."""
        once = {"count": "stories"} if self.once else {}
        only = {"topics": ",".join(map(str, sorted(self.only)))} if self.only else {}
        return self.params | once | only

    @cached_property
    def volume(self) -> dict[dt.date, int]:
        """Mentions a day over the period, and as far back as spikes and comparison need."""
        first = min(self.period.previous.since, self.period.since - NEEDED)
        if self.topic:
            return dict(topic_days(topic=self.topic, since=first, until=self.period.until))
        volume = volume_by_day(since=first, until=self.period.until)
        left_out = self._copies(first).by_day
        return {day: max(n - left_out[day], 0) for day, n in volume.items()}

    @cached_property
    def days(self) -> list[tuple[dt.date, int]]:
        """Mentions a day over the period."""
        return [(day, self.volume[day]) for day in self.period.days]

    @property
    def counts(self) -> list[int]:
        """The days as bare numbers, for a small line."""
        return [n for _day, n in self.days]

    @property
    def n_in_topics(self) -> int:
        """Topics that were heard at all."""
        return sum(1 for row in self.topics if row.n)

    @cached_property
    def mentions(self) -> Trend:
        """Mentions in the period and in the one before."""
        before = sum(self.volume[day] for day in self.period.previous.days)
        return Trend(sum(n for _day, n in self.days), before)

    @cached_property
    def is_comparable(self) -> bool:
        """Whether the archive reaches back over the whole period before."""
        return self._heard is not None and self._heard <= self.period.previous.since

    @cached_property
    def _heard(self) -> dt.date | None:
        """The first day of the archive."""
        return first_day()

    @cached_property
    def topics(self) -> list[TopicFigure]:
        """Topics with their mentions in both periods, most mentions first; drivers stand apart."""
        return [row for row in self._followed if not self.only or row.topic.pk in self.only]

    @cached_property
    def _followed(self) -> list[TopicFigure]:
        return [row for row in self._all_topics if not row.topic.driver]

    @cached_property
    def drivers(self) -> list[TopicFigure]:
        """What our reputation rests on, the same way."""
        return [row for row in self._all_topics if row.topic.driver]

    @cached_property
    def _all_topics(self) -> list[TopicFigure]:
        now, before = self._topic_totals(self.period), self._topic_totals(self.period.previous)
        rows = [
            TopicFigure(topic, Trend(now.get(topic.pk, 0), before.get(topic.pk, 0)))
            for topic in Topic.objects.all()
        ]
        return sorted(rows, key=lambda row: (-row.n, row.topic.name))

    @cached_property
    def rising(self) -> list[TopicFigure]:
        """Topics that are heard more than before, strongest growth first; none without a before.

        A topic of which the archive is still looked through has its newest days first: no growth.
        """
        if not self.is_comparable:
            return []
        grown = [
            row
            for row in self.topics
            if row.topic.is_up_to_date
            and row.n >= MIN_RISING
            and (row.trend.is_up or row.trend.is_new)
        ]
        return sorted(grown, key=lambda row: row.trend.before - row.trend.now)

    @cached_property
    def platforms(self) -> dict[str, int]:
        """Mentions a platform, most first."""
        if self.topic:
            return self.moods.platforms
        return _without(self._places(0), self.copies.by_platform)

    @cached_property
    def languages(self) -> dict[str, int]:
        """Mentions a language, most first; an empty key where it is not known."""
        if self.topic:
            return self.moods.languages
        return _without(self._places(1), self.copies.by_language)

    def _places(self, part: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for place, n in self._by_place.items():
            found[place[part]] = found.get(place[part], 0) + n
        return dict(sorted(found.items()))

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], int]:
        return totals_by_place(since=self.period.since, until=self.period.until)

    @cached_property
    def copies(self) -> LeftOut:
        """Copies of the period that are not counted; none where each counts."""
        return self._copies(self.period.since)

    def _copies(self, since: dt.date) -> LeftOut:
        return left_out(since=since, until=self.period.until) if self.once else LeftOut()

    def _topic_totals(self, period: Period) -> dict[int, int]:
        counts = totals_by_topic(since=period.since, until=period.until)
        if not self.once:
            return counts
        first, last = ids_between(since=period.since, until=period.until)
        return _without(counts, copies_by_topic(first=first, last=last))

    @cached_property
    def authors(self) -> list[AuthorCount]:
        """Authors heard most; colleagues are masked."""
        if self.topic:
            first, last = self.ids
            counts = authors_by_topic(self.topic, first=first, last=last, n=_N_ASKED)
            return author_counts(counts)[:N_AUTHORS]
        return top_authors(since=self.period.since, until=self.period.until, n=N_AUTHORS)

    @cached_property
    def spikes(self) -> list[Explained]:
        """Days that stand out, with their cause; of a topic the same days as its alerts."""
        since, until = self.period.since, self.period.until
        if self.topic:
            found = storms_of(self.topic, since=since, until=until)
            return [Explained(spike, None, None) for spike in found]
        found = storms(self.volume, heard=self._heard, since=since)
        if not found:
            return []
        counts = self._topic_counts()
        topics = {row.topic.pk: row.topic for row in self._followed}
        causes = [grown_topic(spike, counts) for spike in found]
        return [
            Explained(spike, cause, topics.get(cause.topic_id) if cause else None)
            for spike, cause in zip(found, causes, strict=True)
        ]

    @cached_property
    def coverage(self) -> Coverage:
        """Sources that are on, and those that failed at their last attempt."""
        active = Source.objects.filter(is_active=True, erase_asked_at=None)
        return Coverage(active.count(), tuple(active.filter(n_failures__gt=0)))

    @cached_property
    def unheard(self) -> dict[dt.date, list[Unheard]]:
        """Days of the period on which a source was silent for an hour or more."""
        return unheard_days(since=self.period.since, until=self.period.until, now=timezone.now())

    def _topic_counts(self) -> dict[int, dict[dt.date, int]]:
        """Topic counts on the days of the volume that are known, zeroes included."""
        days = [day for day in self.volume if self._heard and day >= self._heard]
        found = counts_by_topic(since=days[0], until=days[-1])
        whole = {row.topic.pk for row in self._followed if row.topic.is_up_to_date}
        return {
            topic: {day: counts.get(day, 0) for day in days}
            for topic, counts in found.items()
            if topic in whole
        }


def read_numbers(text: str) -> list[int]:
    """Numbers with commas between; what is none is left out."""
    numbers = (part.strip() for part in text[:_MOST_READ].split(","))
    return [int(part) for part in numbers if part.isascii() and part.isdecimal()]


def _without(counts: Mapping[Key, int], copies: Mapping[Key, int]) -> dict[Key, int]:
    """Most first, as before."""
    left = {key: max(n - copies.get(key, 0), 0) for key, n in counts.items()}
    return dict(sorted(left.items(), key=lambda pair: -pair[1]))
