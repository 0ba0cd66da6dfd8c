"""How a figure is told: in coarse steps, and with both ends cut off."""

from collections.abc import Sequence

from klankbord.trust.disclosure.request import Figure, Kind, Measure

COARSE_BELOW = 50  # people: under this, steps of 5 per cent of the scale
COARSE, FINE = 5, 1


def figure_of(measure: Measure, values: Sequence[float]) -> Figure:
    """Round the mean of one group, or for a theme the sum; one value for each person."""
    if measure.kind is Kind.THEME:
        n_messages = max(round_to(sum(values), COARSE), COARSE)
        return Figure(n_messages, _people_about(len(values)))
    return _mean_of(sum(values), len(values), measure.scale)


def share_of(n_done: int, n_people: int) -> Figure:
    """Round how many of how many."""
    return _mean_of(n_done, n_people, (0, 1))


def round_to(number: float, step: int) -> int:
    """Round to the nearest multiple of a step; halves go to the even one."""
    return step * round(number / step)


def _mean_of(total: float, n_people: int, scale: tuple[float, float]) -> Figure:
    """Cut both ends: "all" and "nobody" would tell what each single person did."""
    low, high = scale
    step = COARSE if n_people < COARSE_BELOW else FINE
    mean = min(max(total / n_people, low), high)
    percent = round_to(100 * (mean - low) / (high - low), step)
    kept = min(max(percent, step), 100 - step)
    told = round(low + (high - low) * kept / 100, 6)
    return Figure(told, _people_about(n_people), edge=(percent > kept) - (percent < kept))


def _people_about(n_people: int) -> int:
    return round_to(n_people, COARSE if n_people < COARSE_BELOW else 2 * COARSE)
