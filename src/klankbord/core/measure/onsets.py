"""How soon an alert follows what begins, where nobody wrote down when it began.

The beginning is found by hindsight: the first row with at least half as much as the busiest one. An
alert within a day of it, before or after, has found it. One elsewhere is false, unless it lies
within a day of the busiest row. A series that begins less than a day before is not judged: an alert
needs a day to compare with.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from klankbord.core.measure.bursts import LEAST_HISTORY, Moment

_HALF: Final = 0.5
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OnsetFigures:
    """One series: `delay` is that of the first alert that found it, None where none did."""

    began_at: dt.datetime
    is_judged: bool
    delay: dt.timedelta | None
    n_false: int
    weeks: float


def onset_figures(moments: Sequence[Moment]) -> OnsetFigures:
    """Judge one series of at least one row (ValueError if there is none)."""
    busiest = max(moments, key=lambda each: each.count)
    began = next(each.at for each in moments if each.count >= _HALF * busiest.count)
    alerts = [each.at for each in moments if each.is_alert]
    found = [at for at in alerts if abs(at - began) <= _DAY]
    false = [at for at in alerts if at not in found and abs(at - busiest.at) > _DAY]
    first, last = moments[0].at, moments[-1].at
    return OnsetFigures(
        began,
        began - first >= LEAST_HISTORY,
        found[0] - began if found else None,
        len(false),
        (last - first) / dt.timedelta(weeks=1),
    )
