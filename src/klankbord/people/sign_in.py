"""How allauth behaves in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from klankbord.people.limits.counting import caller_of, is_within
from klankbord.people.models import Member
from klankbord.trust import audit

NOTED = 60  # refusals a minute from one address that leave a line each; the rest changes nothing


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up by themselves: members are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Closed, always."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Members have no user name."""

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, and write down that it happened."""
        super().login(request, user)
        record_sign_in(user.pk)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password; an address that nobody has here leaves no name behind."""
        member = Member.objects.filter(email__iexact=credentials.get("email", "")).first()
        whose = f"member:{member.pk}" if member else ""
        record_refusal(request, object_=whose, reason="password")


def record_sign_in(member: int) -> None:
    """One line in the audit log; how somebody proved who they are stays out of it."""
    whose = f"member:{member}"
    audit.record(at=timezone.now(), actor=whose, act="people.signed-in", object=whose)


def record_refusal(request: HttpRequest, *, object_: str, reason: str) -> None:
    """One line in the audit log: somebody stayed outside, and why. No name, no network address."""
    now = timezone.now()
    if is_within("refusal", caller_of(request), NOTED, at=now):
        act, detail = "people.sign-in-refused", {"reason": reason}
        audit.record(at=now, actor="visitor", act=act, object=object_, detail=detail)
