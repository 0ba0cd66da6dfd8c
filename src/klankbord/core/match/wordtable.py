"""Word → class in arrays, so that all words of a batch are looked up at once.

Words that answer the same questions are of one class; class 0 answers none. A word is up to three
stretches of eight bytes, compared whole; longer words are rare and stand in a dictionary. The
place of a word depends on numbers drawn at start, so that nobody can choose words that collide.
"""

import secrets
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.match.spread import Marks, Numbers, Rows
from klankbord.core.match.wordindex import PatternIndex
from klankbord.core.text.batches import BatchWords
from klankbord.core.text.words import LONGEST_WORD

MOST_KEPT: Final = 200_000
UNKNOWN: Final = -1
_FIRST_SIZE: Final = 1 << 12
_PIECES: Final = 3
_PIECE: Final = 8
_MASKS: Final = np.array([(1 << 8 * n) - 1 for n in range(_PIECE + 1)], np.uint64)
_FACTORS: Final = np.array([secrets.randbits(64) | 1 for _ in range(_PIECES)], np.uint64)

Pieces = npt.NDArray[np.uint64]


class WordTable:
    """Classes of words, learned as they come; `atoms` are those of each class.

    `plain` is the atom that asks exactly for the word, or -1.
    """

    def __init__(self, words: dict[str, int]) -> None:
        self._index = PatternIndex(words)
        self._forget()

    def _forget(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}
        self.atoms, self.plain = Rows(), Rows()
        self._number((), UNKNOWN)
        self._long: dict[bytes, int] = {}
        self._n_kept = 0
        self._empty(_FIRST_SIZE)

    def _empty(self, size: int) -> None:
        self.pieces = np.zeros((size, _PIECES), np.uint64)  # the pieces of a word stand together
        self.classes = np.full(size, UNKNOWN, np.int32)

    def look_up(self, words: BatchWords) -> Numbers:
        """The class of every word."""
        if self._n_kept + len(self._long) > MOST_KEPT:
            self._forget()
        pieces = word_pieces(words)
        found = self._places(pieces)
        classes = self.classes[found].astype(np.int64)
        is_long = words.lengths > _PIECES * _PIECE
        self._learn(words, np.flatnonzero((classes == UNKNOWN) & ~is_long), classes, pieces)
        for at in np.flatnonzero(is_long).tolist():
            classes[at] = self._long_class(_word_at(words, at))
        return classes

    def _places(self, pieces: Pieces) -> Numbers:
        """Where each word stands, or the free place where it would."""
        size = len(self.classes)
        places = _first_places(pieces, size)
        open_rows = np.flatnonzero(~self._is_settled(pieces, places))
        while len(open_rows):
            places[open_rows] = (places[open_rows] + 1) & (size - 1)
            settled = self._is_settled(pieces[:, open_rows], places[open_rows])
            open_rows = open_rows[~settled]
        return places

    def _is_settled(self, pieces: Pieces, places: Numbers) -> Marks:
        kept = self.pieces.take(places, axis=0)
        same: Marks = kept[:, 0] == pieces[0]
        for piece in range(1, _PIECES):
            same &= kept[:, piece] == pieces[piece]
        same |= self.classes[places] == UNKNOWN
        return same

    def _learn(self, words: BatchWords, rows: Numbers, classes: Numbers, pieces: Pieces) -> None:
        """Work out the class of new words, once each, and keep them."""
        if not len(rows):
            return
        starts, ends = words.starts[rows], words.starts[rows] + words.lengths[rows]
        met = [words.flat[at:end] for at, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        row_of = dict(zip(met, rows.tolist(), strict=True))
        fresh = {word: self._class_of(word) for word in row_of}
        classes[rows] = [fresh[word] for word in met]
        self._keep(pieces[:, [*row_of.values()]], np.array([*fresh.values()], np.int32))

    def _keep(self, pieces: Pieces, classes: npt.NDArray[np.int32]) -> None:
        self._n_kept += len(classes)
        while 3 * self._n_kept > len(self.classes):
            is_used = self.classes != UNKNOWN
            old = self.pieces[is_used].T, self.classes[is_used]
            self._empty(4 * len(self.classes))
            self._put(*old)
        self._put(pieces, classes)

    def _put(self, pieces: Pieces, classes: npt.NDArray[np.int32]) -> None:
        """All words are different; of those that want one place the last gets it, then again."""
        left = np.arange(len(classes))
        while len(left):
            places = self._places(pieces[:, left])
            self.pieces[places] = pieces[:, left].T
            self.classes[places] = classes[left]
            left = left[(self.pieces[places] != pieces[:, left].T).any(axis=1)]

    def _class_of(self, word: bytes) -> int:
        text = word.decode()[:LONGEST_WORD]
        return self._number(self._index.find(text), self._index.whole.get(text, UNKNOWN))

    def _long_class(self, word: bytes) -> int:
        number = self._long.get(word)
        if number is None:
            number = self._long[word] = self._class_of(word)
        return number

    def _number(self, atoms: tuple[int, ...], plain: int) -> int:
        number = self._numbers.get(atoms)
        if number is None:
            number = self._numbers[atoms] = self.atoms.append(atoms)
            self.plain.append((plain,))
        return number


def word_pieces(words: BatchWords) -> Pieces:
    """The first 24 bytes of each word as three numbers; bytes past its end are 0."""
    windows = np.ndarray(len(words.flat) - _PIECE + 1, "<u8", words.flat, strides=(1,))
    made = np.zeros((_PIECES, len(words.starts)), np.uint64)
    made[0] = windows[words.starts] & _MASKS[np.minimum(words.lengths, _PIECE)]
    for piece in range(1, _PIECES):
        longer = np.flatnonzero(words.lengths > piece * _PIECE)
        left = np.minimum(words.lengths[longer] - piece * _PIECE, _PIECE)
        made[piece, longer] = windows[words.starts[longer] + piece * _PIECE] & _MASKS[left]
    return made


def _first_places(pieces: Pieces, size: int) -> Numbers:
    mixed = pieces[0] * _FACTORS[0]
    mixed ^= pieces[1] * _FACTORS[1] + (mixed >> np.uint64(29))
    mixed ^= pieces[2] * _FACTORS[2] + (mixed >> np.uint64(31))
    mixed *= _FACTORS[0]
    places: Numbers = (mixed >> np.uint64(64 - (size.bit_length() - 1))).astype(np.int64)
    return places


def _word_at(words: BatchWords, at: int) -> bytes:
    start = int(words.starts[at])
    return words.flat[start : start + int(words.lengths[at])]
