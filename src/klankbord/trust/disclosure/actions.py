"""Ask the gateway, and set its limits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from klankbord.trust import audit
from klankbord.trust.disclosure import queries
from klankbord.trust.disclosure.decision import Candidate, Choice, Memory, choices
from klankbord.trust.disclosure.models import (
    DisclosureAnswer,
    DisclosureLimit,
    DisclosureRound,
    MeasuredAttribute,
    ToldGroup,
)
from klankbord.trust.disclosure.request import (
    FLOOR,
    LEAST_AUTHORS,
    MEMORY,
    SAMPLE,
    SHORTEST_ROUND,
    Answer,
    Figure,
    Kind,
    Measure,
    Reason,
    Refusal,
    Request,
)
from klankbord.trust.disclosure.rounding import figure_of
from klankbord.trust.disclosure.sealing import MemoryLost, fingerprint_of, hashes_of, sealed
from klankbord.trust.disclosure.separation import People


class LimitTooLow(Exception):  # noqa: N818  # named after the broken promise
    """Nobody may set a least number of people under the floor."""


class RoundOnlyStricter(Exception):  # noqa: N818  # named after the broken promise
    """A round that runs keeps its least number of people or gets a higher one."""


class _Crowd(NamedTuple):
    """What a request holds, by keyed hash: who is in each group, and the values."""

    groups: dict[str, People]
    values: dict[int, float]
    known: People


def disclose(*, request: Request, at: dt.datetime) -> Answer | Refusal:
    """Answer a question about employees as far as it may be told, and remember what was told.

    The same question of the same round has the same answer, whatever changed meanwhile.
    """
    if at < request.closes_at:
        return Refusal(Reason.ROUND_RUNNING)
    if request.closes_at <= at - MEMORY:
        return Refusal(Reason.ROUND_LONG_AGO)
    with transaction.atomic():
        _wait_for(request.measure.attribute)
        given = queries.answer_given(
            measure=request.measure, partition=request.partition, round=request.round
        )
        if given is not None:
            return given
        if _is_too_soon(request):
            return Refusal(Reason.ROUND_TOO_SHORT)
        try:
            return _answer(request, at)
        except MemoryLost:
            return Refusal(Reason.MEMORY_LOST)


def open_round(
    *,
    measure: Measure,
    round: str,  # noqa: A002  # the word of the house
    closes_at: dt.datetime,
    least: int = 0,
) -> DisclosureRound:
    """Open a round with the least number of people of this moment; a higher one may be asked."""
    attribute, _ = MeasuredAttribute.objects.get_or_create(attribute=measure.attribute)
    opened, _ = DisclosureRound.objects.get_or_create(
        attribute=attribute,
        kind=measure.kind,
        key=round,
        defaults={
            "least": max(least, queries.least_for(measure.kind)),
            "closes_at": closes_at,
        },
    )
    return opened


def tighten_round(*, round: DisclosureRound, least: int, by: str, at: dt.datetime) -> None:  # noqa: A002  # the word of the house
    """Ask for more people in a running round; fewer is refused."""
    with transaction.atomic():
        running = DisclosureRound.objects.filter(pk=round.pk, least__lt=least)
        if not running.update(least=least):
            raise RoundOnlyStricter(round.key)
        audit.record(
            at=at,
            actor=by,
            act="trust.round-tightened",
            object=f"round:{round.pk}",
            detail={"least": least},
        )


def set_limit(*, kind: Kind, least: int, by: str, at: dt.datetime) -> None:
    """Set the least number of people for new rounds; rounds that run never become looser."""
    if least < FLOOR:
        raise LimitTooLow(kind)
    with transaction.atomic():
        before = queries.least_for(kind)
        DisclosureLimit.objects.update_or_create(kind=kind, defaults={"least": least})
        audit.record(
            at=at,
            actor=by,
            act="trust.disclosure-limit-set",
            object=f"kind:{kind}",
            detail={"before": before, "after": least},
        )


def forget_told(*, at: dt.datetime) -> int:
    """Forget rounds past memory, which cannot be asked about any more either."""
    gone, _ = DisclosureRound.objects.filter(closes_at__lte=at - MEMORY).delete()
    return gone


def forget_sample() -> None:
    """Forget what was told about the made-up people of the sample."""
    MeasuredAttribute.objects.filter(attribute__startswith=SAMPLE).delete()


def _wait_for(attribute: str) -> None:
    """Hold the row of the attribute until the transaction ends: one question at a time."""
    MeasuredAttribute.objects.get_or_create(attribute=attribute)
    MeasuredAttribute.objects.filter(attribute=attribute).update(n_questions=F("n_questions") + 1)


def _is_too_soon(request: Request) -> bool:
    """Whether another round of this attribute closes within a week: that would be nearly live."""
    near = DisclosureRound.objects.filter(
        attribute__attribute=request.measure.attribute,
        closes_at__gt=request.closes_at - SHORTEST_ROUND,
        closes_at__lt=request.closes_at + SHORTEST_ROUND,
    )
    return any((row.key, row.closes_at) != (request.round, request.closes_at) for row in near)


def _answer(request: Request, at: dt.datetime) -> Answer:
    measure = request.measure
    round_ = open_round(measure=measure, round=request.round, closes_at=request.closes_at)
    least = max(round_.least, queries.least_for(measure.kind))
    crowd = _crowd(request)
    decided = choices(
        kind=measure.kind,
        partition=request.partition,
        candidates={
            label: Candidate(people, _n_authors(people, crowd))
            for label, people in crowd.groups.items()
        },
        known=crowd.known,
        memory=Memory.of(queries.groups_told(measure.attribute, at)),
        least=least,
    )
    figures = {
        label: _figure(measure, choice, crowd)
        if isinstance(choice, Choice)
        else Refusal(choice, least)
        for label, choice in sorted(decided.items())
    }
    _remember(request, round_, decided, figures)
    return Answer(request.round, timezone.localdate(request.closes_at), figures)


def _crowd(request: Request) -> _Crowd:
    everybody = set(request.values).union(*request.groups.values())
    hashes = hashes_of(request.measure.attribute, everybody)
    answered = set(request.values)
    is_score = request.measure.kind is Kind.SCORE
    groups = {
        label: _people(hashes, answered.intersection(members) if is_score else set(members))
        for label, members in request.groups.items()
    }
    values = {hashes[member]: float(value) for member, value in request.values.items()}
    return _Crowd(groups, values, _people(hashes, answered if is_score else everybody))


def _people(hashes: Mapping[str, int], members: set[str]) -> People:
    return np.unique(np.fromiter((hashes[each] for each in members), dtype=np.uint64))


def _n_authors(people: People, crowd: _Crowd) -> int:
    return sum(crowd.values.get(int(each), 0) > 0 for each in people)


def _figure(measure: Measure, choice: Choice, crowd: _Crowd) -> Figure | Refusal:
    if measure.kind is Kind.THEME and _n_authors(choice.people, crowd) < LEAST_AUTHORS:
        return Refusal(Reason.TOO_FEW, LEAST_AUTHORS)
    low = measure.scale[0]
    told = figure_of(measure, [crowd.values.get(int(each), low) for each in choice.people])
    return Figure(told.value, told.n_about, told.edge, choice.cohort)


def _remember(
    request: Request,
    round_: DisclosureRound,
    decided: Mapping[str, Choice | Reason],
    figures: Mapping[str, Figure | Refusal],
) -> None:
    DisclosureAnswer.objects.create(
        round=round_,
        partition=request.partition,
        figures={label: asdict(figure) for label, figure in figures.items()},
    )
    told = [(label, each) for label, each in decided.items() if isinstance(each, Choice)]
    seals = sealed([choice.people for _, choice in told], request.measure.attribute)
    ToldGroup.objects.bulk_create(
        ToldGroup(
            round=round_,
            partition=request.partition,
            label=label,
            n_people=len(choice.people),
            fingerprint=fingerprint_of(choice.people),
            sealed=seal,
        )
        for (label, choice), seal in zip(told, seals, strict=True)
    )
