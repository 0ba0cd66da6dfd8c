"""The capability register: every function that handles personal data says so beside itself.

A view, job or API operation carries either `@declares(...)` or `@no_personal_data("why")`; a test
walks all of them, and one without a mark fails the build. A function that is suitable for observing
people is locked by the same mark: it does nothing until a decision of the works council opens it.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, wraps
from typing import Any, TypeVar, cast

from django.urls import URLResolver, get_resolver
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.trust.council.locks import refuse_while_locked

Function = TypeVar("Function", bound=Callable[..., Any])
Words = str | Promise


class Subject(StrEnum):
    """Whose data it is."""

    EMPLOYEE = "employee"
    GUEST = "guest"
    PUBLIC_AUTHOR = "public author"
    CUSTOMER = "customer"

    @property
    def label(self) -> Words:
        """The people in the reader's words."""
        return _SUBJECTS[self]


class Basis(StrEnum):
    """Legal basis, GDPR article 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_DUTY = "legal duty"
    PUBLIC_TASK = "public task"
    LEGITIMATE_INTEREST = "legitimate interest"

    @property
    def label(self) -> Words:
        """The basis in the reader's words."""
        return _BASES[self]


class Granularity(StrEnum):
    """How near to one person a viewer comes."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"

    @property
    def label(self) -> Words:
        """How near a viewer comes, in the reader's words."""
        return _NEARNESS[self]


class Retention(StrEnum):
    """Retention class: how long data is kept before the daily purge drops it."""

    MENTION = "mention"
    CASE = "case"
    FEED_ITEM = "feed item"
    NOTIFICATION = "notification"
    ACKNOWLEDGEMENT = "acknowledgement"
    MEMBERSHIP = "membership"
    GUEST = "guest"
    AUDIT = "audit"
    BACKUP = "backup"
    BALLOT = "ballot"
    NONE = "none"

    @property
    def label(self) -> Words:
        """The time in the reader's words."""
        return _TIMES[self]


_SUBJECTS: dict[Subject, Words] = {
    Subject.EMPLOYEE: _("employees"),
    Subject.GUEST: _("guests from outside"),
    Subject.PUBLIC_AUTHOR: _("people who write in public"),
    Subject.CUSTOMER: _("customers and residents"),
}
_NEARNESS: dict[Granularity, Words] = {
    Granularity.PERSON: _("one person"),
    Granularity.GROUP: _("a group, never one person"),
    Granularity.ORGANISATION: _("the whole organisation"),
}
_BASES: dict[Basis, Words] = {
    Basis.CONSENT: _("you agreed, and can withdraw"),
    Basis.CONTRACT: _("your contract"),
    Basis.LEGAL_DUTY: _("a legal duty"),
    Basis.PUBLIC_TASK: _("a public task"),
    Basis.LEGITIMATE_INTEREST: _("a legitimate interest of the organisation"),
}
_TIMES: dict[Retention, Words] = {
    Retention.MENTION: _("13 months; after that only counts"),
    Retention.CASE: _("24 months after the case is closed"),
    Retention.FEED_ITEM: _("24 months"),
    Retention.NOTIFICATION: _("90 days"),
    Retention.ACKNOWLEDGEMENT: _("as long as you work here, and two years after"),
    Retention.MEMBERSHIP: _("as long as you are a member"),
    Retention.GUEST: _("as long as a guest stays, and 90 days after"),
    Retention.AUDIT: _("7 years"),
    Retention.BACKUP: _("12 months, in backups"),
    Retention.BALLOT: _("30 days after the vote closes"),
    Retention.NONE: _("not kept at all"),
}


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What one function does with personal data, in words that the subject understands.

    `purpose`, `data` and `viewers` are shown to people: give them as `gettext_lazy` texts.
    """

    key: str
    subjects: frozenset[Subject]
    data: Words
    purpose: Words
    basis: Basis
    granularity: Granularity
    viewers: Words
    retention: Retention
    is_suitable_for_observing: bool

    @property
    def room(self) -> str:
        """The part of the program it belongs to: what stands before the dot."""
        return self.key.partition(".")[0]

    @property
    def people(self) -> list[Subject]:
        """Whose data it is, always in the same order."""
        return sorted(self.subjects)

    @cached_property
    def scope(self) -> dict[str, Any]:
        """All that a decision is about, in codes and English: the same for every reader."""
        with translation.override(None):
            return {
                "subjects": sorted(self.subjects),
                "data": str(self.data),
                "purpose": str(self.purpose),
                "basis": self.basis.value,
                "granularity": self.granularity.value,
                "viewers": str(self.viewers),
                "retention": self.retention.value,
                "is_suitable_for_observing": self.is_suitable_for_observing,
            }

    @cached_property
    def fingerprint(self) -> str:
        """Changes when anything in the scope changes; a decision opens one fingerprint."""
        return hashlib.sha256(json.dumps(self.scope, sort_keys=True).encode()).hexdigest()


DECLARATIONS: dict[str, Declaration] = {}


class DeclaredTwice(Exception):  # noqa: N818  # named after the broken promise
    """Two different declarations have one key."""


def declares(*declarations: Declaration) -> Callable[[Function], Function]:
    """Mark a function with what it does with personal data, and enter it in the register.

    If one of them is suitable for observing, every call asks first whether a decision opens it.
    """
    for declaration in declarations:
        if DECLARATIONS.setdefault(declaration.key, declaration) is not declaration:
            raise DeclaredTwice(declaration.key)

    observing = tuple(each for each in declarations if each.is_suitable_for_observing)

    def mark(function: Function) -> Function:
        marked = _locked(function, observing) if observing else function
        marked.declarations = declarations  # type: ignore[attr-defined]
        return marked

    return mark


def _locked(function: Function, observing: tuple[Declaration, ...]) -> Function:
    @wraps(function)
    def ask_first(*args: Any, **kwargs: Any) -> Any:
        today = timezone.localdate()
        for each in observing:
            refuse_while_locked(key=each.key, fingerprint=each.fingerprint, on=today)
        return function(*args, **kwargs)

    return cast("Function", ask_first)


def no_personal_data(reason: str) -> Callable[[Function], Function]:
    """Mark a function that touches no personal data, with the reason for reviewers."""

    def mark(function: Function) -> Function:
        function.declarations = ()  # type: ignore[attr-defined]
        function.no_personal_data = reason  # type: ignore[attr-defined]
        return function

    return mark


@cache
def load_every_function() -> None:
    """Load every address, so that its function has entered itself in the register.

    A worker knows only its jobs until then, and would say of every screen that it is gone. Costs
    35 MB and a second, once for each process.
    """
    waiting: list[Any] = [get_resolver()]
    while waiting:
        if isinstance(each := waiting.pop(), URLResolver):
            waiting.extend(each.url_patterns)


def declarations_of(function: Callable[..., Any]) -> tuple[Declaration, ...] | None:
    """What a function declares; None if nobody thought of it."""
    return getattr(function, "declarations", None)
