"""How quickly the desk answers, told honestly: open cases count for as long as they have waited.

Two waits a case, as there are two clocks: until its first answer, and until it is concluded. Each
is counted in office time and by the clock on the wall. What waits for its author waits here too:
the one who asked does not care whose turn it was.

Nothing here is counted by person; a case that was let stand needed no answer, and is told apart.
What an automatic account wrote is left out everywhere, and counted by itself.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from django.db.models import Case as Case_
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from klankbord.core.measure.clocks import Calendar, open_spans
from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.core.measure.survival import Survival, Wait, survival_curve, wait_at
from klankbord.participate.insight.period import Period
from klankbord.participate.listening.queries import local_midnight
from klankbord.reputation.desk.clocks.running import office_calendar
from klankbord.reputation.desk.models import Case, CaseEvent, State

Kind = CaseEvent.Kind
Seconds = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
_OPENED_LAST = Coalesce("reopened_at", "opened_at")
_BEGAN_AT = Case_(
    When(first_response_at__lt=F("reopened_at"), then=F("opened_at")), default=_OPENED_LAST
)
"""A case that had its answer before it was opened again waited from its opening."""


class Until(StrEnum):
    """What ends a wait."""

    FIRST = "first"
    CONCLUSIVE = "conclusive"


class Clock(StrEnum):
    """In which time a wait is counted."""

    OFFICE = "office"
    WALL = "wall"


@dataclass(frozen=True)
class Row:
    """One case, as the figures need it."""

    pk: int
    platform: str
    severity: int
    began_at: dt.datetime  # when it was opened, or opened again without an answer
    first_response_at: dt.datetime | None
    let_stand_at: dt.datetime | None
    reason: str  # of the silence
    look_again_at: dt.datetime | None
    language: str
    follower_band: int | None  # a place in `BANDS`
    opened_last_at: dt.datetime
    concluded_at: dt.datetime | None


WAYS: Mapping[str, Callable[[Row], str]] = {
    "platform": lambda row: row.platform,
    "severity": lambda row: str(row.severity),
    "followers": lambda row: "" if row.follower_band is None else str(row.follower_band),
    "language": lambda row: row.language,
}
"""Ways to tell people apart, with the key of the group of each; empty where it is not known."""


class Times(NamedTuple):
    """After how many hours half of the cases were done, and nine of ten."""

    median: Wait
    p90: Wait


@dataclass(frozen=True, kw_only=True)
class Group:
    """Cases that have something in common, and how quickly they were answered and concluded."""

    key: str
    n_cases: int
    n_answered: int
    n_concluded: int
    answered: Interval
    times: Mapping[tuple[Until, Clock], Times]


@dataclass(frozen=True)
class Silence:
    """Cases of the ledger with one reason, and how many of them have a day to look again."""

    reason: str
    n_cases: int
    n_watched: int


class Figures:
    """The cases that were opened in a period, as they stand at `at`."""

    def __init__(self, period: Period, *, at: dt.datetime) -> None:
        self.period = period
        self.at = at
        self.since = local_midnight(period.since)
        self.until = local_midnight(period.until + dt.timedelta(days=1))

    @property
    def _opened(self) -> QuerySet[Case]:
        return Case.objects.filter(opened_at__gte=self.since, opened_at__lt=self.until)

    @property
    def _cases(self) -> QuerySet[Case]:
        return self._opened.filter(is_by_bot=False)

    @cached_property
    def n_bots(self) -> int:
        """How many were left out, because a program wrote."""
        return self._opened.filter(is_by_bot=True).count()

    @cached_property
    def rows(self) -> list[Row]:
        """Every case of the period that a person wrote."""
        names = ("pk", "platform", "severity", "began_at", "first_response_at", "let_stand_at",
                 "let_stand_reason", "look_again_at", "language", "follower_band",
                 "opened_last_at", "concluded_at")  # fmt: skip
        begun = self._cases.annotate(began_at=_BEGAN_AT, opened_last_at=_OPENED_LAST)
        return [Row(*values) for values in begun.order_by("pk").values_list(*names)]

    @cached_property
    def answerable(self) -> list[Row]:
        """Cases that wanted an answer: those let stand without one are a choice, not a wait."""
        return [row for row in self.rows if row.first_response_at or not row.let_stand_at]

    @property
    def n_answered(self) -> int:
        """How many got a first answer."""
        return sum(row.first_response_at is not None for row in self.answerable)

    @property
    def n_open(self) -> int:
        """How many still wait for one."""
        return len(self.answerable) - self.n_answered

    @property
    def n_unconcluded(self) -> int:
        """How many of those that wanted an answer are work still."""
        return sum(row.concluded_at is None for row in self.answerable)

    @property
    def n_silent(self) -> int:
        """How many were let stand, with a reason."""
        return len(self.rows) - len(self.answerable)

    def silences(self) -> list[Silence]:
        """Why nothing was answered, the commonest reason first: as the ledger stands now."""
        silent = [row for row in self.rows if row.let_stand_at and not row.first_response_at]
        watched = Counter(row.reason for row in silent if (row.look_again_at or self.at) > self.at)
        counted = Counter(row.reason for row in silent)
        return [Silence(reason, n, watched[reason]) for reason, n in counted.most_common()]

    @cached_property
    def n_monitoring(self) -> int:
        """How many of its silences are watched now."""
        return self._cases.filter(state=State.MONITORING, first_response_at=None).count()

    @cached_property
    def n_broken_silences(self) -> int:
        """How many were let stand once, and are work again or were answered after all.

        A watched case that came back on its day did what it was meant to.
        """
        later = CaseEvent.objects.filter(case=OuterRef("case"), version__gt=OuterRef("version"))
        ends = later.filter(data__set__has_key="let_stand_at").order_by("version").values("kind")
        as_meant = Q(kind=Kind.MONITORED, ended_by=Kind.LOOKED_AGAIN)
        silences = CaseEvent.objects.filter(kind__in=(Kind.LET_STAND, Kind.MONITORED))
        ended = silences.annotate(ended_by=Coalesce(Subquery(ends[:1]), Value("")))
        broken = ended.exclude(as_meant).values("case")
        return self._cases.filter(let_stand_at=None, pk__in=broken).count()

    @property
    def share_answered(self) -> Interval:
        """Answered of answerable, with what chance leaves open."""
        return wilson_interval(self.n_answered, len(self.answerable))

    def curve(self, until: Until, clock: Clock, places: Places | None = None) -> Survival:
        """The share that still waits by the hour; `places` are some of the answerable cases."""
        waits, ended = self._waits[until, clock]
        return (
            survival_curve(waits, ended)
            if places is None
            else survival_curve(waits[places], ended[places])
        )

    def times(self, places: Places | None = None) -> dict[tuple[Until, Clock], Times]:
        """Medians and P90 of both waits by both clocks."""
        curves = {each: self.curve(*each, places) for each in product(Until, Clock)}
        return {each: Times(wait_at(curve), wait_at(curve, 0.9)) for each, curve in curves.items()}

    def groups(self, way: str) -> list[Group]:
        """Does everybody get an answer as quickly? What is not known of a case stands last."""
        key, places = WAYS[way], defaultdict(list)
        for place, row in enumerate(self.answerable):
            places[key(row)].append(place)
        return [self._group(name, places[name]) for name in sorted(places, key=_known_first)]

    def _group(self, key: str, places: Sequence[int]) -> Group:
        rows = [self.answerable[place] for place in places]
        n_answered = sum(row.first_response_at is not None for row in rows)
        return Group(
            key=key,
            n_cases=len(rows),
            n_answered=n_answered,
            n_concluded=sum(row.concluded_at is not None for row in rows),
            answered=wilson_interval(n_answered, len(rows)),
            times=self.times(np.array(places, dtype=np.int64)),
        )

    @cached_property
    def _waits(self) -> dict[tuple[Until, Clock], tuple[Seconds, npt.NDArray[np.bool_]]]:
        """Hours of each answerable case, and whether they are over; others lasted until now."""
        spans = {
            Until.FIRST: [(row.began_at, row.first_response_at) for row in self.answerable],
            Until.CONCLUSIVE: [(row.opened_last_at, row.concluded_at) for row in self.answerable],
        }
        clocks = {Clock.OFFICE: self._office_clock, Clock.WALL: _wall_clock}
        return {
            (until, name): (_hours(spans[until], self.at, clock), _are_over(spans[until]))
            for until, (name, clock) in product(spans, clocks.items())
        }

    @cached_property
    def _office_clock(self) -> Callable[[Seconds], Seconds]:
        return office_clock(office_calendar(self.since), self.since, self.at)


def first_waits(cases: QuerySet[Case], *, at: dt.datetime) -> tuple[int, Wait]:
    """How many have a first answer, and the median until it by the clock on the wall.

    Counted as `Figures` does, from two moments a case: for a page that asks no more.
    """
    wanted = cases.exclude(Q(first_response_at=None) & Q(let_stand_at__isnull=False))
    moments = wanted.annotate(began_at=_BEGAN_AT).values_list("began_at", "first_response_at")
    spans = list(moments)
    are_over = _are_over(spans)
    return int(are_over.sum()), wait_at(survival_curve(_hours(spans, at, _wall_clock), are_over))


def office_clock(
    calendar: Calendar, since: dt.datetime, until: dt.datetime
) -> Callable[[Seconds], Seconds]:
    """A clock that counts office time only: from moments (seconds since 1970) to seconds open.

    Between two edges of office hours it is a straight line, so a whole column is one look-up.
    """
    edges, open_for = [since.timestamp()], [0.0]
    for first, last in open_spans(calendar, since, until):
        edges += [first.timestamp(), last.timestamp()]
        open_for += [open_for[-1], open_for[-1] + (last - first).total_seconds()]
    return lambda moments: np.interp(moments, edges, open_for)


def _wall_clock(moments: Seconds) -> Seconds:
    return moments


Span = tuple[dt.datetime, dt.datetime | None]


def _hours(spans: Iterable[Span], at: dt.datetime, clock: Callable[[Seconds], Seconds]) -> Seconds:
    """Hours that each span lasted; what has not ended was watched until now."""
    moments = [(since.timestamp(), (until or at).timestamp()) for since, until in spans]
    began, ended = np.array(moments, dtype=np.float64).reshape(-1, 2).T
    return np.maximum(clock(ended) - clock(began), 0) / 3600


def _are_over(spans: Iterable[Span]) -> npt.NDArray[np.bool_]:
    return np.array([until is not None for _since, until in spans], dtype=bool)


def _known_first(key: str) -> tuple[bool, str]:
    return not key, key
