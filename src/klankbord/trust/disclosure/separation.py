"""Which sets of people may be told about together, so that no sum of answers is about too few.

Every published figure is a sum over a set of people. Who adds and subtracts published figures gets
sums with weights; the people in the same published sets always keep the same weight, and form a
cell. An attack succeeds when some weights leave only people of small cells. These weights exist
exactly if the matrix of sets by cells has a higher rank than its part with the large cells; so two
ranks decide about all combinations at once, of nested, overlapping and successive groups.
(The "audit expert" of statistical databases, Chin and Özsoyoğlu 1982, with cells for persons.)
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

People = npt.NDArray[np.uint64]  # sorted keyed hashes, each once


def is_separable(published: Sequence[People], least: int) -> bool:
    """Say whether some combination of figures over these sets is about fewer than `least` people.

    Stricter than asked where it costs little: any combination that rests on small cells alone is
    refused, also if several of them together hold enough people.
    """
    sets = [people for people in published if len(people)]
    if not sets:
        return False
    cells, sizes = _cells(sets)
    is_large = sizes >= least
    if is_large.all():
        return False
    return _rank(cells) > _rank(cells[:, is_large])


def _cells(sets: Sequence[People]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int64]]:
    """Build the matrix of sets by cells, and the number of people in each cell."""
    everybody = np.unique(np.concatenate(sets))
    belongs = np.zeros((len(sets), len(everybody)), dtype=np.uint8)
    for row, people in enumerate(sets):
        belongs[row, np.searchsorted(everybody, people)] = 1
    columns = np.ascontiguousarray(np.packbits(belongs, axis=0).T)
    names = columns.view(np.dtype((np.void, columns.shape[1]))).ravel()
    _, first, sizes = np.unique(names, return_index=True, return_counts=True)
    return belongs[:, first].astype(np.int8), sizes


def _rank(matrix: npt.NDArray[np.int8]) -> int:
    if not matrix.size:
        return 0
    return int(np.linalg.matrix_rank(matrix.astype(np.float64)))
