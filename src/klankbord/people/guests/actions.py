"""Give guests an account, and close it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from klankbord.people.leaving import close_account
from klankbord.people.models import Member, Organisation
from klankbord.people.sessions.actions import end_sessions
from klankbord.trust import audit
from klankbord.trust.rights.contract import LEAVERS
from klankbord.trust.rights.models import Departure


@transaction.atomic
def open_guest(*, email: str, name: str, language: str, by: Member, at: dt.datetime) -> Member:
    """Find the guest of an address, let in again if need be, or make one who cannot sign in yet.

    Raises `ValidationError` for the address of a colleague, and in a house without guests.
    """
    # Locked before any member: who shuts the door waits for who is coming in, or they for the door.
    if list(Organisation.objects.select_for_update().filter(has_guests=False)):
        raise ValidationError(_("This organisation lets no guests in."))
    known = Member.everybody.filter(email__iexact=email).first()
    if known is None:
        guest = Member.everybody.create_user(
            email, name=name, language=language, joined_at=at, is_guest=True, guest_of=by
        )
    elif known.is_guest:
        guest = known
    else:
        raise ValidationError(
            {"email": _("This is the address of a colleague. Invite colleagues under “People”.")}
        )
    if known is None or not known.is_active:
        # Who was closed comes in by a new letter: no old password opens a new stay.
        guest.set_unusable_password()
        guest.is_active, guest.guest_of, guest.guest_closed_at = True, by, None
        guest.save(update_fields=["password", "is_active", "guest_of", "guest_closed_at"])
        _record(at, f"member:{by.pk}", "people.guest-added", guest)
    return guest


def welcome_guest(*, guest: Member, name: str, password: str) -> None:
    """What a guest says of themselves when they come in for the first time."""
    guest.name = name
    guest.set_password(password)
    guest.save(update_fields=["name", "password"])


@transaction.atomic
def close_guest(*, guest: Member, actor: str, at: dt.datetime) -> None:
    """End the stay of a guest everywhere, at once; what they said stays.

    Who was invited and never came in said nothing, and is forgotten.
    """
    _record(at, actor, "people.guest-closed", guest)
    if guest.last_login is None and not guest.has_usable_password():
        guest.delete()
        return
    Member.everybody.filter(pk=guest.pk, is_guest=True).update(is_active=False, guest_closed_at=at)
    end_sessions(member=guest, at=at, by=actor)


@transaction.atomic
def welcome_guests(*, is_welcome: bool, by: Member, at: dt.datetime) -> None:
    """Say whether guests may be invited; who lets those out who are here is not said here."""
    Organisation.objects.update(has_guests=is_welcome)
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act="people.guests-welcomed" if is_welcome else "people.guests-kept-out",
        object="guests",
        declaration="people.guests",
    )


@transaction.atomic
def forget_guest(*, guest: Member, at: dt.datetime) -> None:
    """Forget who somebody from outside was, long after their stay; what they said stays."""
    for leaver in LEAVERS.values():
        leaver.keep(guest.pk)
    close_account(member=guest, keeps_name=False)
    told = {"way": Departure.Way.PSEUDONYM, "left_at": at, "noted_by": "system"}
    Departure.objects.get_or_create(member=guest.pk, defaults=told)
    _record(at, "system", "people.guest-forgotten", guest)


def _record(at: dt.datetime, actor: str, act: str, guest: Member) -> None:
    audit.record(
        at=at, actor=actor, act=act, object=f"member:{guest.pk}", declaration="people.guests"
    )
