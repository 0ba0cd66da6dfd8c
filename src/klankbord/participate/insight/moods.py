"""How people talk: what mentions sound like and ask for, from the counts a day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet, Sum

from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.core.text.understanding.opinions import SENTIMENTS
from klankbord.participate.insight.models import DayFigure
from klankbord.participate.insight.period import Period

MOST_SINGLE_DAYS = 14
WEEK = 7


@dataclass(frozen=True)
class Stretch:
    """Some days, and how many mentions had which sentiment in them."""

    period: Period
    counts: dict[str, int]

    @property
    def n_clear(self) -> int:
        """Mentions of which it is clear enough how they sound."""
        return sum(self.counts.get(label, 0) for label in SENTIMENTS)

    def share(self, label: str) -> Interval:
        """The share of a sentiment among the clear ones, with its 95 % bounds."""
        return wilson_interval(self.counts.get(label, 0), self.n_clear)


class Moods:
    """What was said in a period, of everything or of one topic; each part is read when asked for.

    Every mention counts, also a copy: who repeats something says it too.
    """

    def __init__(self, period: Period, topic_id: int | None = None) -> None:
        self.period = period
        self._topic_id = topic_id

    @cached_property
    def sentiments(self) -> dict[str, int]:
        """Mentions a sentiment, `unsure` among them; those without any are left out."""
        return self._counts("sentiment")

    @cached_property
    def intents(self) -> dict[str, int]:
        """Mentions an intent, most first."""
        return self._counts("intent")

    @cached_property
    def platforms(self) -> dict[str, int]:
        """Mentions a platform, most first."""
        return self._counts("platform")

    @cached_property
    def languages(self) -> dict[str, int]:
        """Mentions a language, most first; an empty key where it is not known."""
        return self._counts("language")

    @cached_property
    def whole(self) -> Stretch:
        """The period as one stretch."""
        return Stretch(self.period, self.sentiments)

    @property
    def n_read(self) -> int:
        """All mentions that were counted."""
        return sum(self.sentiments.values())

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The period in days, or in weeks that end with its last day."""
        days: dict[dt.date, dict[str, int]] = {}
        rows = self._figures().values_list("day", "sentiment").annotate(n=Sum("n_mentions"))
        for day, label, n in rows:
            days.setdefault(day, {})[label] = n
        return [Stretch(piece, _sum(days, piece)) for piece in _pieces(self.period)]

    def _counts(self, field: str) -> dict[str, int]:
        rows = self._figures().values_list(field).annotate(n=Sum("n_mentions"))
        return dict(rows.order_by("-n", field))

    def _figures(self) -> QuerySet[DayFigure]:
        return figures_in(self.period).filter(topic=self._topic_id)


def figures_in(period: Period) -> QuerySet[DayFigure]:
    """The counts of a period, of everything and of each topic."""
    rows = DayFigure.objects.filter(day__gte=period.since, day__lte=period.until)
    return rows.order_by()


def topic_counts(period: Period, field: str) -> dict[int, dict[str, int]]:
    """Mentions a topic, by platform, language, sentiment or intent."""
    found: dict[int, dict[str, int]] = {}
    rows = figures_in(period).exclude(topic=None).values_list("topic_id", field)
    for topic, value, n in rows.annotate(n=Sum("n_mentions")).order_by("-n", field):
        found.setdefault(topic, {})[value] = n
    return found


def _pieces(period: Period) -> Iterator[Period]:
    step = 1 if period.n_days <= MOST_SINGLE_DAYS else WEEK
    first = period.n_days % step  # a part of a week in front would look like a quiet one
    for start in range(first, period.n_days, step):
        since = period.since + dt.timedelta(days=start)
        yield Period(since, since + dt.timedelta(days=step - 1))


def _sum(days: dict[dt.date, dict[str, int]], piece: Period) -> dict[str, int]:
    found: dict[str, int] = {}
    for day in piece.days:
        for label, n in days.get(day, {}).items():
            found[label] = found.get(label, 0) + n
    return found
