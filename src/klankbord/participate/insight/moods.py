"""How people talk: what mentions sound like and ask for, from the counts a day."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum

from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.core.text.understanding.opinions import SENTIMENTS, Tier
from klankbord.participate.insight.models import DayFigure
from klankbord.participate.insight.period import Period
from klankbord.participate.understanding.tone import EYES, Eyes, Heard, Tone, tone_of

MOST_SINGLE_DAYS = 14
WEEK = 7
NO_TONE = tone_of((), {})
_VAGUE = 0.4


def is_vague(share: Interval) -> bool:
    """Whether the bounds are so wide that they say less than the mentions that are sure."""
    return share.high - share.low > _VAGUE


class _Part(NamedTuple):
    """Some counts, and probabilities in thousandths, of one language, model and label."""

    language: str
    is_close: bool
    sentiment: str
    n_mentions: int
    n_by_hand: int
    n_judged: int
    p_negative: int
    p_positive: int


_N_KEYS = 3  # the rest of a part is added up


@dataclass(frozen=True)
class Stretch:
    """Some days, how many mentions had which sentiment in them, and the tone of all of them."""

    period: Period
    counts: dict[str, int]
    tone: Tone

    @property
    def n_clear(self) -> int:
        """Mentions of which it is clear enough how they sound."""
        return sum(self.counts.get(label, 0) for label in SENTIMENTS)

    def share(self, label: str) -> Interval:
        """The share of a sentiment among the clear ones, with its 95 % bounds."""
        return wilson_interval(self.counts.get(label, 0), self.n_clear)

    def estimate(self, label: str) -> Interval:
        """The share of negative or positive among all that were read, with its 95 % bounds."""
        return self.tone.negative if label == "negative" else self.tone.positive


class Moods:
    """What was said in a period, of everything or of one topic; each part is read when asked for.

    Every mention counts, also a copy: who repeats something says it too.
    """

    def __init__(self, period: Period, topic_id: int | None = None, eyes: Eyes = EYES) -> None:
        self.period = period
        self._topic_id = topic_id
        self._eyes = eyes

    @cached_property
    def sentiments(self) -> dict[str, int]:
        """Mentions a sentiment, `unsure` among them; those without any are left out."""
        return _summed((part.sentiment, part.n_mentions) for part in self._all)

    @cached_property
    def intents(self) -> dict[str, int]:
        """Mentions an intent, most first."""
        found = self._by_intent.items()
        return _summed((intent, part.n_mentions) for (intent,), some in found for part in some)

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
        return Stretch(self.period, self.sentiments, _tone(self._all, self._eyes))

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
        parts = _parts(self._figures(), "day")
        return [
            Stretch(
                piece,
                _sum(days, piece),
                _tone([part for day in piece.days for part in parts.get((day,), [])], self._eyes),
            )
            for piece in _pieces(self.period)
        ]

    @cached_property
    def _by_intent(self) -> dict[tuple[Any, ...], list[_Part]]:
        return _parts(self._figures(), "intent")

    @property
    def _all(self) -> list[_Part]:
        return [part for some in self._by_intent.values() for part in some]

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
    """Mentions a topic, by platform, language, sentiment or intent; drivers are no topics here."""
    found: dict[int, dict[str, int]] = {}
    rows = figures_in(period).filter(topic__driver="").values_list("topic_id", field)
    for topic, value, n in rows.annotate(n=Sum("n_mentions")).order_by("-n", field):
        found.setdefault(topic, {})[value] = n
    return found


def topic_moods(period: Period, eyes: Eyes) -> dict[int, Stretch]:
    """How each topic sounds, drivers among them; one SQL query."""
    rows = figures_in(period).exclude(topic=None)
    return {
        topic: Stretch(
            period, _summed((part.sentiment, part.n_mentions) for part in some), _tone(some, eyes)
        )
        for (topic,), some in _parts(rows, "topic_id").items()
    }


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Most first."""
    found: Counter[str] = Counter()
    for key, n in pairs:
        found[key] += n
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _parts(rows: QuerySet[DayFigure], *fields: str) -> dict[tuple[Any, ...], list[_Part]]:
    found: dict[tuple[Any, ...], list[_Part]] = {}
    sums = {name: Sum(name) for name in _Part._fields[_N_KEYS:]}
    for row in rows.values_list(*fields, *_Part._fields[:_N_KEYS]).annotate(**sums):
        found.setdefault(row[: len(fields)], []).append(_Part(*row[len(fields) :]))
    return found


def _tone(parts: Iterable[_Part], eyes: Eyes) -> Tone:
    heard, by_hand = [], dict.fromkeys(SENTIMENTS, 0)
    for each in parts:
        if each.sentiment in by_hand:
            by_hand[each.sentiment] += each.n_by_hand
        heard.append(
            Heard(
                each.language.partition("-")[0],
                Tier.SHOWN if each.is_close else Tier.CHEAP,
                each.n_judged,
                each.p_negative / 1000,
                each.p_positive / 1000,
            )
        )
    return tone_of(heard, by_hand, eyes)


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
