"""Open rounds, tell what came of them, and load surveys of others."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Q

from klankbord.ambassadors.pulse.counting import Stored, Wave, told_of
from klankbord.ambassadors.pulse.instruments import Instrument, as_content, own_instrument
from klankbord.ambassadors.pulse.models import LoadedInstrument, PulseRound
from klankbord.ambassadors.pulse.queries import entitled, rounds_due
from klankbord.people.models import Member
from klankbord.trust import audit
from klankbord.trust.ballots import actions as ballots
from klankbord.trust.ballots.models import BallotRound
from klankbord.trust.ballots.queries import sheets_of, turnout_of
from klankbord.trust.disclosure.actions import forget_sample
from klankbord.trust.disclosure.queries import least_for
from klankbord.trust.disclosure.request import SAMPLE, Figure, Kind, Reason, Refusal

SHORTEST = dt.timedelta(days=6, hours=23)  # a week, also when the clock is put forward
LONGEST = dt.timedelta(days=57)
APART = dt.timedelta(days=28)  # between two closes: see docs/decisions/0081


class TooFewEntitled(Exception):  # noqa: N818  # named after what happened
    """So few colleagues that no figure could ever be shown."""


class RoundTooSoon(Exception):  # noqa: N818  # named after the broken promise
    """Another round is not over when this one opens, or closes less than four weeks from it."""


class RoundWrongLength(Exception):  # noqa: N818  # named after the broken promise
    """A round lasts a week to eight weeks."""


class RoundOver(Exception):  # noqa: N818  # named after the broken promise
    """What was answered and told is not withdrawn."""


class InstrumentTaken(Exception):  # noqa: N818  # named after the broken promise
    """Our own survey keeps its key."""


class GatewayCannotTell(Exception):  # noqa: N818  # named after what happened
    """The secret of the installation changed: the round waits until that is put right."""


@transaction.atomic
def open_round(
    *,
    title: str,
    survey: Instrument,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    by: Member,
    at: dt.datetime,
    is_sample: bool = False,
) -> PulseRound:
    """Put a survey to everybody who is here now, between two moments.

    Raises `TooFewEntitled`, `RoundTooSoon` and `RoundWrongLength`.
    """
    if not SHORTEST <= closes_at - opens_at <= LONGEST:
        raise RoundWrongLength
    overlapping = Q(opens_at__lt=closes_at, closes_at__gt=opens_at)
    near = Q(closes_at__gt=closes_at - APART, closes_at__lt=closes_at + APART)
    if PulseRound.objects.filter(overlapping | near).exists():
        raise RoundTooSoon
    n_entitled = entitled(since=at).count()
    if n_entitled < least_for(Kind.SCORE):
        raise TooFewEntitled
    round_ = PulseRound.objects.create(
        title=title,
        instrument=survey.key,
        content=as_content(survey),
        opens_at=opens_at,
        closes_at=closes_at,
        n_entitled=n_entitled,
        created_at=at,
        created_by=by,
        is_sample=is_sample,
    )
    round_.vote = ballots.open_survey(
        subject=f"pulse:{round_.pk}",
        sheet=survey.sheet,
        n_entitled=n_entitled,
        opens_at=opens_at,
        closes_at=closes_at,
        by=f"member:{by.pk}",
        at=at,
    )
    round_.save(update_fields=["vote"])
    _record(at, by, "pulse.round-opened", round_, {"n_entitled": n_entitled})
    return round_


@transaction.atomic
def withdraw_round(*, round: PulseRound, by: Member, at: dt.datetime) -> None:  # noqa: A002  # the word of the house
    """Take a round back before its close, with every answer in it; nothing is told of it."""
    running = PulseRound.objects.filter(pk=round.pk, closes_at__gt=at, told_at=None)
    votes = list(running.values_list("vote", flat=True))
    n_gone, _rows = running.delete()
    if not n_gone:
        raise RoundOver
    BallotRound.objects.filter(pk__in=votes).delete()
    _record(at, by, "pulse.round-withdrawn", round)


@transaction.atomic
def tell_round(*, round: PulseRound, at: dt.datetime) -> bool:  # noqa: A002  # the word of the house
    """Close the vote, make the figures, and drop the answers; False if that was done before."""
    due = rounds_due(at=at).select_related("vote").filter(pk=round.pk).first()
    if due is None or due.vote is None:
        return False
    vote = ballots.close_round(round=due.vote, by="pulse", at=at)
    turnout = turnout_of(vote)
    store_told(round=due, sheets=sheets_of(vote), turnout=turnout, least=vote.least, at=at)
    ballots.drop_sheets(round=vote)
    audit.record(at=at, actor="pulse", act="pulse.round-told", object=f"pulse-round:{due.pk}")
    return True


def store_told(
    *,
    round: PulseRound,  # noqa: A002  # the word of the house
    sheets: dict[str, str],
    turnout: Figure | Refusal,
    least: int,
    at: dt.datetime,
) -> None:
    """Keep what the gateway tells of the sheets of a round, and nothing else of them."""
    wave = Wave(
        attribute=f"{SAMPLE if round.is_sample else ''}pulse.{round.instrument}",
        key=f"pulse-{round.pk}",
        least=least,
        closes_at=round.closes_at,
        at=at,
    )
    told = told_of(round.survey, sheets, wave)
    if _is_refused_for(told, Reason.MEMORY_LOST):
        raise GatewayCannotTell
    told["turnout"] = asdict(turnout)
    PulseRound.objects.filter(pk=round.pk).update(told=told, told_at=at)


@transaction.atomic
def remove_sample_rounds() -> None:
    """Take the rounds of the sample away, what people who tried it voted, and what was told."""
    rounds = PulseRound.objects.filter(is_sample=True)
    BallotRound.objects.filter(pk__in=rounds.values("vote")).delete()
    rounds.delete()
    forget_sample()


@transaction.atomic
def load_instrument(*, survey: Instrument, by: Member, at: dt.datetime) -> LoadedInstrument:
    """Keep a survey from a file; one with the same key takes its place for later rounds."""
    if survey.key == own_instrument().key:
        raise InstrumentTaken
    kept, _is_new = LoadedInstrument.objects.update_or_create(
        key=survey.key,
        defaults={"content": as_content(survey), "loaded_at": at, "loaded_by": by},
    )
    _say(at, by, "pulse.survey-loaded", f"pulse-survey:{kept.key}", {"licence": survey.licence})
    return kept


@transaction.atomic
def remove_instrument(*, instrument: LoadedInstrument, by: Member, at: dt.datetime) -> None:
    """Ask it no more; rounds that asked it keep what they asked."""
    LoadedInstrument.objects.filter(pk=instrument.pk).delete()
    _say(at, by, "pulse.survey-removed", f"pulse-survey:{instrument.key}")


def _is_refused_for(told: Stored, reason: Reason) -> bool:
    pairs = [*told["subjects"].values(), *told["items"].values()]
    return any(figure.get("reason") == reason for pair in pairs for figure in pair.values())


def _record(
    at: dt.datetime, by: Member, act: str, round_: PulseRound, detail: dict[str, Any] | None = None
) -> None:
    _say(at, by, act, f"pulse-round:{round_.pk}", detail)


def _say(
    at: dt.datetime, by: Member, act: str, target: str, detail: dict[str, Any] | None = None
) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=target,
        declaration="pulse.asked",
        detail=detail,
    )
