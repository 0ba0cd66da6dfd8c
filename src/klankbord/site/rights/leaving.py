"""Let a member leave: the door closes, and their words stay or go as was chosen."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise

from klankbord.people.actions import LastAdministrator, administrators
from klankbord.people.leaving import close_account
from klankbord.people.models import Member
from klankbord.site.rights.own_data import own_folder
from klankbord.trust import audit
from klankbord.trust.rights.contract import LEAVERS
from klankbord.trust.rights.models import Departure, OwnExport


class LeftAlready(Exception):  # noqa: N818  # named after the broken promise
    """Somebody did this before."""


@dataclass(frozen=True)
class Count:
    """What one room holds of a member."""

    label: str | Promise
    n: int


def counts_of(member: Member) -> list[Count]:
    """What leaving touches, to show before the click."""
    return [Count(leaver.label, leaver.count(member.pk)) for leaver in LEAVERS.values()]


def let_leave(*, member: Member, way: Departure.Way, by: Member, at: dt.datetime) -> Departure:
    """Do it in every room at once; raises `LeftAlready`, `LastAdministrator`."""
    with transaction.atomic():
        departure, is_new = Departure.objects.get_or_create(
            member=member.pk,
            defaults={"way": way, "left_at": at, "noted_by": f"member:{by.pk}"},
        )
        if not is_new:
            raise LeftAlready
        counts = {key: _leave(key, member.pk, way) for key in LEAVERS}
        close_account(member=member, keeps_name=way == Departure.Way.NAME)
        if not administrators().exists():
            raise LastAdministrator
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="rights.member-left",
            object=f"member:{member.pk}",
            declaration="rights.leaving",
            detail={"way": way, "counts": counts},
        )
    _drop_exports(member)
    return departure


def _leave(key: str, member: int, way: Departure.Way) -> int:
    leaver = LEAVERS[key]
    return leaver.remove(member) if way == Departure.Way.REMOVE else leaver.keep(member)


def _drop_exports(member: Member) -> None:
    exports = OwnExport.objects.filter(member=member.pk)
    for name in list(exports.values_list("name", flat=True)):
        (own_folder() / name).unlink(missing_ok=True)
    exports.delete()
