"""Read the register as it stands here: since when, locked or open, decided by what."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.trust.council.locks import decisions_in_force
from klankbord.trust.council.models import Decision, NotedFunction
from klankbord.trust.models import AuditEntry
from klankbord.trust.register import DECLARATIONS, Declaration, Subject, Words

# Parts of the program that are no room of their own.
PARTS: dict[str, Words] = {
    "rights": _("Rights and retention"),
    "ballots": _("Polls and ballots"),
    "disclosure": _("Figures about groups"),
    "sample": _("Sample organisation"),
}
OWN_ACTS = Q(act__startswith="trust.function") | Q(act__startswith="trust.decision")


@dataclass(frozen=True, kw_only=True)
class Function:
    """One declared function, with what this installation knows of it."""

    declaration: Declaration
    since: dt.datetime | None
    changed_at: dt.datetime | None
    decision: Decision | None
    n_waiting: int

    @property
    def is_locked(self) -> bool:
        """Whether it could observe people, and no decision opens it."""
        return self.declaration.is_suitable_for_observing and self.decision is None

    @property
    def is_about_a_person(self) -> bool:
        """Whether a viewer sees one person, and not only a group."""
        return self.declaration.granularity == "person"


@dataclass(frozen=True, kw_only=True)
class Room:
    """A part of the program, with its functions."""

    key: str
    label: Words
    functions: list[Function]


def functions_known(*, on: dt.date, subject: Subject | None = None) -> list[Function]:
    """Every declared function, in a fixed order; three queries, however many there are."""
    noted = {row.key: row for row in NotedFunction.objects.all()}
    in_force = {(each.function, each.fingerprint): each for each in decisions_in_force(on=on)}
    waiting: dict[str, int] = defaultdict(int)
    for key in decisions_waiting().values_list("function", flat=True):
        waiting[key] += 1
    return [
        Function(
            declaration=each,
            since=noted[key].since if key in noted else None,
            changed_at=noted[key].changed_at if key in noted else None,
            decision=in_force.get((key, each.fingerprint)),
            n_waiting=waiting[key],
        )
        for key, each in sorted(DECLARATIONS.items())
        if subject is None or subject in each.subjects
    ]


def function_known(key: str, *, on: dt.date) -> Function | None:
    """One declared function; None if the program has none of that name."""
    return next((each for each in functions_known(on=on) if each.declaration.key == key), None)


def functions_by_room(functions: list[Function]) -> list[Room]:
    """The same functions, under the part of the program that they belong to."""
    rooms: dict[str, list[Function]] = defaultdict(list)
    for each in functions:
        rooms[each.declaration.room].append(each)
    return [
        Room(key=key, label=label_of_room(key), functions=inside) for key, inside in rooms.items()
    ]


def label_of_room(key: str) -> Words:
    """What a part of the program is called; its bare key when it has no name."""
    try:
        return apps.get_app_config(key).verbose_name
    except LookupError:
        return PARTS.get(key, key)


def decisions_waiting() -> QuerySet[Decision]:
    """Decisions that the council has not confirmed yet."""
    return Decision.objects.filter(confirmed_at=None, withdrawn_at=None)


def decisions_about(key: str) -> QuerySet[Decision]:
    """All decisions about one function, newest first."""
    return Decision.objects.filter(function=key)


def entries_of_settings() -> QuerySet[AuditEntry]:
    """What changed in how the program is set: entries with a before, decisions, and locks."""
    return AuditEntry.objects.filter(OWN_ACTS | Q(detail__has_key="before")).order_by("-id")


def state_of(decision: Decision, *, on: dt.date) -> str:
    """Where a decision stands, as a code: waiting, in-force, withdrawn, changed, early or over."""
    declaration = DECLARATIONS.get(decision.function)
    is_same = declaration is not None and declaration.fingerprint == decision.fingerprint
    states = {
        "withdrawn": decision.withdrawn_at is not None,
        "over": decision.expires_on < on,
        "changed": not is_same,
        "waiting": decision.confirmed_at is None,
        "early": decision.decided_on > on,
    }
    return next((state for state, is_so in states.items() if is_so), "in-force")
