"""Read rounds and surveys."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from klankbord.ambassadors.pulse.instruments import Instrument, own_instrument
from klankbord.ambassadors.pulse.models import LoadedInstrument, PulseRound
from klankbord.people.models import Member, Role

WAVES = 8  # as many earlier rounds as a line shows


@dataclass(frozen=True)
class PulseFigures:
    """What the Plan shows."""

    n_open: int
    last_told: PulseRound | None


def is_asker(member: Member) -> bool:
    """Whether a member may open rounds and load surveys."""
    return member.has_role(Role.MANAGER)


def entitled(*, since: dt.datetime) -> QuerySet[Member]:
    """Find who may answer a round that was made at a moment: who was here then, and still is."""
    return Member.objects.filter(is_active=True, joined_at__lte=since)


def is_entitled(member: Member, round_: PulseRound) -> bool:
    """Whether a member may answer this round."""
    return entitled(since=round_.created_at).filter(pk=member.pk).exists()


def rounds_open(*, at: dt.datetime) -> QuerySet[PulseRound]:
    """List what can be answered now, the first to close first."""
    running = PulseRound.objects.filter(opens_at__lte=at, closes_at__gt=at, vote__isnull=False)
    return running.select_related("vote").order_by("closes_at", "pk")


def round_for(member: Member, *, at: dt.datetime) -> PulseRound | None:
    """Find what a member may answer now; whether they did is known to nobody but their browser."""
    return rounds_open(at=at).filter(created_at__gte=member.joined_at).first()


def rounds_planned(*, at: dt.datetime) -> QuerySet[PulseRound]:
    """List what opens later."""
    return PulseRound.objects.filter(opens_at__gt=at).order_by("opens_at", "pk")


def rounds_due(*, at: dt.datetime) -> QuerySet[PulseRound]:
    """List what is over and not told yet."""
    return PulseRound.objects.filter(closes_at__lte=at, told_at=None, vote__isnull=False)


def rounds_told() -> QuerySet[PulseRound]:
    """List what was told, newest first."""
    return PulseRound.objects.filter(told_at__isnull=False).order_by("-closes_at", "-pk")


def rounds_visible(member: Member, *, at: dt.datetime) -> QuerySet[PulseRound]:
    """Find the rounds that a member may look at: what is planned only who asks."""
    rounds = PulseRound.objects.select_related("vote")
    return rounds if is_asker(member) else rounds.filter(opens_at__lte=at)


def earlier_rounds(round_: PulseRound) -> list[PulseRound]:
    """List the told rounds of the same survey before one, newest first."""
    same = rounds_told().filter(instrument=round_.instrument, closes_at__lt=round_.closes_at)
    return list(same.filter(is_sample=round_.is_sample)[:WAVES])


def surveys() -> list[Instrument]:
    """All surveys that can be asked, our own first."""
    return [own_instrument(), *(each.survey for each in LoadedInstrument.objects.all())]


def survey_of(key: str) -> Instrument | None:
    """Find a survey by its key."""
    return next((survey for survey in surveys() if survey.key == key), None)


def pulse_figures(*, at: dt.datetime) -> PulseFigures:
    """Count for the Plan."""
    return PulseFigures(n_open=rounds_open(at=at).count(), last_told=rounds_told().first())
