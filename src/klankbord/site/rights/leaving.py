"""Let a member leave: the door closes, and their words stay or go as was chosen."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from klankbord.people.actions import LastAdministrator, administrators
from klankbord.people.models import Member
from klankbord.people.queries import organisation
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
        _close(member, way)
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


def _close(member: Member, way: Departure.Way) -> None:
    """A row stays for what hangs on it; under a pseudonym nobody reads a person from it."""
    member.set_unusable_password()
    values: dict[str, object] = {"is_active": False, "password": member.password}
    if way != Departure.Way.NAME:
        values |= {
            "name": _former_name(member),
            "email": f"former-{member.pk}@invalid.invalid",
            "department": None,
            "guest_of": None,
            "is_shown_in_listening": False,
            "language": "",
            "time_zone": "",
            "subjects": [],
            "last_login": None,
        }
    Member.everybody.filter(pk=member.pk).update(**values)


def _former_name(member: Member) -> str:
    here = organisation()
    with translation.override(here.language if here else "en"):
        return _("Former guest") if member.is_guest else _("Former colleague")


def _drop_exports(member: Member) -> None:
    exports = OwnExport.objects.filter(member=member.pk)
    for name in list(exports.values_list("name", flat=True)):
        (own_folder() / name).unlink(missing_ok=True)
    exports.delete()
