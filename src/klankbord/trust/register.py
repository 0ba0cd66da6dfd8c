"""The capability register: every function that handles personal data says so beside itself.

A view, job or API operation carries either `@declares(...)` or `@no_personal_data("why")`; a test
walks all of them, and one without a mark fails the build.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.functional import Promise

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


class Granularity(StrEnum):
    """How near to one person a viewer comes."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"


class Retention(StrEnum):
    """Retention class: how long, see `docs/en/trust.md`."""

    MENTION = "mention"  # 13 months
    CASE = "case"  # 24 months after closing
    FEED_ITEM = "feed item"  # 24 months
    NOTIFICATION = "notification"  # 90 days
    ACKNOWLEDGEMENT = "acknowledgement"  # employment + 2 years
    MEMBERSHIP = "membership"  # as long as somebody is a member
    AUDIT = "audit"  # 7 years
    NONE = "none"  # not kept at all


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
