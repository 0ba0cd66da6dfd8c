"""The REST interface keeps the same rule as the screens: no mark, no entry."""

from collections.abc import Callable
from typing import Any

import ninja
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyCookie

from klankbord.people.access import Access
from klankbord.people.models import Member
from klankbord.trust.register import declarations_of


class OperationNotMarked(Exception):  # noqa: N818  # named after the broken promise
    """An API operation does not say who may call it, or what it does with people's data."""


class RoleAuth(APIKeyCookie):
    """Let in members with one of the roles, by their session; writes need the CSRF token."""

    param_name = "sessionid"

    def __init__(self, access: Access) -> None:
        super().__init__(csrf=True)
        self.access = access

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:  # noqa: ARG002
        """The member, or None for 401; raises 403 for a member who may not."""
        member = request.user
        if not isinstance(member, Member):
            return None
        if not member.has_role(*self.access.roles):
            raise HttpError(403, "Your roles do not allow this.")
        return member


class Router(ninja.Router):
    """A router that refuses operations without marks when the program starts."""

    def add_api_operation(
        self, path: str, methods: list[str], view_func: Callable[..., Any], **options: Any
    ) -> Any:
        """Add the operation with the sign-in that its mark asks for."""
        access = getattr(view_func, "access", None)
        if not isinstance(access, Access) or declarations_of(view_func) is None:
            raise OperationNotMarked(view_func.__qualname__)
        options["auth"] = None if access.is_public else RoleAuth(access)
        return super().add_api_operation(path, methods, view_func, **options)
