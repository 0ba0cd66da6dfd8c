"""Hold rows back from purge and erasure: with a reason, and never without an end."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from klankbord.trust import audit
from klankbord.trust.retention.contract import KEPT
from klankbord.trust.retention.models import LegalHold

LONGEST = dt.timedelta(days=731)


class HoldRefused(Exception):  # noqa: N818  # named after the broken promise
    """No reason, no end, an end too far away, or nothing that can be held."""


def place_hold(
    *, kind: str, row: int, reason: str, until_on: dt.date, by: str, at: dt.datetime
) -> LegalHold:
    """Hold one row; raises `HoldRefused`."""
    is_known = kind in KEPT and KEPT[kind].can_be_held
    if not is_known or not reason.strip() or not at.date() < until_on <= at.date() + LONGEST:
        raise HoldRefused
    with transaction.atomic():
        hold = LegalHold.objects.create(
            kind=kind,
            row=row,
            reason=reason.strip(),
            until_on=until_on,
            placed_at=at,
            placed_by=by,
        )
        detail = {"reason": hold.reason, "until": until_on.isoformat()}
        _record(hold, "trust.hold-placed", by, at, detail)
    return hold


def lift_hold(*, hold: LegalHold, by: str, at: dt.datetime) -> bool:
    """End a hold before its day; False if somebody did so already."""
    with transaction.atomic():
        if not LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=at):
            return False
        _record(hold, "trust.hold-lifted", by, at, {})
    return True


def holds_in_force(*, at: dt.datetime) -> QuerySet[LegalHold]:
    """Holds that count at `at`."""
    return LegalHold.objects.filter(lifted_at=None, until_on__gte=at.date())


def held_rows(kind: str, *, at: dt.datetime) -> frozenset[int]:
    """Ids of one kind that are held."""
    return frozenset(holds_in_force(at=at).filter(kind=kind).values_list("row", flat=True))


def _record(hold: LegalHold, act: str, by: str, at: dt.datetime, detail: dict[str, str]) -> None:
    held = f"{hold.kind}:{hold.row}"
    audit.record(at=at, actor=by, act=act, object=held, declaration="rights.holds", detail=detail)
