"""Texts as rows of numbers: near each other where they speak of the same.

Words weigh by TF-IDF and are brought back to 128 numbers (Deerwester and others, "Indexing by
latent semantic analysis", 1990) by subspace iteration (Halko, Martinsson and Tropp, "Finding
structure with randomness", 2011). Where the encoder is installed, the meaning stands beside it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Real32 = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int64]
Encode = Callable[[Sequence[str]], Real32]

_N_NUMBERS: Final = 128
_ROUNDS: Final = 3
_AT_ONCE: Final = 20_000
_SEED: Final = 7
_WEIGHT_OF_WORDS: Final = 0.7


class _Table(NamedTuple):
    """Cells of a table that is nearly empty; `rows` rise."""

    rows: Whole
    columns: Whole
    values: Real32


def vectors(
    texts: Sequence[str], words: Sequence[Sequence[str]], meanings: Encode | None
) -> Real32:
    """One row of length 1 a text; a text without shared words is 0 where no meaning stands by.

    `meanings` makes rows of length 1 from texts, as `encoder.encode` does.
    """
    said = _unit(_said(words))
    if meanings is None:
        return said
    rows = np.hstack([meanings(texts), _WEIGHT_OF_WORDS * said])
    return _unit(rows - rows.mean(axis=0)) if len(rows) > 1 else _unit(rows)


def _said(words: Sequence[Sequence[str]]) -> Real32:
    counts = [Counter(each) for each in words]
    spread = Counter(word for each in counts for word in each)
    places = {word: at for at, word in enumerate(w for w, n in spread.items() if n > 1)}
    if not places:
        return np.zeros((len(words), 1), np.float32)
    cells = [
        (at, places[word], n)
        for at, each in enumerate(counts)
        for word, n in each.items()
        if word in places
    ]
    rows, columns, times = np.array(cells).T
    rare = np.log(len(words) / np.array([spread[word] for word in places]))
    values = (1 + np.log(times)) * rare[columns]
    lengths = np.sqrt(np.bincount(rows, values**2, len(words)))
    values = (values / np.maximum(lengths[rows], 1e-9)).astype(np.float32)
    return _reduced(_Table(rows, columns, values), len(words), len(places))


def _reduced(table: _Table, n: int, n_words: int) -> Real32:
    """Rows within the widest directions; turning them does not change any distance."""
    order = np.argsort(table.columns, kind="stable")
    turned = _Table(table.columns[order], table.rows[order], table.values[order])
    size = min(_N_NUMBERS, n, n_words)
    basis = np.random.default_rng(_SEED).standard_normal((n_words, size)).astype(np.float32)
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(_times(turned, _times(table, basis, n), n_words))[0]
    return _times(table, basis, n)


def _times(table: _Table, dense: Real32, n: int) -> Real32:
    """The product; a part at a time, so that it never takes more than 12 MB over its outcome."""
    made = np.zeros((n, dense.shape[1]), np.float32)
    for at in range(0, len(table.rows), _AT_ONCE):
        rows, columns, values = (each[at : at + _AT_ONCE] for each in table)
        first = np.flatnonzero(np.diff(rows, prepend=-1))
        made[rows[first]] += np.add.reduceat(dense[columns] * values[:, None], first)
    return made


def _unit(rows: Real32) -> Real32:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Real32 = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return made
