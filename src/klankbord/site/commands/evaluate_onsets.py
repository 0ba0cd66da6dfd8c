"""`klankbord evaluate spikes` where only counts are known: how soon is a beginning told?"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Final

import msgspec

from klankbord.core.measure.bursts import bursts_in
from klankbord.core.measure.intervals import wilson_interval
from klankbord.core.measure.onsets import OnsetFigures, onset_figures
from klankbord.site.commands.outcomes import said
from klankbord.site.commands.streams import Unusable, report

_STEP: Final = dt.timedelta(minutes=5)
Minutes = Sequence[tuple[str, int]]


def judge_onsets(name: str, known: Mapping[str, Minutes], *, as_json: bool) -> None:
    """Judge every series that has counts, and all together."""
    try:
        found = {series: _judge(minutes) for series, minutes in known.items() if minutes}
    except ValueError as error:
        raise Unusable(name, "counts need a time with its zone, and rise") from error
    judged = [each for each in found.values() if each.is_judged]
    delays = [each.delay.total_seconds() / 60 for each in judged if each.delay is not None]
    weeks = sum(each.weeks for each in judged)
    values: dict[str, Any] = {
        "task": "spikes",
        "n_series": len(found),
        "n_judged": len(judged),
        "n_found": len(delays),
        "found": msgspec.to_builtins(wilson_interval(len(delays), len(judged))),
        "median_delay_minutes": median(delays) if delays else None,
        "false_a_week": sum(each.n_false for each in judged) / weeks if weeks else None,
        "series": {series: _values(each) for series, each in found.items()},
    }
    report(values, as_json=as_json, lines=_lines(values, found))


def _judge(minutes: Minutes) -> OnsetFigures:
    """Minutes in which nothing was said are left out of the file, and counted as nothing."""
    moments = [(dt.datetime.fromisoformat(at).astimezone(dt.UTC), n) for at, n in minutes]
    first = moments[0][0]
    places = [math.floor((at - first) / _STEP) for at, _n in moments]
    counts = [0.0] * (places[-1] + 1)
    for (_at, n), place in zip(moments, places, strict=True):
        if not 0 <= place < len(counts):
            raise ValueError(place)
        counts[place] += n
    return onset_figures(bursts_in([first + at * _STEP for at in range(len(counts))], counts))


def _values(each: OnsetFigures) -> dict[str, Any]:
    return {
        "began_at": each.began_at.isoformat(),
        "is_judged": each.is_judged,
        "delay_minutes": None if each.delay is None else each.delay.total_seconds() / 60,
        "n_false": each.n_false,
    }


def _lines(values: dict[str, Any], found: Mapping[str, OnsetFigures]) -> list[str]:
    n_judged, delay, false = (
        values[key] for key in ("n_judged", "median_delay_minutes", "false_a_week")
    )
    return [
        f"{len(found)} series, {n_judged} with a day before what begins; those are judged",
        f"found           {said(wilson_interval(values['n_found'], n_judged))}",
        f"delay, median   {'-' if delay is None else f'{delay:.0f} minutes'}",
        f"false alarms    {'-' if false is None else f'{false:.2f}'} a week and series",
        "",
        f"{'series':36} {'began':16}  minutes  false",
        *(f"{series:36} {each.began_at:%Y-%m-%d %H:%M}  {_told(each):>7}  {each.n_false:5}"
          for series, each in found.items()),
    ]  # fmt: skip


def _told(each: OnsetFigures) -> str:
    if not each.is_judged:
        return "no day"
    return "missed" if each.delay is None else f"{each.delay.total_seconds() / 60:.0f}"
