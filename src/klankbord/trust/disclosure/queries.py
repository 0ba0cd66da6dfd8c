"""Read what the gateway remembers."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from klankbord.trust.disclosure.decision import Told
from klankbord.trust.disclosure.models import DisclosureAnswer, DisclosureLimit, ToldGroup
from klankbord.trust.disclosure.request import (
    FLOOR,
    LEAST,
    MEMORY,
    Answer,
    Figure,
    Kind,
    Measure,
    Reason,
    Refusal,
)
from klankbord.trust.disclosure.sealing import unsealed


def least_for(kind: Kind) -> int:
    """Read the least number of people in force for a kind of figure."""
    row = DisclosureLimit.objects.filter(kind=kind).first()
    return max(row.least if row else LEAST[kind], FLOOR)


def week_closed(at: dt.datetime) -> tuple[str, dt.datetime]:
    """Name the last week that is over, and its close: the round of what is measured all the time.

    Ask about what was so at the close, never about what is so now.
    """
    local = timezone.localtime(at)
    monday = local.date() - dt.timedelta(days=local.weekday())
    closes_at = timezone.make_aware(dt.datetime.combine(monday, dt.time()))
    year, week, _day = (monday - dt.timedelta(days=1)).isocalendar()
    return f"{year}-W{week:02}", closes_at


def answer_given(*, measure: Measure, partition: str, round: str) -> Answer | None:  # noqa: A002  # the word of the house
    """Find the answer to a question asked before; None if it is new."""
    found = (
        DisclosureAnswer.objects.filter(
            round__attribute__attribute=measure.attribute,
            round__kind=measure.kind,
            round__key=round,
            partition=partition,
        )
        .select_related("round")
        .first()
    )
    if found is None:
        return None
    return Answer(
        round=found.round.key,
        closed_on=timezone.localdate(found.round.closes_at),
        figures={label: figure_stored(stored) for label, stored in found.figures.items()},
    )


def groups_told(attribute: str, at: dt.datetime) -> list[Told]:
    """List about whom was told within memory, oldest first, each set of people once."""
    rows = (
        ToldGroup.objects.filter(
            round__attribute__attribute=attribute, round__closes_at__gt=at - MEMORY
        )
        .select_related("round")
        .order_by("round__closes_at", "pk")
    )
    latest = {(row.partition, row.label, row.fingerprint): row for row in rows}.values()
    sets = unsealed([bytes(row.sealed) for row in latest], attribute)
    return [
        Told(row.partition, row.label, row.round.key, people)
        for row, people in zip(latest, sets, strict=True)
    ]


def figure_stored(stored: Mapping[str, str | float]) -> Figure | Refusal:
    """Read a figure, or why there is none, as it was kept."""
    if "reason" in stored:
        return Refusal(Reason(str(stored["reason"])), int(stored["least"]))
    return Figure(
        value=float(stored["value"]),
        n_about=int(stored["n_about"]),
        edge=int(stored["edge"]),
        cohort=str(stored["cohort"]),
    )
