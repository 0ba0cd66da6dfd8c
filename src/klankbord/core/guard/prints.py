"""Fingerprints of documents: a copied stretch is found, and nothing can be read back.

Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003): of every 8 overlapping stretches of 16 letters one is chosen, by the
text itself. So two texts that share 23 letters share a print, and with 31 letters two. Only letters
and digits count, as a reader takes them: marks, spaces, case, accents and invisible characters do
not hide a copy.

What is kept of a stretch is a keyed hash (BLAKE2b, RFC 7693) of 8 bytes, and the choice is keyed
too: who has the prints without the key cannot even find out whether a guessed text is among them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.guard.background import SET_PHRASES
from klankbord.core.text.fold import FOLDS

LETTERS: Final = 16
WINDOW: Final = 8
COVERED: Final = 26
"""Letters that a copy without a gap covers at least; common phrases of a language are shorter."""
LEAST: Final = 4
"""Prints of one document that stand close together, where words between them were changed."""
CERTAIN: Final = COVERED + 2 * (WINDOW - 1)
"""A copied stretch of so many letters and digits is always found: the first print begins among its
first 8 stretches of 16, the last among its last 8, and none between is more than 8 further."""
FEWEST: Final = (CERTAIN - LETTERS + 1) // WINDOW
"""Prints of a text that is just long enough to be found again; a shorter one guards nothing."""
_GAP: Final = 3 * LETTERS
_KEY_BYTES: Final = 64

Prints = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Printed:
    """The prints of one text: where each begins among its letters, and its place in characters."""

    prints: Prints
    letters: Places
    starts: Places
    ends: Places


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` of a text stand in a document; `n_prints` say so."""

    document: int
    start: int
    end: int
    n_prints: int


class Printer:
    """Makes prints with one key (1 to 64 bytes); without the same key prints never meet."""

    def __init__(self, key: bytes) -> None:
        if not 1 <= len(key) <= _KEY_BYTES:
            raise ValueError(len(key))
        self._key = key
        seed = hashlib.blake2b(b"choice", key=key, digest_size=8).digest()
        self._seed = np.uint64(int.from_bytes(seed, "little") | 1)

    def prints_of(self, text: str) -> Printed:
        """The chosen stretches of a text, in its order; none where it has fewer than 16 letters."""
        letters, places = _letters(text)
        n = len(letters) - LETTERS + 1
        if n < 1:
            none = np.empty(0, np.int64)
            return Printed(np.empty(0, np.uint64), none, none, none)
        chosen = _winnowed(self._ranks(letters))
        digests = [self._digest(letters[at : at + LETTERS]) for at in chosen.tolist()]
        return Printed(
            np.array(digests, np.uint64),
            chosen,
            places[chosen],
            places[chosen + LETTERS - 1] + 1,
        )

    def background(self) -> Prints:
        """Every stretch of the set phrases: no choice is made, for words around them change it."""
        stretches = {
            letters[at : at + LETTERS]
            for letters in (_letters(phrase)[0] for phrase in SET_PHRASES)
            for at in range(len(letters) - LETTERS + 1)
        }
        return np.array([self._digest(each) for each in sorted(stretches)], np.uint64)

    def _digest(self, letters: str) -> int:
        made = hashlib.blake2b(
            letters.encode("utf-8", "surrogatepass"), key=self._key, digest_size=8
        )
        return int.from_bytes(made.digest(), "little")

    def _ranks(self, letters: str) -> Prints:
        """A number for each stretch, by which one of eight is chosen."""
        codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), np.uint32)
        n = len(codes) - LETTERS + 1
        ranks = np.zeros(n, np.uint64)
        for at in range(LETTERS):
            ranks = ranks * np.uint64(0x100000001B3) + codes[at : at + n].astype(np.uint64)
        ranks = (ranks ^ (ranks >> np.uint64(29))) * self._seed
        mixed: Prints = ranks ^ (ranks >> np.uint64(32))
        return mixed


def _letters(text: str) -> tuple[str, Places]:
    """Letters and digits as they are compared, and where each stands in the text."""
    pairs = [
        (letter, at) for at, char in enumerate(text) for letter in FOLDS[ord(char)] if letter != " "
    ]
    return "".join(letter for letter, _ in pairs), np.array([at for _, at in pairs], np.int64)


def _winnowed(ranks: Prints) -> Places:
    """The places of the smallest rank in every window, the last one of equals, each once."""
    if len(ranks) <= WINDOW:
        return np.array([len(ranks) - 1 - int(np.argmin(ranks[::-1]))], np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(ranks, WINDOW)
    last = WINDOW - 1 - np.argmin(windows[:, ::-1], axis=1)
    return np.unique(np.arange(len(windows), dtype=np.int64) + last)


@dataclass(frozen=True)
class PrintIndex:
    """The prints of many documents, sorted; numbers of documents are those of the giver.

    Ten million prints, of ten thousand documents of 5,000 characters, take 120 MB.
    """

    prints: Prints = field(default_factory=lambda: np.empty(0, np.uint64))
    documents: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    public: Prints = field(default_factory=lambda: np.empty(0, np.uint64))

    @classmethod
    def of(
        cls, documents: Iterable[tuple[int, Prints]], public: Sequence[Prints] = ()
    ) -> "PrintIndex":
        """Put documents together; what stands in a `public` text too is nobody's secret."""
        given = list(documents)
        if not given:
            return cls()
        prints = np.concatenate([each for _, each in given])
        numbers = np.concatenate([np.full(len(each), number, np.int32) for number, each in given])
        order = np.argsort(prints, kind="stable")
        open_ones = np.unique(np.concatenate(public)) if public else np.empty(0, np.uint64)
        return cls(prints[order], numbers[order], open_ones)

    def stretches(self, text: Printed) -> list[Stretch]:
        """Where a text copies documents, by document and place.

        A run of prints of one document is a stretch where it covers 26 letters without a gap, or
        has 4 prints less than 48 letters apart: a changed word breaks no copy, a phrase makes none.
        """
        positions, numbers = self._met(text.prints)
        order = np.lexsort((positions, numbers))
        found: list[Stretch] = []
        run: list[int] = []
        number = -1
        for at, document in zip(positions[order].tolist(), numbers[order].tolist(), strict=True):
            if document != number or (run and text.letters[at] - text.letters[run[-1]] > _GAP):
                found += _stretch(number, run, text)
                run, number = [], document
            run.append(at)
        return found + _stretch(number, run, text)

    def _met(self, prints: Prints) -> tuple[Places, npt.NDArray[np.int32]]:
        """Pairs of (place among `prints`, document) that share a print."""
        first = np.searchsorted(self.prints, prints, "left")
        n_each = np.searchsorted(self.prints, prints, "right") - first
        n_each[np.isin(prints, self.public)] = 0
        positions = np.repeat(np.arange(len(prints)), n_each)
        within = np.arange(len(positions)) - np.repeat(np.cumsum(n_each) - n_each, n_each)
        return positions, self.documents[np.repeat(first, n_each) + within]


def _stretch(document: int, run: list[int], text: Printed) -> list[Stretch]:
    if not run or not (_n_different(run, text) >= LEAST or _covers_enough(run, text)):
        return []
    return [Stretch(document, int(text.starts[run[0]]), int(text.ends[run[-1]]), len(run))]


def _n_different(run: list[int], text: Printed) -> int:
    return len(set(text.prints[run].tolist()))


def _covers_enough(run: list[int], text: Printed) -> bool:
    """Whether some part of the run, with no gap that winnowing would not leave, is long enough."""
    first = before = text.letters[run[0]]
    for at in text.letters[run[1:]].tolist():
        if at - before > WINDOW:
            first = at
        before = at
        if before - first + LETTERS >= COVERED:
            return True
    return False
