"""Read guidelines, and how far they are read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise

from klankbord.ambassadors.guidelines.change_words import kinds_in_words
from klankbord.ambassadors.guidelines.changes import judgement_of
from klankbord.ambassadors.guidelines.comparison import Piece, compare_texts, plain_words
from klankbord.ambassadors.guidelines.coverage import Share, share_of
from klankbord.ambassadors.guidelines.models import (
    Acknowledgement,
    Clause,
    Guideline,
    GuidelineVersion,
)
from klankbord.core.guard.finding import Part
from klankbord.core.guidelines.difference import Comparison
from klankbord.people.models import Member
from klankbord.trust.disclosure.actions import disclose
from klankbord.trust.disclosure.queries import answer_given, week_closed
from klankbord.trust.disclosure.request import Answer, Kind, Measure, Request

EVERYBODY = ""


@dataclass(frozen=True)
class ClauseChange:
    """One clause beside the same clause in the version before.

    `state` is new, gone or same; else changed (asks something else) or editorial (says the same).
    """

    state: str
    clause: Clause
    title: Sequence[Piece]
    text: Sequence[Piece]
    judged: Comparison | None = None

    @property
    def why(self) -> list[str | Promise]:
        """What makes it another agreement, by our own rules."""
        return kinds_in_words(self.judged.kinds) if self.judged else []


@dataclass(frozen=True)
class Coverage:
    """How far a version is read, as far as that may be told."""

    total: Share | None
    departments: dict[str, Share | None]


@dataclass(frozen=True)
class GuidelineFigures:
    """What the Plan shows; the share is None until the gateway may tell one."""

    n_published: int
    n_drafts: int
    n_clauses: int
    n_clauses_without_owner: int
    share_acknowledged: Share | None


def guidelines_listed(*, with_drafts: bool) -> QuerySet[Guideline]:
    """List guidelines with the number and date of their current version and of their draft."""
    versions = GuidelineVersion.objects.filter(guideline=OuterRef("pk")).order_by("-number")
    published = versions.filter(published_at__isnull=False)
    listed = Guideline.objects.annotate(
        current_number=Subquery(published.values("number")[:1]),
        current_published_at=Subquery(published.values("published_at")[:1]),
        draft_pk=Subquery(versions.filter(published_at=None).values("pk")[:1]),
    )
    return listed if with_drafts else listed.filter(current_number__isnull=False)


def clauses_by_part() -> dict[Part, Clause]:
    """The clause in force for each part of the check; of several guidelines the newest."""
    newest = (
        GuidelineVersion.objects.filter(guideline=OuterRef("version__guideline"))
        .exclude(published_at=None)
        .order_by("-number")
    )
    found = (
        Clause.objects.exclude(part="")
        .filter(version=Subquery(newest.values("pk")[:1]))
        .select_related("version")
        .order_by("version__published_at", "-number")
    )
    return {Part(clause.part): clause for clause in found}


def current_version(guideline: Guideline) -> GuidelineVersion | None:
    """Find the version in force; None before the first publication."""
    published = guideline.versions.filter(published_at__isnull=False)
    return published.order_by("-number").first()


def draft_of(guideline: Guideline) -> GuidelineVersion | None:
    """Find the draft that is being worked on; None if there is none."""
    return guideline.versions.filter(published_at=None).first()


def version_before(version: GuidelineVersion) -> GuidelineVersion | None:
    """Find the published version before this one."""
    earlier = GuidelineVersion.objects.filter(
        guideline=version.guideline_id, number__lt=version.number, published_at__isnull=False
    )
    return earlier.order_by("-number").first()


def clauses_of(version: GuidelineVersion) -> QuerySet[Clause]:
    """List the clauses of a version in their order."""
    return version.clauses.select_related("owner").order_by("number", "id")


def clauses_to_read(version: GuidelineVersion, member: Member) -> set[int]:
    """Find the clauses whose wording this member did not acknowledge yet."""
    done = Acknowledgement.objects.filter(member=member).values("wording")
    return set(version.clauses.exclude(wording__in=done).values_list("pk", flat=True))


def guidelines_to_read(member: Member) -> set[int]:
    """Find the published guidelines that ask something of this member."""
    done = Acknowledgement.objects.filter(member=member).values("wording")
    clauses = Clause.objects.filter(version__in=current_versions()).exclude(wording__in=done)
    return set(clauses.values_list("version__guideline", flat=True))


def clause_changes(version: GuidelineVersion, language: str) -> list[ClauseChange]:
    """Compare each clause with the version before, word by word; clauses that went come last."""
    earlier = version_before(version)
    old = {clause.key: clause for clause in clauses_of(earlier)} if earlier else {}
    changes = [
        _change(old.pop(clause.key, None), clause, language) for clause in clauses_of(version)
    ]
    return changes + [_change(clause, None, language) for clause in old.values()]


def coverage_of(version: GuidelineVersion, *, at: dt.datetime) -> Coverage:
    """Tell the share that had read every clause when the last week closed, as far as that may be.

    Nothing in the week of publication: then it would show who reads at once.
    """
    measure = Measure(f"guidelines.read:{version.pk}", Kind.SHARE)
    return shares_told(version, measure=measure, done=_readers, at=at)


def shares_told(
    version: GuidelineVersion,
    *,
    measure: Measure,
    done: Callable[[GuidelineVersion, dt.datetime], Iterable[int]],
    at: dt.datetime,
) -> Coverage:
    """Ask the gateway which share of all and of each department did something before a week ended.

    `done` gives the ids of the members who had, by that moment.
    """
    week, closed_at = week_closed(at)
    if version.published_at is None or version.published_at >= closed_at:
        return Coverage(None, {})
    answer = answer_given(measure=measure, partition="department", round=week)
    given = answer or disclose(
        request=_question(measure, week, closed_at, done(version, closed_at)), at=at
    )
    if not isinstance(given, Answer):
        return Coverage(None, {})
    shares = {label: share_of(figure) for label, figure in given.figures.items()}
    return Coverage(shares.pop(EVERYBODY, None), shares)


def guideline_figures(*, at: dt.datetime) -> GuidelineFigures:
    """Count for the Plan; the share is of the guideline that was published last."""
    current = GuidelineVersion.objects.filter(pk__in=current_versions())
    clauses = Clause.objects.filter(version__in=current_versions())
    last = current.order_by("-published_at", "-pk").first()
    return GuidelineFigures(
        n_published=current.count(),
        n_drafts=GuidelineVersion.objects.filter(published_at=None).count(),
        n_clauses=clauses.count(),
        n_clauses_without_owner=clauses.filter(owner=None).count(),
        share_acknowledged=coverage_of(last, at=at).total if last else None,
    )


def current_versions() -> QuerySet[Any, Any]:
    """The ids of the versions in force, one of each guideline."""
    newest = GuidelineVersion.objects.filter(
        guideline=OuterRef("pk"), published_at__isnull=False
    ).order_by("-number")
    current = Guideline.objects.annotate(current=Subquery(newest.values("pk")[:1]))
    return current.filter(current__isnull=False).values("current")


def _question(measure: Measure, week: str, closed_at: dt.datetime, done: Iterable[int]) -> Request:
    members = Member.objects.filter(is_active=True, joined_at__lt=closed_at)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for pk, department in members.values_list("pk", "department__name"):
        groups[EVERYBODY].append(f"member:{pk}")
        if department:
            groups[department].append(f"member:{pk}")
    return Request(
        measure=measure,
        partition="department",
        round=week,
        closes_at=closed_at,
        groups=groups,
        values={f"member:{pk}": 1.0 for pk in done},
    )


def _readers(version: GuidelineVersion, before: dt.datetime) -> Iterable[int]:
    """Find the ids of members who had acknowledged every wording of a version."""
    return (
        Acknowledgement.objects.filter(
            wording__in=version.clauses.values("wording"), acknowledged_at__lt=before
        )
        .values("member")
        .annotate(n=CountRows("pk"))
        .filter(n=version.clauses.count())
        .values_list("member", flat=True)
    )


def _change(old: Clause | None, new: Clause | None, language: str) -> ClauseChange:
    clause = new or old
    if clause is None:
        message = "A clause is compared with itself in another version, never with nothing"
        raise ValueError(message)
    if old is None or new is None:
        state = "new" if old is None else "gone"
    elif old.words == new.words:
        state = "same"
    else:
        state = "editorial" if old.wording == new.wording else "changed"
    return ClauseChange(
        state=state,
        judged=judgement_of(old, new) if old and new else None,
        clause=clause,
        title=compare_texts(_title(old, language), _title(new, language)),
        text=compare_texts(_text(old, language), _text(new, language)),
    )


def _title(clause: Clause | None, language: str) -> str:
    return clause.title_in(language) if clause else ""


def _text(clause: Clause | None, language: str) -> str:
    return plain_words(clause.text_in(language)) if clause else ""
