"""Which sets of people may be told about together: everybody stays one of at least `least`.

People who are in the same published sets form a cell: no adding, subtracting or comparing of the
figures tells them apart. So it is enough that no cell is small. That holds for nested, overlapping
and successive groups at once, for any combination of answers, and for what the figures suggest
where they are nearly nought or nearly all. Price: of two partitions that cross in small numbers,
such as departments and places, only the first asked is told about.
(k-anonymity of what is published about a person; compare "set overlap" in the audit of
statistical databases, Dobkin, Jones and Lipton 1979, which guards pairs only.)
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

People = npt.NDArray[np.uint64]  # sorted keyed hashes, each once


@dataclass(frozen=True)
class Cells:
    """Everybody told about so far, and the number of the cell that each is in."""

    people: People
    cell: npt.NDArray[np.int64]

    @classmethod
    def of(cls, told: Iterable[People]) -> "Cells":
        """Form the cells of sets that were told about."""
        cells = cls(np.array([], dtype=np.uint64), np.array([], dtype=np.int64))
        for people in told:
            cells = cells.split_by(people)
        return cells

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """Count the people in each cell."""
        return np.bincount(self.cell)

    def would_leave_few(self, people: People, least: int) -> bool:
        """Say whether telling about these people too would leave a cell under `least`."""
        inside = _is_in(self.people, people)
        sizes = self.sizes
        taken = np.bincount(self.cell[inside], minlength=len(sizes))
        parts = np.concatenate([taken, sizes - taken, [len(people) - inside.sum()]])
        return bool(((parts > 0) & (parts < least)).any())

    def split_by(self, people: People) -> "Cells":
        """Form the cells after these people are told about too."""
        inside = _is_in(self.people, people)
        added = people[~_is_in(people, self.people)]
        everybody = np.concatenate([self.people, added])
        names = np.concatenate([2 * self.cell + inside + 1, np.zeros(len(added), dtype=np.int64)])
        order = np.argsort(everybody)
        cell = np.unique(names[order], return_inverse=True)[1]
        return Cells(everybody[order], cell.astype(np.int64))


def _is_in(people: People, others: People) -> npt.NDArray[np.bool_]:
    """Look up each of these people among the others; both sorted."""
    if not len(others):
        return np.zeros(len(people), dtype=np.bool_)
    at = np.minimum(np.searchsorted(others, people), len(others) - 1)
    return np.equal(others[at], people)
