"""Write one change of a case: the case, its event and the audit entry stand or fall together."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Model

from klankbord.people.models import Member
from klankbord.reputation.desk.clocks.running import Changes, with_clock
from klankbord.reputation.desk.errors import CaseChanged
from klankbord.reputation.desk.models import Case, CaseCounter, CaseEvent
from klankbord.trust import audit

Decide = Callable[[Case], Changes]
_ATTEMPTS = 8
_OPENED_WITH = (
    "title",
    "state",
    "severity",
    "channel",
    "department",
    "tags",
    "driver",
    "stakeholder_group",
    "is_by_bot",
    "language",
    "follower_band",
    "flow",
    "claimed_by",
    "claimed_at",
    "claim_expires_at",
    "promised_at",
    "due_at",
    "conclude_due_at",
    "clock_level",
    "clock_at",
)


class Act(NamedTuple):
    """Who does what, when; `version` is what the person saw, None for "as it is now"."""

    kind: CaseEvent.Kind
    by: Member | None
    at: dt.datetime
    version: int | None = None


def change_case(
    case: Case, act: Act, decide: Decide, data: dict[str, Any] | None = None
) -> tuple[Case, CaseEvent]:
    """Let `decide` look at the case as it is now, and write what it returns.

    The UPDATE carries the version that was looked at: of two people at once, one sees no row
    change, looks again and gets the refusal that fits.
    """
    for _attempt in range(_ATTEMPTS):
        with transaction.atomic():
            fresh = Case.objects.select_related("claimed_by", "department").get(pk=case.pk)
            changes = with_clock(fresh, decide(fresh), act.at)
            if act.version is not None and act.version != fresh.version:
                raise CaseChanged(fresh, since=act.version)
            if _update(fresh, changes, act.at):
                return fresh, _write_event(fresh, act, changes, data or {})
    raise CaseChanged(fresh, since=fresh.version)


def write_opening(case: Case, act: Act, data: dict[str, Any]) -> CaseEvent:
    """Write the first event of a case that was just made."""
    opened = {name: getattr(case, name) for name in _OPENED_WITH}
    return _write_event(case, act, opened, data)


def next_number(at: dt.datetime) -> str:
    """Give out the next number of the year, such as 2026-0042; call it inside a transaction."""
    CaseCounter.objects.get_or_create(year=at.year)
    CaseCounter.objects.filter(year=at.year).update(last=F("last") + 1)
    last = CaseCounter.objects.values_list("last", flat=True).get(year=at.year)
    return f"{at.year}-{last:04}"


def _update(fresh: Case, changes: Changes, at: dt.datetime) -> bool:
    n_changed = Case.objects.filter(pk=fresh.pk, version=fresh.version).update(
        **changes, version=fresh.version + 1, last_event_at=at
    )
    if n_changed:
        for name, value in changes.items():
            setattr(fresh, name, value)
        fresh.version += 1
        fresh.last_event_at = at
    return bool(n_changed)


def _write_event(case: Case, act: Act, changes: Changes, data: dict[str, Any]) -> CaseEvent:
    event = CaseEvent(
        case=case,
        version=case.version,
        kind=act.kind,
        by=act.by,
        at=act.at,
        data={**data, "set": {name: _plain(value) for name, value in changes.items()}},
    )
    event.save()
    audit.record(
        at=act.at,
        actor=f"member:{act.by.pk}" if act.by else "system",
        act=f"desk.case-{act.kind}",
        object=f"case:{case.pk}",
        declaration="desk.cases",
        detail={"version": case.version},
    )
    return event


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, dt.datetime) else value
