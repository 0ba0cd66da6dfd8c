"""How quickly the desk answers, told honestly: open cases count for as long as they have waited.

Nothing here is counted by person; a case that was let stand needed no answer, and is told apart.
What an automatic account wrote is left out everywhere, and counted by itself.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

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
_BEGAN_AT = Case_(
    When(first_response_at__lt=F("reopened_at"), then=F("opened_at")),
    default=Coalesce("reopened_at", "opened_at"),
)
"""A case that had its answer before it was opened again waited from its opening."""


@dataclass(frozen=True)
class Row:
    """One case, as the figures need it."""

    pk: int
    platform: str
    severity: int
    began_at: dt.datetime  # when it was opened, or opened again
    first_response_at: dt.datetime | None
    let_stand_at: dt.datetime | None
    reason: str  # of the silence
    look_again_at: dt.datetime | None
    language: str
    follower_band: int | None  # a place in `BANDS`


@dataclass(frozen=True, kw_only=True)
class Group:
    """Cases that have something in common, and how quickly they got their first answer."""

    key: str
    n_cases: int
    n_answered: int
    office: Wait
    office_p90: Wait


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
                 "let_stand_reason", "look_again_at", "language", "follower_band")  # fmt: skip
        begun = self._cases.annotate(began_at=_BEGAN_AT).order_by("pk")
        return [Row(*values) for values in begun.values_list(*names)]

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

    @cached_property
    def office(self) -> Survival:
        """Waits in office hours."""
        return _curve(self.answerable, self.at, self._office_clock)

    @cached_property
    def wall(self) -> Survival:
        """Waits as people live them, nights and weekends included; in hours."""
        return _curve(self.answerable, self.at, _wall_clock)

    def by_platform(self) -> list[Group]:
        """Does every platform get its answer as quickly?"""
        return self._groups(self.answerable, lambda row: row.platform)

    def by_severity(self) -> list[Group]:
        """Is what is urgent answered first?"""
        return self._groups(self.answerable, lambda row: str(row.severity))

    def by_followers(self) -> list[Group]:
        """Does somebody with few followers wait longer? As far as followers are known."""
        told = [row for row in self.answerable if row.follower_band is not None]
        return self._groups(told, lambda row: str(row.follower_band))

    def by_language(self) -> list[Group]:
        """Does every language get its answer as quickly? As far as the language was heard."""
        heard = [row for row in self.answerable if row.language]
        return self._groups(heard, lambda row: row.language)

    def _groups(self, rows: Iterable[Row], key: Callable[[Row], str]) -> list[Group]:
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            groups[key(row)].append(row)
        return [self._group(name, members) for name, members in sorted(groups.items())]

    def _group(self, key: str, rows: Sequence[Row]) -> Group:
        curve = _curve(rows, self.at, self._office_clock)
        return Group(
            key=key,
            n_cases=len(rows),
            n_answered=sum(row.first_response_at is not None for row in rows),
            office=wait_at(curve),
            office_p90=wait_at(curve, 0.9),
        )

    @cached_property
    def _office_clock(self) -> Callable[[Seconds], Seconds]:
        return office_clock(office_calendar(self.since), self.since, self.at)


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


def _curve(rows: Sequence[Row], at: dt.datetime, clock: Callable[[Seconds], Seconds]) -> Survival:
    """Hours until the first answer; what has none yet was watched until now."""
    opened = np.array([row.began_at.timestamp() for row in rows], dtype=np.float64)
    ended = np.array([(row.first_response_at or at).timestamp() for row in rows], dtype=np.float64)
    waits = np.maximum(clock(ended) - clock(opened), 0) / 3600
    return survival_curve(waits, [row.first_response_at is not None for row in rows])
