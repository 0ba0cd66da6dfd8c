"""Change guidelines."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from klankbord.ambassadors.guidelines.awareness.actions import (
    add_starter_situations,
    copy_situations,
)
from klankbord.ambassadors.guidelines.changes import clause_before, wording_agreed
from klankbord.ambassadors.guidelines.consultation.queries import (
    ConsentState,
    consent_to,
    consultation_of,
)
from klankbord.ambassadors.guidelines.models import (
    Acknowledgement,
    Clause,
    Guideline,
    GuidelineVersion,
)
from klankbord.ambassadors.guidelines.starter import CLAUSES, TITLE_EN, TITLE_NL
from klankbord.core.guidelines.difference import Difference
from klankbord.people.models import Member
from klankbord.trust import audit


class VersionAlreadyPublished(Exception):  # noqa: N818  # named after the broken promise
    """What is published is never changed: people agreed to these words."""


class VersionIncomplete(Exception):  # noqa: N818  # named after the broken promise
    """A guideline without clauses, or with a missing text, cannot be published."""


class ConsultationOpen(Exception):  # noqa: N818  # named after the broken promise
    """What people are still talking about does not hold yet."""


class ConsentMissing(Exception):  # noqa: N818  # named after the broken promise
    """The works council did not consent to these words, and nobody said why they hold anyway."""


class ReasonMissing(Exception):  # noqa: N818  # named after the broken promise
    """Who overrules a judgement says why: others go by it."""


@transaction.atomic
def create_guideline(
    *, title_nl: str, title_en: str, by: Member, at: dt.datetime, is_sample: bool = False
) -> GuidelineVersion:
    """Begin a guideline with an empty draft."""
    guideline = Guideline.objects.create(
        title_nl=title_nl, title_en=title_en, created_at=at, is_sample=is_sample
    )
    _record(at, by, "guidelines.guideline-added", guideline)
    return GuidelineVersion.objects.create(guideline=guideline, number=1, created_at=at)


@transaction.atomic
def create_starter_guideline(
    *, by: Member, at: dt.datetime, is_sample: bool = False
) -> GuidelineVersion:
    """Begin with the social media guideline that Klankbord brings along, as a draft."""
    draft = create_guideline(
        title_nl=TITLE_NL, title_en=TITLE_EN, by=by, at=at, is_sample=is_sample
    )
    review_on = (at + dt.timedelta(days=365)).date()
    for text in CLAUSES:
        clause = add_clause(version=draft, owner=by, review_on=review_on, **text)
        add_starter_situations(clause)
    return draft


@transaction.atomic
def start_draft(*, guideline: Guideline, by: Member, at: dt.datetime) -> GuidelineVersion:
    """Go on from the current version; the draft that is already there, if there is one."""
    existing = guideline.versions.filter(published_at=None).first()
    if existing:
        return existing
    current = guideline.versions.order_by("-number").first()
    number = current.number + 1 if current else 1
    draft = GuidelineVersion.objects.create(guideline=guideline, number=number, created_at=at)
    clauses = list(current.clauses.all()) if current else []
    for clause in clauses:
        clause.pk, clause.version = None, draft
        clause.change_said = clause.change_reason = ""
    Clause.objects.bulk_create(clauses)
    if current:
        copy_situations(old=current, new=draft)
    _record(at, by, "guidelines.draft-started", guideline, {"version": number})
    return draft


@transaction.atomic
def delete_draft(*, version: GuidelineVersion, by: Member, at: dt.datetime) -> None:
    """Throw a draft away; a guideline that was never published goes with it."""
    _check_draft(version)
    guideline = version.guideline
    _record(at, by, "guidelines.draft-deleted", guideline, {"version": version.number})
    version.delete()
    if not guideline.versions.exists():
        guideline.delete()


@transaction.atomic
def add_clause(*, version: GuidelineVersion, **values: Any) -> Clause:
    """Put a clause at the end of a draft."""
    _check_draft(version)
    last = version.clauses.aggregate(last=Max("number"))["last"] or 0
    clause = Clause(version=version, number=last + 1, **values)
    clause.wording = clause.reckon_wording()
    clause.save(force_insert=True)
    return clause


@transaction.atomic
def edit_clause(*, clause: Clause, **values: Any) -> Clause:
    """Change a clause of a draft; what its author said of other words does not hold for these."""
    _check_draft(clause.version)
    before = Clause.objects.get(pk=clause.pk)
    for name, value in values.items():
        setattr(clause, name, value)
    if clause.words != before.words:
        clause.change_said = clause.change_reason = ""
    if clause.review_on != before.review_on:
        clause.review_told_on = None
    clause.wording = wording_agreed(clause)
    clause.save()
    return clause


@transaction.atomic
def say_of_change(
    *, clause: Clause, difference: Difference, reason: str, by: Member, at: dt.datetime
) -> None:
    """Let the author overrule how a change was judged; colleagues read the reason."""
    _check_draft(clause.version)
    if not reason.strip() or clause_before(clause) is None:
        raise ReasonMissing
    clause.change_said, clause.change_reason = difference.value, reason.strip()
    clause.wording = wording_agreed(clause)
    clause.save(update_fields=["change_said", "change_reason", "wording"])
    detail = {"clause": clause.number, "change": difference.value}
    _record(at, by, "guidelines.change-said", clause.version.guideline, detail)


@transaction.atomic
def move_clause(*, clause: Clause, to: int) -> None:
    """Put a clause of a draft at another place, the others close up."""
    _check_draft(clause.version)
    others = list(clause.version.clauses.exclude(pk=clause.pk))
    others.insert(max(to, 1) - 1, clause)
    for number, each in enumerate(others, start=1):
        each.number = number
    Clause.objects.bulk_update(others, ["number"])


@transaction.atomic
def delete_clause(*, clause: Clause) -> None:
    """Take a clause out of a draft."""
    _check_draft(clause.version)
    later = clause.version.clauses.filter(number__gt=clause.number)
    clause.delete()
    later.update(number=F("number") - 1)


@transaction.atomic
def publish_version(
    *, version: GuidelineVersion, by: Member, at: dt.datetime, without_consent: str = ""
) -> None:
    """Put a draft in force; members are then asked about the clauses that changed.

    After a consultation the works council consents first, or everybody reads why it did not.
    """
    clauses = list(version.clauses.all())
    if not clauses or any(not (each.text_nl and each.text_en) for each in clauses):
        raise VersionIncomplete
    _check_consulted(version, without_consent)
    draft = GuidelineVersion.objects.filter(pk=version.pk, published_at=None)
    if not draft.update(published_at=at, published_by=by, without_consent=without_consent):
        raise VersionAlreadyPublished
    version.refresh_from_db()
    detail = {"version": version.number, "without_consent": bool(without_consent)}
    _record(at, by, "guidelines.published", version.guideline, detail)


@transaction.atomic
def acknowledge_version(*, version: GuidelineVersion, by: Member, at: dt.datetime) -> int:
    """Note that a member read a published version; count the clauses that were new to them."""
    if version.is_draft:
        raise VersionIncomplete
    wordings = set(version.clauses.values_list("wording", flat=True))
    known = Acknowledgement.objects.filter(member=by, wording__in=wordings)
    wordings -= set(known.values_list("wording", flat=True))
    Acknowledgement.objects.bulk_create(
        (
            Acknowledgement(member=by, version=version, wording=wording, acknowledged_at=at)
            for wording in sorted(wordings)
        ),
        ignore_conflicts=True,
    )
    return len(wordings)


def _check_consulted(version: GuidelineVersion, without_consent: str) -> None:
    consultation = consultation_of(version)
    if consultation is None:
        return
    if consultation.closed_at is None:
        raise ConsultationOpen
    if consent_to(version).state is not ConsentState.GIVEN and not without_consent:
        raise ConsentMissing


def _check_draft(version: GuidelineVersion) -> None:
    """Ask the database, not the object in hand: somebody may have published meanwhile."""
    draft = GuidelineVersion.objects.filter(pk=version.pk, published_at=None)
    if not draft.exists():
        raise VersionAlreadyPublished


def _record(
    at: dt.datetime,
    by: Member,
    act: str,
    guideline: Guideline,
    detail: dict[str, Any] | None = None,
) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"guideline:{guideline.pk}",
        detail=detail,
    )
