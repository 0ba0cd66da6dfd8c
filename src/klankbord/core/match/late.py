"""Questions asked last, of the few queries and posts that are left: NEAR, phrases, exact case."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from klankbord.core.match.atoms import Atoms
from klankbord.core.match.closures import Sight
from klankbord.core.match.facts import NO_FACTS, Facts
from klankbord.core.match.held import PLACES, Held
from klankbord.core.match.positions import MOST_PLACES
from klankbord.core.match.spread import Marks, Numbers, Rows, row_starts, slices, spread, unique
from klankbord.core.post import Post
from klankbord.core.text.tokens import post_words

_MOST_PLACES: Final = 1_000_000
"""Positions looked at together; a hostile post costs time for its own length, never memory."""


class Nears:
    """NEAR between words, for many posts at once."""

    def __init__(self, atoms: Atoms) -> None:
        self.left, self.right = Rows(), Rows()
        self.row = np.zeros(len(atoms), np.int64)
        rules = []
        for atom, near in atoms.nears.items():
            self.row[atom] = self.left.append(near.left)
            self.right.append(near.right)
            rules.append((near.distance, near.is_ordered))
        self.distance, self.is_ordered = np.array(rules, np.int64).reshape(-1, 2).T

    def hold(self, held: Held, posts: Numbers, atoms: Numbers) -> Marks:
        """Whether the words of each NEAR stand near each other in the post beside it."""
        made = np.zeros(len(posts), bool)
        for some in slices(held.lengths[posts], _MOST_PLACES):
            made[some] = self._hold(held, posts[some], self.row[atoms[some]])
        return made

    def _hold(self, held: Held, posts: Numbers, rows: Numbers) -> Marks:
        left = _places(held, posts, self.left, rows)
        right = _places(held, posts, self.right, rows)
        made = _followed(left, right, rows, self.distance)
        free = ~self.is_ordered[rows].astype(bool)
        if free.any():
            made |= free & _followed(right, left, rows, self.distance)
        return made


def _places(held: Held, posts: Numbers, sides: Rows, rows: Numbers) -> Numbers:
    """Row x PLACES + position of each word of one side, in order and each once."""
    owner, place = spread(sides.starts[rows], sides.counts[rows])
    row, position = held.positions(posts[owner], sides.flat[place])
    places = unique(owner[row].astype(np.int64) * PLACES + position)
    return places[_within_most(places)]


def _within_most(places: Numbers) -> Marks:
    """The first places of each row: no post can take for ever."""
    first = np.searchsorted(places, (places // PLACES) * PLACES)
    made: Marks = np.arange(len(places)) - first < MOST_PLACES
    return made


def _followed(ones: Numbers, others: Numbers, rows: Numbers, distance: Numbers) -> Marks:
    """Rows where one of the first stands before one of the second, and not too far."""
    made = np.zeros(len(rows), bool)
    if len(ones) and len(others):
        at = np.searchsorted(others, ones, side="right")
        is_there = at < len(others)
        ones, at = ones[is_there], at[is_there]
        row = ones // PLACES
        made[row[others[at] - ones <= distance[rows[row]]]] = True
    return made


class Loose:
    """Loose phrases of words, for many posts at once."""

    def __init__(self, atoms: Atoms) -> None:
        self.words = Rows()
        self._before = Rows()  # how many parts before it ask for the same word
        self.row = np.zeros(len(atoms), np.int64)
        for atom, loose in atoms.loose.items():
            self.row[atom] = self.words.append(loose.words)
            self._before.append(
                tuple(at - loose.words.index(word) for at, word in enumerate(loose.words))
            )
        self.longest = np.array([loose.longest for loose in atoms.loose.values()], np.int64)

    def hold(self, held: Held, posts: Numbers, atoms: Numbers) -> Marks:
        """Whether the words of each phrase stand close together in the post beside it."""
        rows = self.row[atoms]
        n_words = self.words.counts[rows]
        made = np.zeros(len(posts), bool)
        for some in slices(held.lengths[posts] * n_words, _MOST_PLACES):
            made[some] = self._hold(held, posts[some], rows[some])
        return made

    def _hold(self, held: Held, posts: Numbers, rows: Numbers) -> Marks:
        """From each word that is there: do the next of all parts stand close enough?"""
        n_words = self.words.counts[rows]
        first_part = np.cumsum(n_words) - n_words
        owner, place = spread(self.words.starts[rows], n_words)
        part, position = held.positions(posts[owner], self.words.flat[place])
        places = part.astype(np.int64) * PLACES + position
        places = places[_within_most(places)]
        begins = owner[places // PLACES]
        row, asked = spread(first_part[begins], n_words[begins])
        start = (places % PLACES)[row]
        at = np.searchsorted(places, asked.astype(np.int64) * PLACES + start)
        at += self._before.flat[place][asked]
        is_there = at < len(places)
        met = places[np.where(is_there, at, 0)] if len(places) else at
        is_close = is_there & (met // PLACES == asked)
        is_close &= met % PLACES - start < self.longest[rows[begins]][row]
        made = np.zeros(len(posts), bool)
        if len(row):
            holds = np.logical_and.reduceat(is_close, row_starts(n_words[begins])[:-1])
            made[begins[holds]] = True
        return made


class Judge:
    """Tests that are tried post by post; what a test sees of a post is made once."""

    def __init__(self, atoms: Atoms) -> None:
        self._tests = atoms.tests
        self._vocabulary = atoms.vocabulary

    def hold(
        self,
        post_at: Callable[[int], Post],
        facts: Sequence[Facts] | None,
        asked: Numbers,
        atoms: Numbers,
    ) -> Marks:
        """Answers for post `asked[i]` and test `atoms[i]`; `post_at` is asked once for each."""
        sights: dict[int, Sight] = {}
        made = []
        for at, atom in zip(asked.tolist(), atoms.tolist(), strict=True):
            sight = sights.get(at)
            if sight is None:
                known = NO_FACTS if facts is None else facts[at]
                post = post_at(at)
                sight = sights[at] = Sight(post, post_words(post), known, self._vocabulary)
            made.append(self._tests[atom](sight))
        return np.array(made, bool)
