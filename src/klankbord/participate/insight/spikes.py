"""Days that stand out, against the same weekday in the weeks before. Counts in, spikes out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

N_WEEKS = 8
"""How many earlier weeks make what is usual."""
MIN_WEEKS = 3
"""Fewer earlier weeks than this say nothing about what is usual."""
MIN_MENTIONS = 10
"""A day below this is never a spike: two posts instead of one is no news."""
MIN_RATIO = 2.0
MIN_DEVIATIONS = 4.0


@dataclass(frozen=True)
class Spike:
    """One day that stands out: `n` mentions where `usual` would be expected."""

    day: dt.date
    n: int
    usual: float

    @property
    def ratio(self) -> float:
        """How many times the usual day; a usual of nothing counts as one."""
        return self.n / max(self.usual, 1.0)


@dataclass(frozen=True)
class Cause:
    """The topic that grew most on the day of a spike, with its share of the day (0 to 1)."""

    topic_id: int
    n: int
    share: float


def find_spikes(counts: Mapping[dt.date, int], days: Sequence[dt.date]) -> list[Spike]:
    """Spikes among `days`; `counts` reaches `N_WEEKS` further back. A run keeps its top only."""
    found = [spike for day in days if (spike := _look_at(counts, day))]
    return [spike for spike in found if not _has_higher_neighbour(spike, found)]


def find_cause(
    spike: Spike, topics: Mapping[int, Mapping[dt.date, int]], *, min_share: float = 0.25
) -> Cause | None:
    """The topic that explains most of what is more than usual; None if none explains enough."""
    causes = [
        (counts.get(spike.day, 0) - usual_count(counts, spike.day), counts.get(spike.day, 0), topic)
        for topic, counts in topics.items()
    ]
    excess, n, topic = max(causes, default=(0.0, 0, 0))
    if excess <= 0 or n < min_share * spike.n:
        return None
    return Cause(topic, n, min(n / spike.n, 1.0))


def usual_count(counts: Mapping[dt.date, int], day: dt.date) -> float:
    """Median of the same weekday in the weeks before; days that are not known do not count."""
    earlier = _earlier_counts(counts, day)
    return float(median(earlier)) if earlier else 0.0


def _look_at(counts: Mapping[dt.date, int], day: dt.date) -> Spike | None:
    earlier, n = _earlier_counts(counts, day), counts.get(day, 0)
    if len(earlier) < MIN_WEEKS or n < MIN_MENTIONS:
        return None
    usual = float(median(earlier))
    # Counts scatter by about their square root; the median deviation covers wilder sources.
    scatter = max(1.4826 * median(abs(value - usual) for value in earlier), max(usual, 1) ** 0.5)
    is_spike = n >= MIN_RATIO * usual and n - usual >= MIN_DEVIATIONS * scatter
    return Spike(day, n, usual) if is_spike else None


def _earlier_counts(counts: Mapping[dt.date, int], day: dt.date) -> list[int]:
    first = min(counts, default=day)
    weeks = (day - dt.timedelta(weeks=week) for week in range(1, N_WEEKS + 1))
    return [counts.get(earlier, 0) for earlier in weeks if earlier >= first]


def _has_higher_neighbour(spike: Spike, found: Sequence[Spike]) -> bool:
    return any(
        abs((other.day - spike.day).days) == 1 and (other.n, other.day) > (spike.n, spike.day)
        for other in found
    )
