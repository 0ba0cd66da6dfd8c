"""The left-hand menu: the three phases, and what a member may open in each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Role
from klankbord.people.queries import organisation

EVERYBODY = frozenset(Role.values)
TEAM = frozenset({Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    label: Promise
    url_name: str
    roles: frozenset[str]
    icon: str

    @property
    def url(self) -> str:
        """Where the line leads."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class Phase:
    """One heading of the menu with its lines."""

    label: Promise | str
    entries: tuple[Entry, ...]


MENU = (
    Phase("", (Entry(_("The Plan"), "plan:plan", EVERYBODY, "plan"),)),
    Phase(
        _("Take part"),
        (
            Entry(_("Overview"), "insight:overview", TEAM, "chart"),
            Entry(_("Mentions"), "topics:mention-list", TEAM, "mention"),
            Entry(_("Topics"), "topics:topic-list", TEAM, "topic"),
            Entry(_("Sources"), "listening:source-list", TEAM, "source"),
        ),
    ),
    Phase(
        _("Ambassadors"),
        (
            Entry(_("Community"), "community:feed", EVERYBODY, "community"),
            Entry(_("Newsletters"), "newsletters:edition-list", EVERYBODY, "newsletter"),
            Entry(_("Guidelines"), "guidelines:guideline-list", EVERYBODY, "guideline"),
        ),
    ),
    Phase(
        _("Reputation"),
        (
            Entry(
                _("Desk"),
                "desk:case-list",
                TEAM | {Role.EXPERT, Role.APPROVER},
                "desk",
            ),
        ),
    ),
    Phase(
        _("House"),
        (
            Entry(_("People"), "people:member-list", TEAM, "people"),
            Entry(_("Jobs"), "jobs:job-list", frozenset({Role.ADMINISTRATOR}), "jobs"),
            Entry(_("What can be seen of me"), "trust:seen-of-me", EVERYBODY, "eye"),
            Entry(
                _("Audit log"),
                "trust:audit-list",
                frozenset({Role.COUNCIL, Role.ADMINISTRATOR}),
                "audit",
            ),
        ),
    ),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for the frame: the menu of this member, and whose desk this is."""
    user = getattr(request, "user", None)
    roles = user.roles if user is not None and user.is_authenticated else frozenset()
    menu = [
        Phase(phase.label, entries)
        for phase in MENU
        if (entries := tuple(entry for entry in phase.entries if entry.roles & roles))
    ]
    return {"menu": menu, "organisation": organisation()}
