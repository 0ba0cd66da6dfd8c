"""From the ballots of an anonymous poll to what may be told: each number by way of the gateway.

The people of a figure are ballots, by their name in the list: nobody knows whose they are. The
figures of one poll are all about the same ballots, so no two of them can be subtracted.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from klankbord.trust.disclosure.actions import disclose, open_round
from klankbord.trust.disclosure.request import Answer, Figure, Kind, Measure, Refusal, Request
from klankbord.trust.disclosure.sentences import refusal_text

EVERYBODY = "all"
Stored = dict[str, Any]


def told_of(
    sheets: Mapping[str, str],
    *,
    marks: list[tuple[int, str]],
    attribute: str,
    least: int,
    closes_at: dt.datetime,
    at: dt.datetime,
) -> list[Stored]:
    """Ask the gateway which share chose each thing: `marks` says where on a ballot that stands."""
    measure = Measure(attribute, Kind.SHARE)
    open_round(measure=measure, round=attribute, closes_at=closes_at, least=least)
    figures = []
    for number, (place, letter) in enumerate(marks):
        request = Request(
            measure=measure,
            partition=f"choice {number}",
            round=attribute,
            closes_at=closes_at,
            groups={EVERYBODY: list(sheets)},
            values={name: 1.0 for name, sheet in sheets.items() if sheet[place] == letter},
        )
        answer = disclose(request=request, at=at)
        figures.append(answer.figures[EVERYBODY] if isinstance(answer, Answer) else answer)
    return [asdict(figure) for figure in figures]


def choice_in_words(figure: Figure) -> str:
    """Say a share as it is told: rounded, and never "all" or "nobody"."""
    percent = {"percent": round(100 * figure.value)}
    if figure.edge > 0:
        return _("%(percent)d%% or more") % percent
    if figure.edge < 0:
        return _("%(percent)d%% or fewer") % percent
    return _("about %(percent)d%%") % percent


def reason_in_words(refusal: Refusal) -> str:
    """Say why there is no figure."""
    return refusal_text(refusal)
