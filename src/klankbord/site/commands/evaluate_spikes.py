"""`klankbord evaluate spikes`: do alerts fall in the windows in which something happened?

Where a file holds counts and no windows, `evaluate_onsets` judges it.
"""

import datetime as dt
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, Final

import msgspec

from klankbord.core.measure.anomaly_windows import WindowFigures, window_figures
from klankbord.core.measure.intervals import wilson_interval
from klankbord.site.commands.evaluate_onsets import judge_onsets
from klankbord.site.commands.outcomes import said
from klankbord.site.commands.spikes import moments_of, read_series
from klankbord.site.commands.streams import Unusable, opened_in, report

SPIKES: Final = "spikes"


class _Labels(msgspec.Struct):
    windows: list[tuple[dt.datetime, dt.datetime]] | None = None
    counts_per_minute: list[tuple[str, int]] | None = None


def judge_spikes(name: str, *, as_json: bool) -> None:
    """Judge every series that the file names, and all together."""
    known = _read(name)
    minutes = {series: each.counts_per_minute or [] for series, each in known.items()}
    if any(minutes.values()):
        return judge_onsets(name, minutes, as_json=as_json)
    found = {series: _judge(Path(name).parent, series, each) for series, each in known.items()}
    whole = reduce(add, found.values())
    values = {
        "task": SPIKES,
        **_values(whole),
        "found": msgspec.to_builtins(wilson_interval(whole.n_found, whole.n_windows)),
        "series": {series: _values(each) for series, each in found.items()},
    }
    return report(values, as_json=as_json, lines=_lines(found, whole))


def _read(name: str) -> dict[str, _Labels]:
    with opened_in(name) as file:
        text = file.read()
    try:
        known = msgspec.json.decode(text, type=dict[str, _Labels])
    except msgspec.MsgspecError as error:
        raise Unusable(name, error) from error
    if not known or all(each == _Labels() for each in known.values()):
        raise Unusable(name, "no series to judge by")
    return known


def _judge(folder: Path, series: str, labels: _Labels) -> WindowFigures:
    place = folder / series
    packed = place.with_name(f"{place.name}.gz")
    read = read_series(str(packed if packed.exists() else place))
    moments = moments_of(series, read)
    windows = [(_aware(first), _aware(last)) for first, last in labels.windows or []]
    return window_figures(read.times, [each.is_alert for each in moments], windows)


def _aware(at: dt.datetime) -> dt.datetime:
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _values(each: WindowFigures) -> dict[str, Any]:
    return {
        "score": each.score,
        "n_windows": each.n_windows,
        "n_found": each.n_found,
        "n_false": each.n_false,
        "false_a_week": each.false_a_week,
    }


def _lines(found: dict[str, WindowFigures], whole: WindowFigures) -> list[str]:
    return [
        f"score           {whole.score:.1f} (100: every window at its start and no false alarm)",
        f"windows found   {said(wilson_interval(whole.n_found, whole.n_windows))}",
        f"false alarms    {whole.false_a_week:.2f} a week and series",
        "",
        f"{'series':28} score  windows  found  false",
        *(
            f"{series:28} {each.score:5.1f}  {each.n_windows:7}  {each.n_found:5}  {each.n_false:5}"
            for series, each in found.items()
        ),
    ]
