"""Word → class in arrays, so that all words of a batch are looked up at once.

Words that answer the same questions are of one class; class 0 answers none. A word is up to three
stretches of eight bytes, compared whole; longer words are rare and stand in a dictionary. With its
class they fill a row of 32 bytes, so that one look at memory tells all of a word. The place of a
word depends on numbers drawn at start, so that nobody can choose words that collide.
"""

import secrets
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.match.spread import Marks, Numbers, Rows
from klankbord.core.match.wordindex import PatternIndex
from klankbord.core.text.batches import BatchWords
from klankbord.core.text.words import LONGEST_WORD

MOST_KEPT: Final = 200_000
UNKNOWN: Final = -1
_FREE: Final = np.uint64(0)
_FIRST_SIZE: Final = 1 << 12
_PIECES: Final = 3
_PIECE: Final = 8
_MASKS: Final = np.array([(1 << 8 * n) - 1 for n in range(_PIECE + 1)], np.uint64)
_FACTORS: Final = np.array([secrets.randbits(64) | 1 for _ in range(_PIECES)], np.uint64)

Pieces = npt.NDArray[np.uint64]


class WordTable:
    """Classes of words, learned as they come; `atoms` are those of each class.

    `plain` is the atom that asks exactly for the word, or -1. `tags` are the atoms of the word
    where it is a tag; every tag answers `any_tag`.
    """

    def __init__(
        self, words: Mapping[str, int], tags: Mapping[str, int], any_tag: tuple[int, ...]
    ) -> None:
        self._index, self._tag_index, self._any_tag = (
            PatternIndex(words),
            PatternIndex(tags),
            any_tag,
        )
        self._forget()

    def _forget(self) -> None:
        self._numbers: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        self.atoms, self.plain, self.tags = Rows(), Rows(), Rows()
        self._number((), UNKNOWN, ())
        self._long: dict[bytes, int] = {}
        self._n_kept = 0
        self._empty(_FIRST_SIZE)

    def _empty(self, size: int) -> None:
        self._rows = np.zeros((size, _PIECES + 1), np.uint64)

    def look_up(self, words: BatchWords) -> Numbers:
        """The class of every word."""
        if self._n_kept + len(self._long) > MOST_KEPT:
            self._forget()
        pieces = word_pieces(words)
        _places, classes = self._find(pieces)
        is_long = words.lengths > _PIECES * _PIECE
        self._learn(words, np.flatnonzero((classes == UNKNOWN) & ~is_long), classes, pieces)
        for at in np.flatnonzero(is_long).tolist():
            classes[at] = self._long_class(_word_at(words, at))
        return classes

    def _find(self, pieces: Pieces) -> tuple[Numbers, Numbers]:
        """Where each word stands, or the free place where it would, and its class, if any."""
        places = _first_places(pieces, len(self._rows))
        numbers, is_settled = self._met(pieces, places)
        open_rows = np.flatnonzero(~is_settled)
        while len(open_rows):
            places[open_rows] = (places[open_rows] + 1) & (len(self._rows) - 1)
            some = self._met(pieces[:, open_rows], places[open_rows])
            numbers[open_rows], is_settled = some
            open_rows = open_rows[~is_settled]
        return places, numbers.astype(np.int64) - 1

    def _met(self, pieces: Pieces, places: Numbers) -> tuple[Pieces, Marks]:
        """The class + 1 that stands at each place, and whether it is that of the word or free."""
        kept = self._rows.take(places, axis=0)
        same: Marks = kept[:, 0] == pieces[0]
        for piece in range(1, _PIECES):
            same &= kept[:, piece] == pieces[piece]
        numbers = kept[:, _PIECES]
        same |= numbers == _FREE
        return numbers, same

    def _learn(self, words: BatchWords, rows: Numbers, classes: Numbers, pieces: Pieces) -> None:
        """Work out the class of new words, once each, and keep them."""
        if not len(rows):
            return
        starts, ends = words.starts[rows], words.starts[rows] + words.lengths[rows]
        met = [words.flat[at:end] for at, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        row_of = dict(zip(met, rows.tolist(), strict=True))
        fresh = {word: self._class_of(word) for word in row_of}
        classes[rows] = [fresh[word] for word in met]
        numbers = np.array([*fresh.values()], np.uint64) + np.uint64(1)
        self._keep(np.vstack([pieces[:, [*row_of.values()]], numbers]).T)

    def _keep(self, rows: Pieces) -> None:
        self._n_kept += len(rows)
        while 3 * self._n_kept > len(self._rows):
            old = self._rows[self._rows[:, _PIECES] != _FREE]
            self._empty(4 * len(self._rows))
            self._put(old)
        self._put(rows)

    def _put(self, rows: Pieces) -> None:
        """All words are different; of those that want one place the last gets it, then again."""
        while len(rows):
            places, _classes = self._find(rows[:, :_PIECES].T)
            self._rows[places] = rows
            rows = rows[(self._rows[places] != rows).any(axis=1)]

    def _class_of(self, word: bytes) -> int:
        whole = word.decode()
        text = whole[:LONGEST_WORD]
        plain = self._index.whole.get(text, UNKNOWN)
        return self._number(self._index.find(text), plain, self._tag_index.find(whole))

    def _long_class(self, word: bytes) -> int:
        number = self._long.get(word)
        if number is None:
            number = self._long[word] = self._class_of(word)
        return number

    def _number(self, atoms: tuple[int, ...], plain: int, tags: tuple[int, ...]) -> int:
        number = self._numbers.get((atoms, tags))
        if number is None:
            number = self._numbers[atoms, tags] = self.atoms.append(atoms)
            self.plain.append((plain,))
            self.tags.append((*tags, *self._any_tag))
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
