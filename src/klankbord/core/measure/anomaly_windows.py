"""How well alerts fall in the windows in which something happened: the score of NAB.

Lavin and Ahmad, "Evaluating real-time anomaly detection algorithms: the Numenta anomaly
benchmark" (2015), standard profile: early in a window counts most, a false alarm costs 0.11, a
missed window 1. The first 15 % of the rows are not judged (750 rows at most).
"""

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

Window = tuple[dt.datetime, dt.datetime]

_FALSE_ALARM: Final = 0.11
_LEARNING: Final = 0.15
_MOST_LEARNING: Final = 750


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """Sums over one series or more: add them, then read `score`."""

    raw: float
    n_windows: int
    n_found: int
    n_false: int
    weeks: float

    def __add__(self, other: "WindowFigures") -> "WindowFigures":
        return WindowFigures(
            self.raw + other.raw,
            self.n_windows + other.n_windows,
            self.n_found + other.n_found,
            self.n_false + other.n_false,
            self.weeks + other.weeks,
        )

    @property
    def score(self) -> float:
        """100 for alerts at the start of every window and nowhere else, 0 for silence."""
        return 50.0 * (self.raw + self.n_windows) / self.n_windows if self.n_windows else 0.0

    @property
    def false_a_week(self) -> float:
        """Alerts outside of windows a week of the series."""
        return self.n_false / self.weeks if self.weeks else 0.0


def window_figures(
    times: Sequence[dt.datetime], is_alert: Sequence[bool], windows: Sequence[Window]
) -> WindowFigures:
    """Judge one series; windows are in order and apart, times rise."""
    learning = int(min(_LEARNING * len(times), _MOST_LEARNING))
    spans = [(bisect_left(times, a), bisect_right(times, b) - 1) for a, b in windows]
    judged = [span for span in spans if span[1] >= learning and span[1] >= span[0]]
    alerts = [at for at, is_one in enumerate(is_alert) if is_one and at >= learning]
    raw, n_found = 0.0, 0
    for first, last in judged:
        inside = [at for at in alerts if first <= at <= last]
        if inside:
            n_found += 1
            raw += _sigmoid(-(last - inside[0] + 1) / (last - first + 1)) / _sigmoid(-1.0)
        else:
            raw -= 1.0
    false = [at for at in alerts if not any(first <= at <= last for first, last in judged)]
    raw += _FALSE_ALARM * sum(_cost(at, judged) for at in false)
    weeks = (times[-1] - times[0]) / dt.timedelta(weeks=1) if times else 0.0
    return WindowFigures(raw, len(judged), n_found, len(false), weeks)


def _cost(at: int, spans: Sequence[tuple[int, int]]) -> float:
    """Just after a window an alarm is nearly right."""
    before = [(first, last) for first, last in spans if last < at]
    if not before:
        return -1.0
    first, last = before[-1]
    return _sigmoid((at - last) / max(last - first, 1))


def _sigmoid(place: float) -> float:
    """Near 1 at -1, 0 at 0, and falling to -1 after it."""
    return 2.0 / (1.0 + math.exp(min(5.0 * place, 500.0))) - 1.0
