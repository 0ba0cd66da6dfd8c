"""How allauth behaves in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from klankbord.trust import audit


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


def record_sign_in(member: int) -> None:
    """One line in the audit log; how somebody proved who they are stays out of it."""
    whose = f"member:{member}"
    audit.record(at=timezone.now(), actor=whose, act="people.signed-in", object=whose)
