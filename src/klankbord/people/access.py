"""Who may come where. No mark on a view means: nobody (see `middleware.DefaultDeny`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from klankbord.people.models import GUEST, Member, Role

View = TypeVar("View", bound=Callable[..., Any])


class MemberRequest(HttpRequest):
    """A request after `DefaultDeny`: somebody is signed in. Only a type; nobody makes one."""

    user: Member  # never anonymous here


@dataclass(frozen=True)
class Access:
    """Who may open a view: everybody, every member, or the members with one of these roles."""

    roles: frozenset[str] = frozenset()
    is_public: bool = False


def allow(*roles: Role) -> Callable[[View], View]:
    """Open a view to members with one of these roles."""
    return _mark(Access(roles=frozenset(role.value for role in roles)))


def allow_members(view: View) -> View:
    """Open a view to every colleague who is signed in; no guest comes in."""
    return _mark(Access(roles=frozenset(Role.values)))(view)


def allow_guests(view: View) -> View:
    """Open a view to every member, and to guests too: it shows them only what is theirs."""
    return _mark(Access(roles=frozenset({*Role.values, GUEST})))(view)


def allow_everybody(view: View) -> View:
    """Open a view to people who are not signed in, too."""
    return _mark(Access(is_public=True))(view)


def may_open(member: Member, view: Callable[..., Any]) -> bool:
    """Whether the roles of a member open a view of ours."""
    access = getattr(view, "access", Access())
    return access.is_public or member.has_role(*access.roles)


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark
