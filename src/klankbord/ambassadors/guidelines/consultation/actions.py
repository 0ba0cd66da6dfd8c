"""Open and close a consultation, speak in it, answer, consent and revoke."""

import datetime as dt
from typing import Any

from django.db import transaction

from klankbord.ambassadors.guidelines.consultation.models import (
    ClauseComment,
    Consent,
    Consultation,
)
from klankbord.ambassadors.guidelines.consultation.queries import (
    FIELDS,
    comments_waiting,
    is_open,
    words_seal,
)
from klankbord.ambassadors.guidelines.models import Clause, GuidelineVersion
from klankbord.people.models import Member, Role
from klankbord.trust import audit


class ConsultationRefused(Exception):  # noqa: N818  # named after the broken promise
    """Only a draft is talked about, and only once; what was said is carried on in it."""


class ConsultationClosed(Exception):  # noqa: N818  # named after the broken promise
    """Nobody speaks before the first day or after the last."""


class ConsultationUnfinished(Exception):  # noqa: N818  # named after the broken promise
    """A consultation ends after its last day, and when everything that was said has an answer."""

    def __init__(self, *, n_waiting: int, until: dt.date | None) -> None:
        super().__init__(f"{n_waiting} comments without answer, runs until {until}")
        self.n_waiting, self.until = n_waiting, until


class NotTheCouncil(Exception):  # noqa: N818  # named after the broken promise
    """Only the works council consents, and only it takes its consent back."""


class WordsChanged(Exception):  # noqa: N818  # named after the broken promise
    """Nobody decides about words that they did not see."""


@transaction.atomic
def open_consultation(
    *, version: GuidelineVersion, opens_on: dt.date, closes_on: dt.date, by: Member, at: dt.datetime
) -> Consultation:
    """Let everybody speak about a draft; asked again while it runs, it changes the period."""
    if not GuidelineVersion.objects.filter(pk=version.pk, published_at=None).exists():
        raise ConsultationRefused
    period = {"opens_on": opens_on, "closes_on": closes_on}
    consultation, is_new = Consultation.objects.get_or_create(
        version=version, defaults={**period, "opened_by": by}
    )
    running = Consultation.objects.filter(pk=consultation.pk, closed_at=None)
    if not is_new and not running.update(**period):
        raise ConsultationRefused
    consultation.refresh_from_db()
    act = "guidelines.consultation-opened" if is_new else "guidelines.consultation-moved"
    _record(at, by, act, version, {"from": str(opens_on), "until": str(closes_on)})
    return consultation


@transaction.atomic
def write_comment(
    *,
    consultation: Consultation,
    clause: Clause,
    text: str,
    by: Member,
    is_named: bool,
    on: dt.date,
) -> ClauseComment:
    """Say something of a clause; without a name not even the database knows who it was.

    The works council speaks as the works council, always. Nothing goes into the log: it would
    tell who wrote.
    """
    is_council = by.has_role(Role.COUNCIL)
    fresh = _locked(consultation)
    if not is_open(fresh, on) or clause.version_id != fresh.version_id:
        raise ConsultationClosed
    return ClauseComment.objects.create(
        consultation=fresh,
        key=clause.key,
        clause_title=clause.title_en,
        text=text,
        author=by if is_named or is_council else None,
        is_council=is_council,
        written_on=on,
    )


@transaction.atomic
def remove_comment(*, comment: ClauseComment, by: Member) -> None:
    """Take one's own words back; that something was said stays."""
    own = ClauseComment.objects.filter(pk=comment.pk, author=by, is_removed=False)
    own.update(text="", author=None, is_removed=True)


@transaction.atomic
def answer_comment(
    *, comment: ClauseComment, outcome: str, answer: str, by: Member, at: dt.datetime
) -> None:
    """Say what is done with a comment, and why; until the end it may be said better."""
    open_ones = Consultation.objects.filter(pk=comment.consultation_id, closed_at=None)
    if not open_ones.exists():
        raise ConsultationClosed
    values = {"outcome": outcome, "answer": answer, "answered_by": by, "answered_at": at}
    ClauseComment.objects.filter(pk=comment.pk).update(**values)
    detail = {"comment": comment.pk, "outcome": outcome}
    _record(at, by, "guidelines.comment-answered", comment.consultation.version, detail)


@transaction.atomic
def close_consultation(
    *, consultation: Consultation, by: Member, at: dt.datetime, on: dt.date
) -> None:
    """End a consultation; after its last day, and never over somebody's head."""
    fresh = _locked(consultation)
    n_waiting = comments_waiting(fresh).count()
    until = fresh.closes_on if on <= fresh.closes_on else None
    if n_waiting or until:
        raise ConsultationUnfinished(n_waiting=n_waiting, until=until)
    running = Consultation.objects.filter(pk=consultation.pk, closed_at=None)
    if running.update(closed_at=at, closed_by=by):
        n_comments = consultation.comments.count()
        detail = {"n_comments": n_comments}
        _record(at, by, "guidelines.consultation-closed", consultation.version, detail)


@transaction.atomic
def decide_consent(
    *,
    version: GuidelineVersion,
    is_given: bool,
    words: str,
    seen: str,
    by: Member,
    at: dt.datetime,
) -> Consent:
    """Record what the works council decided about the words that it saw.

    `seen` is the `words_seal` of those; raises `WordsChanged` when others stand there now.
    """
    if not by.has_role(Role.COUNCIL):
        raise NotTheCouncil
    clauses = list(version.clauses.all())
    if words_seal(clauses) != seen:
        raise WordsChanged
    wordings = [
        {"wording": each.wording} | dict(zip(FIELDS, each.words, strict=True)) for each in clauses
    ]
    consent = Consent.objects.create(
        version=version,
        is_given=is_given,
        wordings=wordings,
        words=words,
        decided_by=by,
        decided_at=at,
    )
    act = "guidelines.consent-given" if is_given else "guidelines.consent-withheld"
    detail = {"version": version.number, "n_clauses": len(wordings)}
    _record(at, by, act, version, detail)
    return consent


@transaction.atomic
def revoke_consent(*, consent: Consent, because: str, by: Member, at: dt.datetime) -> None:
    """Take a consent back; that it was given stays, with the reason why it is no more."""
    if not by.has_role(Role.COUNCIL):
        raise NotTheCouncil
    given = Consent.objects.filter(pk=consent.pk, is_given=True, revoked_at=None)
    if given.update(revoked_at=at, revoked_by=by, revoked_because=because):
        detail = {"version": consent.version.number}
        _record(at, by, "guidelines.consent-revoked", consent.version, detail)


def _locked(consultation: Consultation) -> Consultation:
    """Who speaks and who ends wait for each other: nothing is said between count and end."""
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def _record(
    at: dt.datetime, by: Member, act: str, version: GuidelineVersion, detail: dict[str, Any]
) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"guideline:{version.guideline_id}",
        detail=detail,
    )
