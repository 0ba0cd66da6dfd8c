"""The left-hand menu: the three phases, and what a member may open in each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import GUEST, Role
from klankbord.people.queries import organisation

EVERYBODY = frozenset(Role.values)
GUESTS_TOO = EVERYBODY | {GUEST}
TEAM = frozenset({Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR})
CHANGERS = TEAM
MAKERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    label: Promise
    url_name: str
    roles: frozenset[str]
    icon: str

    @cached_property
    def url(self) -> str:
        """Where the line leads; the same as long as the house stands."""
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
            Entry(_("Stakeholders"), "stakeholders:group-list", TEAM, "people"),
            Entry(_("Key figures"), "keyfigures:figure-list", TEAM, "circles"),
            Entry(_("Platform map"), "platforms:platform-list", TEAM, "globe"),
            Entry(_("Topics"), "topics:topic-list", TEAM, "topic"),
            Entry(_("Sources"), "listening:source-list", TEAM, "source"),
        ),
    ),
    Phase(
        _("Ambassadors"),
        (
            Entry(_("Community"), "community:feed", GUESTS_TOO, "community"),
            Entry(_("Pulse"), "pulse:round-list", EVERYBODY, "chart"),
            Entry(_("Answer ledger"), "answers:point-list", EVERYBODY, "reply"),
            Entry(_("Newsletters"), "newsletters:edition-list", EVERYBODY, "newsletter"),
            Entry(_("Guidelines"), "guidelines:guideline-list", EVERYBODY, "guideline"),
            Entry(_("Can I post this?"), "guidelines:check", EVERYBODY, "check"),
            Entry(_("Line to take"), "lines:line-list", EVERYBODY, "bell"),
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
            Entry(_("Tell the desk"), "desk:tip-give", EVERYBODY - {Role.COUNCIL}, "flag"),
            Entry(_("Routing rules"), "routing:rule-list", TEAM, "filter"),
            Entry(
                _("Saved replies"),
                "replies:saved-list",
                TEAM | {Role.EXPERT, Role.APPROVER},
                "reply",
            ),
            Entry(
                _("Flowcharts"),
                "flowcharts:flow-list",
                TEAM | {Role.EXPERT, Role.APPROVER},
                "flow",
            ),
            Entry(
                _("Fact base"),
                "facts:fact-list",
                TEAM | {Role.EXPERT, Role.APPROVER},
                "check",
            ),
        ),
    ),
    Phase(
        _("House"),
        (
            Entry(_("People"), "people:member-list", TEAM, "people"),
            Entry(_("Jobs"), "jobs:job-list", frozenset({Role.ADMINISTRATOR}), "jobs"),
            Entry(_("What can be seen of me"), "trust:seen-of-me", GUESTS_TOO, "eye"),
            Entry(_("What leaves the house"), "drafting:outside-list", EVERYBODY, "globe"),
            Entry(_("My own data"), "rights:own-list", GUESTS_TOO, "user"),
            Entry(
                _("Rights and retention"),
                "rights:purge-list",
                MAKERS | {Role.COUNCIL},
                "history",
            ),
            Entry(_("Register of functions"), "trust:register", MAKERS | {Role.COUNCIL}, "lock"),
            Entry(
                _("Works council"),
                "trust:council",
                frozenset({Role.COUNCIL, Role.ADMINISTRATOR}),
                "flag",
            ),
            Entry(
                _("Audit log"),
                "trust:audit-list",
                frozenset({Role.COUNCIL, Role.ADMINISTRATOR}),
                "audit",
            ),
        ),
    ),
)


NEW_ACTS = (
    Entry(_("A case by hand"), "desk:case-open", CHANGERS, "desk"),
    Entry(_("A source"), "listening:source-add", MAKERS, "source"),
    Entry(_("A file to read in"), "listening:import-file", MAKERS, "upload"),
    Entry(_("A topic"), "topics:topic-add", MAKERS, "topic"),
    Entry(_("An invitation"), "people:member-invite", MAKERS, "people"),
)
MENTION_ACTS = (Entry(_("Open a case"), "desk:case-open", CHANGERS, "desk"),)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for every page: the menu of this member, what they may begin, whose desk this is."""
    here = organisation()
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        is_sample = here is not None and here.is_sample
        sample_url = reverse("people:sample-sign-in") if is_sample else ""
        return {"organisation": here, "sample_sign_in_url": sample_url}
    roles = user.roles
    menu = [Phase(phase.label, _open_to(roles, phase.entries)) for phase in MENU]
    is_own_to_start = here is not None and here.is_sample and Role.ADMINISTRATOR in roles
    return {
        "organisation": here,
        "menu": [phase for phase in menu if phase.entries],
        "new_acts": _open_to(roles, NEW_ACTS),
        "mention_acts": _open_to(roles, MENTION_ACTS),
        "search_url": reverse("topics:mention-list") if TEAM & roles else "",
        "profile_url": reverse("people:profile"),
        "own_data_url": reverse("rights:own-list"),
        "leave_url": reverse("rights:member-leave") if Role.ADMINISTRATOR in roles else "",
        "start_url": reverse("site:start-own") if is_own_to_start else "",
    }


def _open_to(roles: frozenset[str], entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.roles & roles)
