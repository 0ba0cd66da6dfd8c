"""From the sheets of a closed round to what may be told: each number by way of the gateway.

The people of a figure are ballots, by their name in the list: nobody knows whose they are. All
figures of one subject are about the same ballots, those with an answer to each of its items, so
that no two of them can be subtracted. Beside a mean the gateway is asked for the mean of the
squared deviations from it as told; what is computed from the two betrays no more than they do.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from klankbord.ambassadors.pulse.instruments import LETTERS, RECOMMEND, SKIPPED, Instrument
from klankbord.trust.disclosure.actions import disclose, open_round
from klankbord.trust.disclosure.request import Answer, Figure, Kind, Measure, Refusal, Request

LEAST_RECOMMEND: Final = 50
EVERYBODY: Final = "all"
_PROMOTER, _DETRACTOR = 9, 6
Values = npt.NDArray[np.float64]
Stored = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Wave:
    """Which round the figures are of, as the gateway knows it."""

    attribute: str
    key: str
    least: int
    closes_at: dt.datetime
    at: dt.datetime


def told_of(survey: Instrument, sheets: Mapping[str, str], wave: Wave) -> Stored:
    """Ask the gateway for all figures of a round: a mean and a spread for each thing asked."""
    names = list(sheets)
    answers = _answers(survey, list(sheets.values()))
    told: Stored = {"subjects": {}, "items": {}}
    start, scale = 0, (1.0, float(survey.points))
    for subject in survey.subjects:
        columns = answers[:, start : start + len(subject.items)]
        start += len(subject.items)
        is_whole = np.asarray(~np.isnan(columns).any(axis=1))
        of = [name for name, whole in zip(names, is_whole, strict=True) if whole]
        rows = columns[is_whole]
        told["subjects"][subject.key] = _pair(subject.key, of, rows.mean(axis=1), scale, wave)
        for item, values in zip(subject.items, rows.T, strict=True):
            name = f"{subject.key}.{item.key}"
            told["items"][item.key] = _pair(name, of, values, scale, wave)
    if survey.recommend:
        told[RECOMMEND] = _recommended(names, answers[:, -1], wave)
    return told


def figure_in(stored: Stored | None) -> Figure | Refusal | None:
    """A figure, or why there is none, as it was kept."""
    if not stored:
        return None
    return Refusal(**stored) if "reason" in stored else Figure(**stored)


def _answers(survey: Instrument, sheets: Sequence[str]) -> Values:
    """A row a ballot, a column a question; not answered is NaN, reversed items are turned round."""
    places = {letter: float(place) for place, letter in enumerate(LETTERS)} | {SKIPPED: np.nan}
    rows = [[places[letter] for letter in sheet] for sheet in sheets]
    found = np.array(rows, dtype=np.float64).reshape(len(sheets), len(survey.sheet))
    turned = [place for place, item in enumerate(survey.items) if item.is_reversed]
    found[:, turned] = survey.points + 1 - found[:, turned]
    return found


def _recommended(names: Sequence[str], answers: Values, wave: Wave) -> Stored:
    """Promoters less detractors, of all who answered; never of fewer than fifty."""
    is_given = ~np.isnan(answers)
    of = [name for name, given in zip(names, is_given, strict=True) if given]
    given = answers[is_given]
    values = (given >= _PROMOTER).astype(np.float64) - (given <= _DETRACTOR)
    return _pair(RECOMMEND, of, values, (-1.0, 1.0), wave, least=LEAST_RECOMMEND)


def _pair(
    name: str,
    of: Sequence[str],
    values: Values,
    scale: tuple[float, float],
    wave: Wave,
    *,
    least: int = 0,
) -> Stored:
    mean = _ask(f"{name}.mean", of, values, scale, wave, least=least)
    if isinstance(mean, Refusal):
        return {"mean": asdict(mean)}
    low, high = scale
    widest = (high - low) ** 2 / 4  # half of the people at each end
    spread = _ask(
        f"{name}.spread", of, (values - mean.value) ** 2, (0.0, widest), wave, least=least
    )
    return {"mean": asdict(mean), "spread": asdict(spread)}


def _ask(
    name: str,
    of: Sequence[str],
    values: Values,
    scale: tuple[float, float],
    wave: Wave,
    *,
    least: int,
) -> Figure | Refusal:
    measure = Measure(f"{wave.attribute}.{name}", Kind.SCORE, scale)
    open_round(
        measure=measure, round=wave.key, closes_at=wave.closes_at, least=max(least, wave.least)
    )
    request = Request(
        measure=measure,
        partition=EVERYBODY,
        round=wave.key,
        closes_at=wave.closes_at,
        groups={EVERYBODY: of},
        values=dict(zip(of, values.tolist(), strict=True)),
    )
    answer = disclose(request=request, at=wave.at)
    return answer.figures[EVERYBODY] if isinstance(answer, Answer) else answer
