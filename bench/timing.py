"""Wall time and processor time of the same act."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bench import report


class Took(NamedTuple):
    """Seconds by the clock, and seconds of this process's processor time."""

    wall: float
    cpu: float

    def __add__(self, other: tuple[float, ...]) -> "Took":  # type: ignore[override]
        """Add both; a plain tuple would grow longer."""
        return Took(self.wall + other[0], self.cpu + other[1])


def timed(part: Callable[[], object]) -> Took:
    """Run once."""
    wall, cpu = time.perf_counter(), time.process_time()
    part()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def pace() -> float:
    """Processor seconds of a fixed piece of work: a machine that others use slows down at times."""
    began = time.process_time()
    words: dict[str, int] = {}
    for number in range(60_000):
        word = f"woord{number * 7919 % 10_007}"
        words[word] = words.get(word, 0) + len(word)
    return time.process_time() - began


def total(took: Iterable[Took]) -> Took:
    """Sum."""
    return sum(took, Took(0, 0))


def percentile(took: Sequence[Took], share: float) -> Took:
    """The value that `share` of all stay under, in milliseconds; of each kind its own."""
    walls, cpus = zip(*took, strict=True)
    return Took(report.percentile([*walls], share) * 1000, report.percentile([*cpus], share) * 1000)
