"""Read consultations and consents."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from klankbord.ambassadors.guidelines.consultation.models import (
    ClauseComment,
    Consent,
    Consultation,
)
from klankbord.ambassadors.guidelines.models import Clause, GuidelineVersion

FIELDS: Final = ("title_nl", "title_en", "text_nl", "text_en")  # in the order of `Clause.words`


class ConsentState(StrEnum):
    """How the works council stands to a version."""

    NONE = "none"
    GIVEN = "given"
    CHANGED = "changed"
    WITHHELD = "withheld"
    REVOKED = "revoked"


@dataclass(frozen=True)
class ConsentGiven:
    """How the works council stands to a version: its last decision, and the clauses since.

    `changed` are clauses in words that the decision was not about, `n_gone` how many it was about
    that are not there any more.
    """

    state: ConsentState
    consent: Consent | None = None
    changed: tuple[Clause, ...] = ()
    n_gone: int = 0


@dataclass(frozen=True)
class Spoken:
    """One clause with what was said of it; no clause where it was taken out."""

    clause: Clause | None
    title: str
    comments: list[ClauseComment]


def consultation_of(version: GuidelineVersion) -> Consultation | None:
    """The consultation on a version; None if there was none."""
    return Consultation.objects.filter(version=version).first()


def is_open(consultation: Consultation, on: dt.date) -> bool:
    """Whether people may speak on this day."""
    return consultation.closed_at is None and consultation.opens_on <= on <= consultation.closes_on


def comments_waiting(consultation: Consultation) -> QuerySet[ClauseComment]:
    """What has no answer yet; a comment that its author took back needs none."""
    return consultation.comments.filter(answered_at=None, is_removed=False)


def comments_by_clause(consultation: Consultation, clauses: list[Clause]) -> list[Spoken]:
    """What was said, clause by clause in their order; of clauses that went, last."""
    comments: defaultdict[UUID, list[ClauseComment]] = defaultdict(list)
    for comment in consultation.comments.select_related("author", "answered_by"):
        comments[comment.key].append(comment)
    spoken = [Spoken(each, each.title_en, comments.pop(each.key, [])) for each in clauses]
    return spoken + [Spoken(None, said[0].clause_title, said) for said in comments.values()]


def consultations_open(on: dt.date) -> QuerySet[Consultation]:
    """Consultations in which people may speak on this day, with how many comments they have."""
    return (
        Consultation.objects.filter(closed_at=None, opens_on__lte=on, closes_on__gte=on)
        .select_related("version__guideline")
        .annotate(n_comments=Count("comments", filter=Q(comments__is_removed=False)))
    )


def consent_to(version: GuidelineVersion) -> ConsentGiven:
    """How the works council stands to the words of a version as they are now.

    The words themselves count: a change that is called editorial keeps its wording.
    """
    last = version.consents.select_related("decided_by", "revoked_by").first()
    if last is None:
        return ConsentGiven(ConsentState.NONE)
    if last.revoked_at:
        return ConsentGiven(ConsentState.REVOKED, last)
    if not last.is_given:
        return ConsentGiven(ConsentState.WITHHELD, last)
    clauses = list(version.clauses.order_by("number"))
    known = {tuple(each[field] for field in FIELDS) for each in last.wordings}
    changed = tuple(each for each in clauses if each.words not in known)
    n_gone = len(known - {each.words for each in clauses})
    state = ConsentState.CHANGED if changed or n_gone else ConsentState.GIVEN
    return ConsentGiven(state, last, changed, n_gone)


def words_seal(clauses: Iterable[Clause]) -> str:
    """A hash of every clause in its words: the same as long as nobody changes one."""
    parts = json.dumps(sorted([str(each.key), *each.words] for each in clauses))
    return hashlib.sha256(parts.encode()).hexdigest()


def consents_of(version: GuidelineVersion) -> QuerySet[Consent]:
    """Every decision on a version, the last first."""
    return version.consents.select_related("decided_by", "revoked_by")
