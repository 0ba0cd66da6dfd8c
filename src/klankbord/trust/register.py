"""The capability register: every function that handles personal data says so beside itself.

A view, job or API operation carries either `@declares(...)` or `@no_personal_data("why")`; a test
walks all of them, and one without a mark fails the build.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Function = TypeVar("Function", bound=Callable[..., Any])
Words = str | Promise


class Subject(StrEnum):
    """Whose data it is."""

    EMPLOYEE = "employee"
    PUBLIC_AUTHOR = "public author"
    CUSTOMER = "customer"


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


class Retention(StrEnum):
    """Retention class: how long data is kept before the daily purge drops it."""

    MENTION = "mention"
    CASE = "case"
    FEED_ITEM = "feed item"
    NOTIFICATION = "notification"
    ACKNOWLEDGEMENT = "acknowledgement"
    MEMBERSHIP = "membership"
    AUDIT = "audit"
    NONE = "none"

    @property
    def label(self) -> Words:
        """The time in the reader's words."""
        return _TIMES[self]


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
    Retention.AUDIT: _("7 years"),
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


DECLARATIONS: dict[str, Declaration] = {}


class DeclaredTwice(Exception):  # noqa: N818  # named after the broken promise
    """Two different declarations have one key."""


def declares(*declarations: Declaration) -> Callable[[Function], Function]:
    """Mark a function with what it does with personal data, and enter it in the register."""
    for declaration in declarations:
        if DECLARATIONS.setdefault(declaration.key, declaration) is not declaration:
            raise DeclaredTwice(declaration.key)

    def mark(function: Function) -> Function:
        function.declarations = declarations  # type: ignore[attr-defined]
        return function

    return mark


def no_personal_data(reason: str) -> Callable[[Function], Function]:
    """Mark a function that touches no personal data, with the reason for reviewers."""

    def mark(function: Function) -> Function:
        function.declarations = ()  # type: ignore[attr-defined]
        function.no_personal_data = reason  # type: ignore[attr-defined]
        return function

    return mark


def declarations_of(function: Callable[..., Any]) -> tuple[Declaration, ...] | None:
    """What a function declares; None if nobody thought of it."""
    return getattr(function, "declarations", None)
