"""State, change and retire facts: every change is a new version, and nothing said is lost."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from klankbord.people.models import Member
from klankbord.reputation.facts.models import Fact, FactVersion
from klankbord.reputation.facts.queries import newest_version
from klankbord.trust import audit

Change = FactVersion.Change


class FactRefused(Exception):  # noqa: N818  # errors are named after the broken promise
    """A change that does not fit how the fact stands now; nothing was written."""

    key = ""


class FactChanged(FactRefused):
    """Somebody else changed it after the form was opened."""

    key = "fact-changed"


class FactAlreadyRetired(FactRefused):
    """A retired fact is not stated any more."""

    key = "fact-already-retired"


class ExpiryInThePast(FactRefused):
    """A statement must hold for some time still."""

    key = "expiry-in-the-past"


class NothingChanged(FactRefused):
    """The words are the same; only the end may be moved without a reason."""

    key = "nothing-changed"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is stated, on what ground, and until when."""

    text_nl: str
    text_en: str
    source: str
    expires_at: dt.datetime
    source_url: str = ""


@transaction.atomic
def state_fact(
    *,
    title: str,
    statement: Statement,
    owner: Member | None,
    by: Member,
    at: dt.datetime,
    mistakes: Sequence[str] = (),
    is_sample: bool = False,
) -> FactVersion:
    """Put a new fact in the base; raises `ExpiryInThePast`."""
    fact = Fact.objects.create(
        title=title.strip(),
        owner=owner,
        created_at=at,
        expires_at=statement.expires_at,
        mistakes=list(mistakes),
        is_sample=is_sample,
    )
    return _add_version(fact, statement, change=Change.STATED, by=by, at=at)


@transaction.atomic
def change_fact(
    *,
    fact: Fact,
    number: int,
    statement: Statement,
    is_wrong: bool,
    by: Member,
    at: dt.datetime,
) -> FactVersion:
    """State it anew, from the version that was looked at; `is_wrong` marks a correction.

    With the same words and source it is only prolonged. Raises a `FactRefused`.
    """
    before = newest_version(fact)
    if before.number != number:
        raise FactChanged
    after = FactVersion(**vars(statement))
    is_same = after.says_the_same_as(before)
    if is_same and (is_wrong or before.expires_at == statement.expires_at):
        raise NothingChanged
    change = Change.CORRECTED if is_wrong else Change.CHANGED
    return _add_version(
        fact, statement, change=Change.PROLONGED if is_same else change, by=by, at=at
    )


def describe_fact(*, fact: Fact, title: str, owner: Member | None, mistakes: Sequence[str]) -> None:
    """Give it another title or owner, or other mistakes to hear; what is stated stays."""
    values = {"title": title.strip(), "owner": owner, "mistakes": list(mistakes)}
    Fact.objects.filter(pk=fact.pk).update(**values)


@transaction.atomic
def retire_fact(*, fact: Fact, because: str, by: Member, at: dt.datetime) -> None:
    """Say it no more; answers that stand on it and are not sent yet are stopped."""
    retired = Fact.objects.filter(pk=fact.pk, retired_at=None).update(
        retired_at=at, retired_because=because.strip()
    )
    if not retired:
        raise FactAlreadyRetired
    _record("facts.fact-retired", fact, by, at)


def _add_version(
    fact: Fact, statement: Statement, *, change: FactVersion.Change, by: Member, at: dt.datetime
) -> FactVersion:
    if statement.expires_at <= at:
        raise ExpiryInThePast
    taken = Fact.objects.filter(pk=fact.pk, n_versions=fact.n_versions, retired_at=None)
    if not taken.update(n_versions=F("n_versions") + 1, expires_at=statement.expires_at):
        fact.refresh_from_db()
        raise FactAlreadyRetired if fact.retired_at else FactChanged
    fact.refresh_from_db()
    version = FactVersion(
        fact=fact, number=fact.n_versions, change=change, by=by, at=at, **vars(statement)
    )
    version.save()
    _record(f"facts.fact-{change}", fact, by, at, version=version.number)
    return version


def _record(act: str, fact: Fact, by: Member, at: dt.datetime, **detail: object) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"fact:{fact.pk}",
        declaration="facts.owners",
        detail=detail,
    )
