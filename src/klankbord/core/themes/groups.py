"""Texts that stand near each other, as themes: nearest neighbours, then the Leiden method."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.graph.circles import circles
from klankbord.core.graph.links import Links, Real
from klankbord.core.text.similar import Window, traces
from klankbord.core.themes.vectors import Encode, Real32, Whole, vectors

MOST: Final = 200_000
"""Texts at once: every two are compared, so that twice as many take four times as long."""
LEAST: Final = 5
"""Fewer texts are no theme."""
NO_THEME: Final = -1
_NEIGHBOURS: Final = 15
_LEAST_NEAR: Final = 0.1
_BLOCK: Final = 2_000_000  # comparisons at once: 24 MB


def themes(texts: Sequence[str], words: Sequence[Sequence[str]], meanings: Encode | None) -> Whole:
    """The number of its theme for each text, 0 for the largest; -1 where it belongs to none.

    `meanings` makes rows of length 1 from texts, as `encoder.encode` does; None: words alone.
    Copies go where their original goes. The same texts give the same themes.
    Raises ValueError over `MOST` texts.
    """
    if len(texts) > MOST:
        raise ValueError(len(texts))
    kept, place = np.unique(_originals(words), return_inverse=True)
    rows = vectors([texts[at] for at in kept], [words[at] for at in kept], meanings)
    return by_size(grouped(rows)[place], np.array([bool(each) for each in words], np.bool_))


def grouped(rows: Real32) -> Whole:
    """A group for each row of length 1; a row without neighbours stands alone."""
    sources, targets, near = _neighbours(rows)
    return circles(Links(len(rows), sources, targets, near**2))


def by_size(groups: Whole, is_said: npt.NDArray[np.bool_]) -> Whole:
    """Themes by number of texts; what is too small or says nothing has none."""
    found = np.full(len(groups), NO_THEME, np.int64)
    codes, first, counts = np.unique(groups[is_said], return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))
    for number, at in enumerate(order[counts[order] >= LEAST].tolist()):
        found[(groups == codes[at]) & is_said] = number
    return found


def _originals(words: Sequence[Sequence[str]]) -> Whole:
    """For each text the first that says the same or nearly so, itself where there is none."""
    window: Window[int] = Window(most=max(len(words), 1), span=0)
    found = window.place(range(len(words)), [0] * len(words), traces(words))
    firsts: list[int] = []
    for at, likeness in enumerate(found):
        firsts.append(firsts[likeness.of] if likeness else at)
    return np.array(firsts, np.int64)


def _neighbours(rows: Real32) -> tuple[Whole, Whole, Real]:
    n = len(rows)
    count = min(_NEIGHBOURS, n - 1)
    if count < 1:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    targets, near = [], []
    step = max(_BLOCK // n, 1)
    for at in range(0, n, step):
        block = rows[at : at + step] @ rows.T
        own = np.arange(len(block))
        block[own, at + own] = -2
        best = np.argpartition(block, n - count, axis=1)[:, n - count :]
        targets.append(best.ravel())
        near.append(np.take_along_axis(block, best, 1).ravel())
    sources, found = np.repeat(np.arange(n), count), np.concatenate(near).astype(np.float64)
    close = found >= _LEAST_NEAR
    return sources[close], np.concatenate(targets)[close], found[close]
