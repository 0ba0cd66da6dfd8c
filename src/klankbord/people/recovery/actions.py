"""Take a second step away, for somebody who cannot take it any more."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import transaction

from klankbord.people.models import Member, Role
from klankbord.people.sessions.actions import end_sessions
from klankbord.people.sign_in import tell_change
from klankbord.trust import audit


class CouncilProtected(Exception):  # noqa: N818  # named after the broken promise
    """Who watches over the administrators is not at their mercy: that role goes first."""


def reset_second_factor(*, member: Member, reason: str, actor: str, at: dt.datetime) -> bool:
    """Delete passkeys, code app and recovery codes; False if there were none.

    The member is signed out everywhere, and gets a letter whoever asked for it. Their password
    stays. Raises `CouncilProtected`. Nothing under seal is opened: it works without its keys.
    """
    if member.has_role(Role.COUNCIL):
        raise CouncilProtected
    with transaction.atomic():
        held = Authenticator.objects.filter(user=member.pk)
        kinds = sorted(held.values_list("type", flat=True))
        if not kinds:
            return False
        held.delete()
        audit.record(
            at=at,
            actor=actor,
            act="people.second-factor-reset",
            object=f"member:{member.pk}",
            declaration="people.recovery",
            detail={"kinds": kinds, "reason": reason},
        )
        end_sessions(member=member, at=at, by=actor)
    tell_change(member, "second_factor_reset")
    return True
