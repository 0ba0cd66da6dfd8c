"""What a batch of posts holds, as sorted numbers (post, atom), and where words stand."""

from collections.abc import Sequence
from itertools import repeat
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.match.atoms import PUBLISHED, Atoms, moment_number
from klankbord.core.match.columns import Spelled, fact_codes, value_column
from klankbord.core.match.facts import NO_FACTS, Facts, number_for
from klankbord.core.match.spread import Marks, Numbers, spread, unique
from klankbord.core.match.values import FACT_FIELDS
from klankbord.core.match.wordindex import WordIndex
from klankbord.core.match.wordtable import WordTable
from klankbord.core.post import Post
from klankbord.core.text.batches import batch_words

AT_ONCE: Final = 2_500
"""Posts that are looked at together: enough to share the work, few enough to stay near."""
_SMALL: Final = 1 << 31
_ROOM_EACH: Final = 4
_FREE: Final = -1
_SCATTER: Final = np.uint32(2_654_435_769)
"""Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, 6.4)."""
PLACES: Final = 1 << 19
"""More than the words of one post; a batch has at most 2^20 posts and 2^24 atoms."""


class PairIndex:
    """Two words in a row that some query asks for."""

    def __init__(self, atoms: Atoms) -> None:
        n_atoms = len(atoms)
        keys = np.array([a * n_atoms + b for a, b in atoms.pairs], np.int64)
        order = np.argsort(keys)
        self._n_atoms = n_atoms
        self._keys = keys[order]
        self._numbers = np.fromiter(atoms.pairs.values(), np.int64, len(keys))[order]
        self._begins, self._ends = np.zeros((2, n_atoms + 1), bool)  # the last is for no atom
        for first, second in atoms.pairs:
            self._begins[first] = self._ends[second] = True

    def find(self, plain: Numbers, owner: Numbers) -> tuple[Numbers, Numbers]:
        """Posts and atoms of pairs; `plain` are atoms of words in a row, `owner` their posts."""
        is_pair = self._begins[plain[:-1]] & self._ends[plain[1:]]
        at = np.flatnonzero(is_pair & (owner[1:] == owner[:-1]))
        keys = plain[at].astype(np.int64) * self._n_atoms + plain[at + 1]
        place = np.searchsorted(self._keys, keys)
        place[place == len(self._keys)] = 0
        is_known = self._keys[place] == keys if len(self._keys) else np.zeros(len(at), bool)
        return owner[at[is_known]], self._numbers[place[is_known]]


class Reader:
    """Turns batches into what they hold; made for one set of atoms."""

    def __init__(self, atoms: Atoms, counted: Sequence[str]) -> None:
        self._n_atoms = len(atoms)
        self._code = np.int32 if AT_ONCE * len(atoms) < _SMALL else np.int64
        self._words = WordTable(atoms.words)
        self._pairs = PairIndex(atoms)
        self._columns = [
            value_column(field, numbers)
            for field, numbers in atoms.values.items()
            if field not in FACT_FIELDS
        ]
        self._facts = {
            field: WordIndex(numbers)
            for field, numbers in atoms.values.items()
            if field in FACT_FIELDS
        }
        self._is_placed = np.zeros(len(atoms), bool)
        self._is_placed[[*atoms.placed]] = True
        self._counted = counted

    def read(self, posts: Sequence[Post], facts: Sequence[Facts] | None) -> "Held":
        """Read a batch; `facts[i]` is what others know of post i."""
        words = batch_words(posts)
        classes = self._words.look_up(words)
        owner = np.repeat(np.arange(len(posts)), words.counts)
        atoms = self._words.atoms
        at = np.flatnonzero(classes)
        known = classes[at]
        row, place = spread(atoms.starts[known], atoms.counts[known])
        found = atoms.flat[place].astype(np.int64)
        word_at = at[row]
        codes: Numbers = (owner[word_at] * self._n_atoms + found).astype(self._code)
        pair_posts, pair_atoms = self._pairs.find(self._words.plain.flat[classes], owner)
        parts: list[Numbers] = [codes, pair_posts * self._n_atoms + pair_atoms]
        held = np.concatenate(parts + self._values(posts, facts), dtype=self._code)
        placed = np.flatnonzero(self._is_placed[found])
        places = codes[placed].astype(np.int64) * PLACES
        places += self._positions(words.counts)[word_at[placed]]
        places.sort(kind="stable")
        counted = self._counts(posts, facts)
        return Held(unique(held), places, words.counts, self._n_atoms, counted)

    @staticmethod
    def _positions(counts: Numbers) -> Numbers:
        ends = np.cumsum(counts)
        return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)

    def _values(self, posts: Sequence[Post], facts: Sequence[Facts] | None) -> list[Numbers]:
        batch = Spelled(posts)
        found = [column.find(batch, self._n_atoms) for column in self._columns]
        if facts is not None:
            found += [
                np.array(fact_codes(field, index, posts, facts, self._n_atoms), np.int64)
                for field, index in self._facts.items()
            ]
        return found

    def _counts(self, posts: Sequence[Post], facts: Sequence[Facts] | None) -> np.ndarray:
        made = np.full((len(self._counted), len(posts)), np.nan)
        for row, field in enumerate(self._counted):
            made[row] = _numbers(field, posts, facts)
        return made


def _numbers(
    field: str, posts: Sequence[Post], facts: Sequence[Facts] | None
) -> Sequence[float | None]:
    if field == PUBLISHED:
        return [moment_number(post.published_at) for post in posts]
    if field == "followers":
        return [post.author.followers for post in posts]
    if field == "engagement":
        acts = [post.engagement for post in posts]
        return [each.replies + each.reposts + each.likes for each in acts]
    known = repeat(NO_FACTS) if facts is None else facts
    return [number_for(field, post, each) for post, each in zip(posts, known, strict=False)]


class Held:
    """What a batch holds: `codes` are post x n_atoms + atom, `counts[field, post]` numbers.

    `lengths` are the numbers of words of the posts.
    """

    def __init__(
        self,
        codes: Numbers,
        places: Numbers,
        lengths: Numbers,
        n_atoms: int,
        counts: np.ndarray,
    ) -> None:
        self.codes = codes
        size = 1 << max(_ROOM_EACH * len(codes), 1).bit_length()
        self._table = np.full(size, _FREE, codes.dtype)
        self._table[self._place(codes)] = codes
        self.counts = counts
        self.lengths = lengths
        self._places = places
        self._n_atoms = n_atoms

    def holds(self, posts: Numbers, atoms: Numbers) -> Marks:
        """Whether each post holds the atom beside it."""
        codes = posts.astype(self.codes.dtype, copy=False) * self._n_atoms + atoms
        met = self._table[self._place(codes)]
        made: Marks = met == codes
        pushed_out = np.flatnonzero((met != codes) & (met != _FREE))
        codes = codes[pushed_out]
        at = np.searchsorted(self.codes, codes)
        at[at == len(self.codes)] = 0
        made[pushed_out] = self.codes[at] == codes
        return made

    def _place(self, codes: Numbers) -> npt.NDArray[np.uint32]:
        """Where a code stands in the table, unless another of the same place pushed it out."""
        shift = np.uint32(33 - len(self._table).bit_length())
        return (codes.astype(np.uint32) * _SCATTER) >> shift

    def positions(self, posts: Numbers, atoms: Numbers) -> tuple[Numbers, Numbers]:
        """Places of the words that answer an atom: which row asked, and the position."""
        first = (posts.astype(np.int64) * self._n_atoms + atoms) * PLACES
        starts = np.searchsorted(self._places, first)
        row, at = spread(starts, np.searchsorted(self._places, first + PLACES) - starts)
        return row, self._places[at] % PLACES
