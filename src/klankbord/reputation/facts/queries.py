"""Read the fact base: what holds now, what ends soon, and whether an earlier word still stands."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from django.db.models import F, Q, QuerySet

from klankbord.core.text.words import words_of
from klankbord.people.models import Member, Role
from klankbord.reputation.facts.models import Fact, FactVersion

SOON = dt.timedelta(days=14)
KEEPERS = (Role.MANAGER, Role.EXPERT, Role.ADMINISTRATOR)
VIEWS = ("current", "soon", "expired", "retired", "all")


@unique
class Standing(StrEnum):
    """Whether a version that somebody took for an answer may still be said."""

    CURRENT = "current"
    EXPIRED = "expired"
    CHANGED = "changed"
    CORRECTED = "corrected"
    RETIRED = "retired"


@dataclass(frozen=True)
class Checked:
    """A version as it was taken, and how it stands now; `newest` is what we say today."""

    version: FactVersion
    newest: FactVersion
    standing: Standing

    @property
    def is_current(self) -> bool:
        """Whether it may still be said."""
        return self.standing == Standing.CURRENT


def facts_of_view(view: str, *, at: dt.datetime) -> QuerySet[Fact]:
    """The facts of one tab; what ends first stands first, but for the whole list."""
    views = {
        "current": Q(retired_at=None, expires_at__gt=at),
        "soon": Q(retired_at=None, expires_at__gt=at, expires_at__lte=at + SOON),
        "expired": Q(retired_at=None, expires_at__lte=at),
        "retired": ~Q(retired_at=None),
        "all": Q(),
    }
    order = ("title", "id") if view in {"all", "current"} else ("expires_at", "id")
    return Fact.objects.filter(views[view]).select_related("owner").order_by(*order)


def facts_with(facts: QuerySet[Fact], text: str) -> QuerySet[Fact]:
    """Those that hold every word, in the title or in what is stated now."""
    newest = FactVersion.objects.filter(number=F("fact__n_versions"))
    for word in text.split():
        said = Q(text_nl__icontains=word) | Q(text_en__icontains=word) | Q(source__icontains=word)
        facts = facts.filter(
            Q(title__icontains=word) | Q(pk__in=newest.filter(said).values("fact"))
        )
    return facts


def newest_versions(facts: Iterable[Fact]) -> dict[int, FactVersion]:
    """What each fact states now, by fact."""
    newest = FactVersion.objects.filter(fact__in=[fact.pk for fact in facts])
    rows = newest.filter(number=F("fact__n_versions")).select_related("fact")
    return {row.fact_id: row for row in rows}


def newest_version(fact: Fact) -> FactVersion:
    """What a fact states now."""
    return fact.versions.select_related("fact").get(number=fact.n_versions)


def versions_to_choose(*, at: dt.datetime) -> QuerySet[FactVersion]:
    """The versions that may be said now."""
    return FactVersion.objects.filter(
        number=F("fact__n_versions"), fact__retired_at=None, expires_at__gt=at
    ).select_related("fact")


def nearest(versions: Iterable[FactVersion], text: str, *, limit: int) -> list[FactVersion]:
    """Those with most words in common with a text first; a word that many facts have counts less.

    A ranking for people to choose from, in either language: nothing is decided by it.
    """
    said = set(words_of(text))
    words = {each: _words(each) for each in versions}
    n_having = Counter(word for own in words.values() for word in own)
    near = {each: sum(1 / n_having[word] for word in own & said) for each, own in words.items()}
    return sorted(words, key=lambda each: (-near[each], each.fact.title))[:limit]


def _words(version: FactVersion) -> set[str]:
    return set(words_of(f"{version.fact.title} {version.text_nl} {version.text_en}"))


def check_versions(versions: Sequence[FactVersion], *, at: dt.datetime) -> list[Checked]:
    """How versions that were taken earlier stand at a moment, in the order given."""
    history = defaultdict(list)
    facts = {version.fact_id for version in versions}
    rows = FactVersion.objects.filter(fact__in=facts).select_related("fact")
    for row in rows.order_by("number"):
        history[row.fact_id].append(row)
    return [_check(version, history[version.fact_id], at) for version in versions]


def _check(version: FactVersion, history: list[FactVersion], at: dt.datetime) -> Checked:
    newest = history[-1]
    later = [row for row in history if row.number > version.number]
    if newest.fact.retired_at is not None and newest.fact.retired_at <= at:
        standing = Standing.RETIRED
    elif any(row.change == FactVersion.Change.CORRECTED for row in later):
        standing = Standing.CORRECTED
    elif not version.says_the_same_as(newest):
        standing = Standing.CHANGED
    else:
        standing = Standing.CURRENT if newest.expires_at > at else Standing.EXPIRED
    return Checked(version, newest, standing)


def facts_with_mistakes(*, at: dt.datetime) -> list[Fact]:
    """Facts that hold now, beside which stands what people wrongly say of it."""
    current = Fact.objects.filter(retired_at=None, expires_at__gt=at)
    return list(current.exclude(mistakes=[]).order_by("title", "id"))


def owners() -> QuerySet[Member]:
    """The members who may look after a fact."""
    roles = (*KEEPERS, Role.RESPONDER, Role.APPROVER)
    return Member.objects.filter(is_active=True, role_grants__role__in=roles).distinct()


def facts_to_look_at(member: Member, *, at: dt.datetime) -> QuerySet[Fact]:
    """Facts of a member that ended or end soon."""
    due = Fact.objects.filter(retired_at=None, expires_at__lte=at + SOON)
    return due.filter(owner=member).order_by("expires_at")
