"""What a batch of posts holds, as sorted numbers (post, atom), and where words stand."""

from collections.abc import Sequence
from itertools import repeat
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from klankbord.core.match.atoms import PUBLISHED, Atoms, moment_number
from klankbord.core.match.columns import Spelled, fact_codes, value_columns
from klankbord.core.match.facts import NO_FACTS, Facts, number_for
from klankbord.core.match.spread import Marks, Numbers, spread, unique
from klankbord.core.match.values import FACT_FIELDS
from klankbord.core.match.wordindex import PatternIndex, WordIndex
from klankbord.core.match.wordtable import WordTable
from klankbord.core.post import Post
from klankbord.core.text.batches import Texts, texts_of, words_in

AT_ONCE: Final = 6_000
"""Posts that are looked at together: enough to share the work, few enough to stay near."""
_SMALL: Final = 1 << 31
_ROOM_EACH: Final = 4
_FREE: Final = -1
_PAST_ALL: Final = 1 << 62
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


class Gathered(NamedTuple):
    """What some posts say, without the posts: their texts, and a class for the value of each field.

    `facts` are post x number of atoms + atom, `counts[field, post]` numbers.
    """

    texts: Texts
    classes: list[Numbers]
    facts: list[Numbers]
    counts: np.ndarray

    @property
    def n_posts(self) -> int:
        """How many posts."""
        return len(self.texts.sizes)


class Reader:
    """Turns batches into what they hold; made for one set of atoms."""

    def __init__(self, atoms: Atoms, counted: Sequence[str]) -> None:
        self._n_atoms = len(atoms)
        # A stretch is added whole before it is looked at: up to twice as many.
        self._code = np.int32 if 2 * AT_ONCE * len(atoms) < _SMALL else np.int64
        any_tag = PatternIndex(atoms.values.get("has", {})).find("hashtag")
        self._words = WordTable(atoms.words, atoms.values.get("hashtag", {}), any_tag)
        self._pairs = PairIndex(atoms)
        self._columns = value_columns(
            {field: numbers for field, numbers in atoms.values.items() if field not in FACT_FIELDS}
        )
        self._facts = {
            field: WordIndex(numbers)
            for field, numbers in atoms.values.items()
            if field in FACT_FIELDS
        }
        self._is_placed = np.zeros(len(atoms), bool)
        self._is_placed[[*atoms.placed]] = True
        self._counted = counted

    def gather(self, posts: Sequence[Post], facts: Sequence[Facts] | None) -> Gathered:
        """Take what is needed from some posts; `facts[i]` is what others know of post i.

        Once read, a post lies spread over memory that others want: it is looked at only here.
        """
        texts = texts_of(posts)
        batch = Spelled(posts, texts.signs)
        known = [
            np.array(fact_codes(field, index, posts, facts, self._n_atoms), np.int64)
            for field, index in self._facts.items()
            if facts is not None
        ]
        counts = np.full((len(self._counted), len(posts)), np.nan)
        for row, field in enumerate(self._counted):
            counts[row] = _numbers(field, posts, facts)
        return Gathered(texts, [each.classes_of(batch) for each in self._columns], known, counts)

    def read(self, several: Sequence[Gathered]) -> "Held":
        """What all posts together hold; once for what was gathered."""
        words = words_in([each.texts for each in several])
        classes = self._words.look_up(words)
        owner: Numbers = np.repeat(np.arange(len(words.counts), dtype=self._code), words.counts)
        atoms = self._words.atoms
        at = np.flatnonzero(classes)
        known = classes[at]
        row, place = spread(atoms.starts[known], atoms.counts[known])
        found, word_at = atoms.flat[place], at[row]
        codes: Numbers = owner[word_at] * self._n_atoms + found
        pair_posts, pair_atoms = self._pairs.find(self._words.plain.flat[classes], owner)
        parts: list[Numbers] = [codes, pair_posts * self._n_atoms + pair_atoms]
        parts.append(self._tags(classes[words.tags], owner[words.tags]))
        held: Numbers = np.concatenate(parts + self._values(several), dtype=self._code)
        placed = np.flatnonzero(self._is_placed[found])
        places = codes[placed].astype(np.int64) * PLACES
        places += self._positions(words.counts)[word_at[placed]]
        places.sort()
        counts = np.concatenate([each.counts for each in several], axis=1)
        return Held(held, places, words.counts, self._n_atoms, counts)

    def _tags(self, classes: Numbers, owner: Numbers) -> Numbers:
        """What words answer that are tags."""
        atoms = self._words.tags
        row, place = spread(atoms.starts[classes], atoms.counts[classes])
        codes: Numbers = owner[row] * self._n_atoms + atoms.flat[place]
        return codes

    @staticmethod
    def _positions(counts: Numbers) -> Numbers:
        ends = np.cumsum(counts)
        return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)

    def _values(self, several: Sequence[Gathered]) -> list[Numbers]:
        found = [
            column.codes(np.concatenate(classes), self._n_atoms)
            for column, classes in zip(
                self._columns, zip(*[each.classes for each in several], strict=True), strict=False
            )
        ]
        first = 0
        for each in several:
            found += [codes + first * self._n_atoms for codes in each.facts]
            first += each.n_posts
        return found


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
    """What a batch holds: `codes` are post x n_atoms + atom, each once and in no order.

    `counts[field, post]` are numbers, and `lengths` the numbers of words of the posts.
    """

    def __init__(
        self,
        codes: Numbers,
        places: Numbers,
        lengths: Numbers,
        n_atoms: int,
        counts: np.ndarray,
    ) -> None:
        size = 1 << max(_ROOM_EACH * len(codes), 1).bit_length()
        self._table = np.full(size, _FREE, codes.dtype)
        place = self._place(codes)
        self._table[place] = codes
        lost = np.flatnonzero(self._table[place] != codes)
        self._pushed_out = unique(codes[lost])
        self.codes = np.concatenate([self._kept_once(codes, place), self._pushed_out])
        self.counts = counts
        self.lengths = lengths
        self._n_atoms = n_atoms
        self._places = places
        whose = places // PLACES
        starts = np.flatnonzero(np.diff(whose, prepend=-1))
        self._placed = np.append(whose[starts], _PAST_ALL)
        self._place_starts = np.append(starts, 0)
        self._place_counts = np.diff(starts, append=[len(places), len(places)])

    def _kept_once(self, codes: Numbers, place: npt.NDArray[np.uint32]) -> Numbers:
        """Codes that stand in the table, without sorting: the last that came to its place."""
        order = np.arange(len(codes), dtype=np.int32)
        last = np.empty(len(self._table), np.int32)
        last[place] = order
        kept: Numbers = codes[last[place] == order]
        return kept

    def holds(self, posts: Numbers, atoms: Numbers) -> Marks:
        """Whether each post holds the atom beside it."""
        codes = posts.astype(self.codes.dtype, copy=False) * self._n_atoms + atoms
        met = self._table[self._place(codes)]
        made: Marks = met == codes
        if len(self._pushed_out):
            others = np.flatnonzero(~made & (met != _FREE))
            codes = codes[others]
            at = np.searchsorted(self._pushed_out, codes)
            at[at == len(self._pushed_out)] = 0
            made[others] = self._pushed_out[at] == codes
        return made

    def _place(self, codes: Numbers) -> npt.NDArray[np.uint32]:
        """Where a code stands in the table, unless a later one of the same place pushed it out."""
        shift = np.uint32(33 - len(self._table).bit_length())
        return (codes.astype(np.uint32) * _SCATTER) >> shift

    def positions(self, posts: Numbers, atoms: Numbers) -> tuple[Numbers, Numbers]:
        """Places of the words that answer an atom: which row asked, and the position."""
        asked = posts.astype(np.int64) * self._n_atoms + atoms
        at = np.searchsorted(self._placed, asked)
        is_there = self._placed[at] == asked
        row, place = spread(self._place_starts[at], self._place_counts[at] * is_there)
        return row, self._places[place] % PLACES
