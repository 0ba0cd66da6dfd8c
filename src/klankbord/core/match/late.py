"""Questions asked last, of the few queries and posts that are left: NEAR, phrases, exact case."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from klankbord.core.match.atoms import Atoms
from klankbord.core.match.closures import Sight
from klankbord.core.match.facts import NO_FACTS, Facts
from klankbord.core.match.held import PLACES, Held
from klankbord.core.match.positions import MOST_PLACES
from klankbord.core.match.spread import Marks, Numbers, Rows, slices, spread, unique
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
    first = np.searchsorted(places, (places // PLACES) * PLACES)
    return places[np.arange(len(places)) - first < MOST_PLACES]


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


class Judge:
    """Tests that are tried post by post; what a test sees of a post is made once."""

    def __init__(self, atoms: Atoms) -> None:
        self._tests = atoms.tests
        self._vocabulary = atoms.vocabulary

    def hold(
        self,
        posts: Sequence[Post],
        facts: Sequence[Facts] | None,
        asked: Numbers,
        atoms: Numbers,
    ) -> Marks:
        """Answers for post `asked[i]` and test `atoms[i]`."""
        sights: dict[int, Sight] = {}
        made = []
        for at, atom in zip(asked.tolist(), atoms.tolist(), strict=True):
            sight = sights.get(at)
            if sight is None:
                known = NO_FACTS if facts is None else facts[at]
                post = posts[at]
                sight = sights[at] = Sight(post, post_words(post), known, self._vocabulary)
            made.append(self._tests[atom](sight))
        return np.array(made, bool)
