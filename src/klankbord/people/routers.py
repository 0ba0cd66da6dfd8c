"""The REST interface keeps the same rule as the screens: no mark, no entry."""

from collections.abc import Callable
from typing import Any

import ninja
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import APIKeyCookie

from klankbord.people.access import Access
from klankbord.people.models import Member, Role
from klankbord.people.queries import lacks_second_factor
from klankbord.people.tokens import bearer
from klankbord.trust.register import declarations_of


class OperationNotMarked(Exception):  # noqa: N818  # named after the broken promise
    """An API operation does not say who may call it, or what it does with people's data."""


class RoleAuth(APIKeyCookie):
    """Let in members with one of the roles: by a key for programs, or by their session.

    A write by session needs the CSRF token; a key comes in a header, which no other site can send.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, access: Access, room: str = "") -> None:
        super().__init__(csrf=True)
        self.access = access
        self.room = room

    def __call__(self, request: HttpRequest) -> Any:
        """The member, or None for 401."""
        secret = bearer.secret_of(request)
        if secret is None:
            return super().__call__(request)
        member = self._by_key(request, secret)
        if member is not None:
            request.user = member
            self._require_role(member)
            _require_second_factor(member)
        return member

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:  # noqa: ARG002  # ninja's signature
        """The member of the session, or None for 401; raises 403 for a member who may not."""
        member = request.user
        if not isinstance(member, Member):
            return None
        self._require_role(member)
        _require_second_factor(member)
        return member

    def _by_key(self, request: HttpRequest, secret: str) -> Member | None:
        try:
            token = bearer.token_of(request, secret, at=timezone.now())
        except bearer.TooManyCalls as error:
            raise HttpError(429, "Too many calls. Ask again in a minute.") from error
        if token is None:
            return None
        if not bearer.may(token, method=request.method or "", room=self.room):
            raise HttpError(403, "This key may not do this. Make one with the right scope.")
        return token.member

    def _require_role(self, member: Member) -> None:
        if not member.has_role(*self.access.roles):
            raise HttpError(403, "Your roles do not allow this.")


def _require_second_factor(member: Member) -> None:
    if member.has_role(Role.ADMINISTRATOR) and lacks_second_factor(member):
        raise HttpError(403, "Add a passkey or a code app first.")


class Router(ninja.Router):
    """A router that refuses operations without marks when the program starts."""

    def add_api_operation(
        self, path: str, methods: list[str], view_func: Callable[..., Any], **options: Any
    ) -> Any:
        """Add the operation with the sign-in that its mark asks for."""
        access = getattr(view_func, "access", None)
        if not isinstance(access, Access) or declarations_of(view_func) is None:
            raise OperationNotMarked(view_func.__qualname__)
        room = view_func.__module__.split(".")[-2]  # klankbord.reputation.desk.api
        options["auth"] = None if access.is_public else RoleAuth(access, room)
        return super().add_api_operation(path, methods, view_func, **options)
