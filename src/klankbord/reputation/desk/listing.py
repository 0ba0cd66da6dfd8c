"""The case list: what its address asks for, in an order that pages by key, not by counting."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from klankbord.participate.listening.queries import local_midnight
from klankbord.participate.stakeholders.models import GIVEN_CHOICES
from klankbord.participate.topics.models import Driver
from klankbord.people.models import Member
from klankbord.reputation.desk.models import BANDS, RUNS_OUT_AT, Case, Reason, Severity
from klankbord.reputation.desk.queries import IN_HAND, VIEWS, VIEWS_IN_HAND, cases_of_view
from klankbord.reputation.desk.search import cases_with, first_with

PAGE = 30
ORDERS = {
    "newest": ("-opened_at", "-id"),
    "oldest": ("opened_at", "id"),
    "urgent": ("-severity", "opened_at", "id"),
    "due": (F("due").asc(nulls_last=True), "id"),
}
_BY_PEOPLE = Q(is_by_bot=False)
OUTCOMES = {
    "counted": _BY_PEOPLE,
    "answered": _BY_PEOPLE & ~Q(first_response_at=None),
    "unanswered": _BY_PEOPLE & IN_HAND & Q(first_response_at=None, let_stand_at=None),
    "answerable": _BY_PEOPLE & (~Q(first_response_at=None) | Q(let_stand_at=None)),
    "unconcluded": _BY_PEOPLE & IN_HAND & (~Q(first_response_at=None) | Q(let_stand_at=None)),
    "silent": _BY_PEOPLE & Q(first_response_at=None) & ~Q(let_stand_at=None),
    "bots": Q(is_by_bot=True),
}
"""What the figures of a period count; each number leads to its cases."""
UNKNOWN = "unknown"
"""Asks for the cases of which it is not known."""
FOLLOWERS = tuple(str(band) for band in range(len(BANDS) + 1))
_LONGEST_SEARCH = 200
_LARGEST_ID = 2**63 - 1
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a case list is asked for; nonsense in the address falls back to the whole list."""

    view: str
    severity: Severity | None
    department: int | None
    platform: str
    text: str
    order: str
    after: str
    since: dt.date | None = None
    until: dt.date | None = None
    outcome: str = ""
    reason: str = ""
    driver: str = ""
    group: str = ""
    language: str = ""
    followers: str = ""

    @property
    def n_folded(self) -> int:
        """How many choices are out of sight on a phone, where only the search stands open."""
        chosen = (self.severity, self.department, self.platform, self.driver, self.group)
        return sum(map(bool, (*chosen, self.order != "newest")))

    @property
    def is_narrowed(self) -> bool:
        """Whether more than a tab was chosen."""
        chosen = (self.severity, self.department, self.platform, self.text, self.driver, self.group)
        return any((*chosen, *self.by_figures))

    @property
    def by_figures(self) -> tuple[object, ...]:
        """What a number of the figures asked for, which no choice of the list stands for."""
        return (
            self.since,
            self.until,
            self.outcome,
            self.reason,
            self.language,
            self.followers,
        )


@dataclass(frozen=True)
class Page:
    """One screen of cases; `next_key` is empty on the last."""

    cases: list[Case]
    next_key: str


def read_id(text: str) -> int | None:
    """A row's number in an address; None for anything that no database could hold."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST_ID))
    return int(text) if is_number and int(text) <= _LARGEST_ID else None


def read_filters(values: QueryDict, *, default_view: str) -> Filters:
    """Read the address of the page."""
    view = values.get("view", "")
    view = view if view in VIEWS else default_view
    severity, outcome = values.get("severity", "").upper(), values.get("outcome", "")
    reason = values.get("reason", "")
    return Filters(
        view=view,
        severity=Severity[severity] if severity in Severity.__members__ else None,
        department=read_id(values.get("department", "")),
        platform=values.get("platform", "")[:40],
        text=values.get("q", "").replace("\0", "").strip()[:_LONGEST_SEARCH],
        order=read_order(values.get("order", ""), view=view),
        after=values.get("after", "")[:80],
        since=_read_day(values.get("since", "")),
        until=_read_day(values.get("until", "")),
        outcome=outcome if outcome in OUTCOMES else "",
        reason=reason if reason in Reason.values else "",
        driver=_one_of(values.get("driver", ""), Driver.values),
        group=_one_of(values.get("group", ""), dict(GIVEN_CHOICES)),
        language=values.get("language", "")[:8],
        followers=_one_of(values.get("followers", ""), FOLLOWERS),
    )


def _one_of(value: str, known: Iterable[str]) -> str:
    return value if value in {*known, UNKNOWN} else ""


def case_page(filters: Filters, *, member: Member, size: int = PAGE) -> Page:
    """One page of the list, in one query; with words to search for, in three or four."""
    cases = _narrowed(cases_of_view(filters.view, member=member), filters)
    cases = _behind(in_order(cases, filters.order), filters)
    if filters.text:
        first = first_with(cases, filters.text, n=size + 1)
        cases = cases_with(cases, filters.text) if first is None else cases.filter(pk__in=first)
    found = list(cases.select_related("department", "claimed_by")[: size + 1])
    return Page(found[:size], _key(found[size - 1]) if len(found) > size else "")


def in_order(cases: QuerySet[Case], order: str) -> QuerySet[Case]:
    """Sort as an index does; by the time left only what is in hand has a place."""
    if order == "due":
        cases = cases.filter(IN_HAND).alias(due=RUNS_OUT_AT)
    return cases.order_by(*ORDERS[order])


def _narrowed(cases: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    asked = {
        "severity": filters.severity,
        "department": filters.department,
        "platform": filters.platform,
        "language": filters.language,
        "follower_band": filters.followers,
        "let_stand_reason": filters.reason,
    }
    cases = cases.filter(**{name: _known(name, value) for name, value in asked.items() if value})
    if filters.since:
        cases = cases.filter(opened_at__gte=local_midnight(filters.since))
    if filters.until:
        cases = cases.filter(opened_at__lt=local_midnight(filters.until + dt.timedelta(days=1)))
    if filters.outcome:
        cases = cases.filter(OUTCOMES[filters.outcome])
    return _as_said(cases, driver=filters.driver, stakeholder_group=filters.group)


def _known(name: str, value: object) -> object:
    """As it stands on the case: what is not known is empty, and of followers no number."""
    if value != UNKNOWN:
        return value
    return None if name == "follower_band" else ""


def _as_said(cases: QuerySet[Case], **asked: str) -> QuerySet[Case]:
    """By what was said of a case; the partial indexes need the same words as they have."""
    for field, value in asked.items():
        if value == UNKNOWN:
            cases = cases.filter(Q((field, "")))
        elif value:
            cases = cases.filter(Q((field, value)), ~Q((field, "")))
    return cases


def _behind(cases: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    """Only what comes after the last case seen; the outer bound lets an index start there."""
    key = _read_key(filters.after)
    if key is None:
        return cases
    severity, opened_at, pk, due = key
    older = Q(opened_at__lt=opened_at) | Q(opened_at=opened_at, pk__lt=pk)
    later = Q(opened_at__gt=opened_at) | Q(opened_at=opened_at, pk__gt=pk)
    match filters.order:
        case "urgent":
            milder = Q(severity__lt=severity) | (Q(severity=severity) & later)
            return cases.filter(milder, severity__lte=severity)
        case "oldest":
            return cases.filter(later, opened_at__gte=opened_at)
        case "due" if due is None:
            return cases.filter(Q(due=None, pk__gt=pk))
        case "due":
            return cases.filter(Q(due__gt=due) | Q(due=due, pk__gt=pk) | Q(due=None))
        case _:
            return cases.filter(older, opened_at__lte=opened_at)


def _read_day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if dt.date(1990, 1, 1) <= day <= dt.date(9000, 1, 1) else None


def read_order(order: str, *, view: str) -> str:
    """By the clock only where clocks run."""
    is_fitting = order in ORDERS and (order != "due" or view in VIEWS_IN_HAND)
    return order if is_fitting else "newest"


def _key(case: Case) -> str:
    due = _written(case.runs_out_at) if case.runs_out_at else 0
    return f"{case.severity}_{_written(case.opened_at)}_{case.pk}_{due}"


def _written(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)


def _read_key(text: str) -> tuple[int, dt.datetime, int, dt.datetime | None] | None:
    parts = text.split("_")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004  # as `_key` writes
        return None
    try:
        severity, opened, pk, due = map(int, parts)
        moments = [_EPOCH + dt.timedelta(microseconds=each) for each in (opened, due)]
    except (OverflowError, ValueError):  # of thousands of digits Python makes no number
        return None
    return severity, moments[0], pk, moments[1] if due else None
