"""Read guidelines, and how far they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import OuterRef, Q, QuerySet, Subquery

from klankbord.ambassadors.guidelines.comparison import Piece, compare_texts, plain_words
from klankbord.ambassadors.guidelines.coverage import Count, Share, share_shown, shares_shown
from klankbord.ambassadors.guidelines.models import (
    Acknowledgement,
    Clause,
    Guideline,
    GuidelineVersion,
)
from klankbord.people.models import Member


@dataclass(frozen=True)
class ClauseChange:
    """One clause beside the same clause in the version before: new, gone, changed or same."""

    state: str
    clause: Clause
    title: Sequence[Piece]
    text: Sequence[Piece]


@dataclass(frozen=True)
class Coverage:
    """How far a version is read, as far as that may be told."""

    total: Share | None
    departments: dict[str, Share | None]


@dataclass(frozen=True)
class GuidelineFigures:
    """What the Plan shows; the share is None under ten members or without a publication."""

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
    clauses = Clause.objects.filter(version__in=_current_versions()).exclude(wording__in=done)
    return set(clauses.values_list("version__guideline", flat=True))


def clause_changes(version: GuidelineVersion, language: str) -> list[ClauseChange]:
    """Compare each clause with the version before, word by word; clauses that went come last."""
    earlier = version_before(version)
    old = {clause.key: clause for clause in clauses_of(earlier)} if earlier else {}
    changes = [
        _change(old.pop(clause.key, None), clause, language) for clause in clauses_of(version)
    ]
    return changes + [_change(clause, None, language) for clause in old.values()]


def coverage_of(version: GuidelineVersion) -> Coverage:
    """Reckon the share that read every clause in force; departments under ten stay out."""
    done = _readers(version)
    members = Member.objects.filter(is_active=True)
    rows = (
        members.filter(department__isnull=False)
        .values("department__name")
        .annotate(n=CountRows("pk"), n_done=CountRows("pk", filter=Q(pk__in=done)))
        .order_by("department__name")
    )
    groups = {row["department__name"]: Count(row["n_done"], row["n"]) for row in rows}
    total = members.aggregate(n=CountRows("pk"), n_done=CountRows("pk", filter=Q(pk__in=done)))
    n_known = sum(count.n_members for count in groups.values())
    if total["n"] > n_known:  # who is in no department counts as a group, or could be reckoned
        n_done = total["n_done"] - sum(count.n_done for count in groups.values())
        groups[""] = Count(n_done, total["n"] - n_known)
    shares = shares_shown(groups)
    shares.pop("", None)
    return Coverage(share_shown(Count(total["n_done"], total["n"])), shares)


def guideline_figures() -> GuidelineFigures:
    """Count for the Plan; the share is of the guideline that was published last."""
    current = GuidelineVersion.objects.filter(pk__in=_current_versions())
    clauses = Clause.objects.filter(version__in=_current_versions())
    last = current.order_by("-published_at", "-pk").first()
    return GuidelineFigures(
        n_published=current.count(),
        n_drafts=GuidelineVersion.objects.filter(published_at=None).count(),
        n_clauses=clauses.count(),
        n_clauses_without_owner=clauses.filter(owner=None).count(),
        share_acknowledged=coverage_of(last).total if last else None,
    )


def _current_versions() -> QuerySet[Any, Any]:
    newest = GuidelineVersion.objects.filter(
        guideline=OuterRef("pk"), published_at__isnull=False
    ).order_by("-number")
    current = Guideline.objects.annotate(current=Subquery(newest.values("pk")[:1]))
    return current.filter(current__isnull=False).values("current")


def _readers(version: GuidelineVersion) -> QuerySet[Any, Any]:
    """Find the ids of members who acknowledged every wording of a version."""
    wordings = version.clauses.values("wording")
    return (
        Acknowledgement.objects.filter(wording__in=wordings)
        .values("member")
        .annotate(n=CountRows("pk"))
        .filter(n=version.clauses.count())
        .values("member")
    )


def _change(old: Clause | None, new: Clause | None, language: str) -> ClauseChange:
    clause = new or old
    if clause is None:
        message = "A clause is compared with itself in another version, never with nothing"
        raise ValueError(message)
    if old is None or new is None:
        state = "new" if old is None else "gone"
    else:
        state = "same" if old.wording == new.wording else "changed"
    return ClauseChange(
        state=state,
        clause=clause,
        title=compare_texts(_title(old, language), _title(new, language)),
        text=compare_texts(_text(old, language), _text(new, language)),
    )


def _title(clause: Clause | None, language: str) -> str:
    return clause.title_in(language) if clause else ""


def _text(clause: Clause | None, language: str) -> str:
    return plain_words(clause.text_in(language)) if clause else ""
