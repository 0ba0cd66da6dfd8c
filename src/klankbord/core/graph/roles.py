"""What people do for a conversation: start it, carry it on, connect circles, be turned to.

Counts first, and the acts behind each count: nothing here is one score of influence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from klankbord.core.graph.links import Links, Whole

Marks = npt.NDArray[np.bool_]


class Act(IntEnum):
    """What one person did with another."""

    ANSWERED = 0
    REPEATED = 1
    NAMED = 2


@dataclass(frozen=True)
class Acts:
    """Act i: `actors[i]` did `kinds[i]` with `targets[i]`, both from 0 to `n` - 1 and not the same.

    `posts[i]` numbers the message that was answered or repeated, -1 where only a name was given;
    `begins[i]` says that this message was itself no answer and no repeat.
    """

    n: int
    actors: Whole
    targets: Whole
    kinds: Whole
    posts: Whole
    begins: Marks

    @property
    def links(self) -> Links:
        """The same as links of weight 1."""
        return Links(self.n, self.actors, self.targets, np.ones(len(self.actors)))


@dataclass(frozen=True)
class Counted:
    """Counts of one role for everybody: people, times, and messages or people of another circle."""

    people: Whole
    times: Whole
    besides: Whole
    where: Whole
    """For who bridges, the other circle; else their own."""
    acts_of: Callable[[int], Whole]
    """Which acts were counted for one person."""


def starters(acts: Acts, circle: Whole) -> Counted:
    """Whose own messages others answered or repeated; `besides` counts those messages."""
    kept = np.flatnonzero(acts.begins & (acts.kinds != Act.NAMED))
    targets, actors, posts = acts.targets[kept], acts.actors[kept], acts.posts[kept]
    return Counted(
        people=_different(targets, actors, acts.n),
        times=np.bincount(targets, minlength=acts.n),
        besides=_different(targets, posts, acts.n),
        where=circle,
        acts_of=lambda who: kept[targets == who],
    )


def carriers(acts: Acts, circle: Whole) -> Counted:
    """Who repeats what others say; `besides` counts the messages."""
    kept = np.flatnonzero(acts.kinds == Act.REPEATED)
    actors, targets, posts = acts.actors[kept], acts.targets[kept], acts.posts[kept]
    return Counted(
        people=_different(actors, targets, acts.n),
        times=np.bincount(actors, minlength=acts.n),
        besides=_different(actors, posts, acts.n),
        where=circle,
        acts_of=lambda who: kept[actors == who],
    )


def trusted(acts: Acts, circle: Whole) -> Counted:
    """Who is answered, repeated or named by others of their own circle; `besides` is its size."""
    kept = np.flatnonzero(circle[acts.actors] == circle[acts.targets])
    targets, actors = acts.targets[kept], acts.actors[kept]
    return Counted(
        people=_different(targets, actors, acts.n),
        times=np.bincount(targets, minlength=acts.n),
        besides=np.bincount(circle)[circle] if acts.n else circle,
        where=circle,
        acts_of=lambda who: kept[targets == who],
    )


def bridges(acts: Acts, circle: Whole) -> Counted:
    """Who has to do with people of two circles: `people` of their own, `besides` of the other.

    The other circle is the one where they know most people.
    """
    one = np.concatenate([acts.actors, acts.targets])
    other = np.concatenate([acts.targets, acts.actors])
    pairs = np.unique(one * max(acts.n, 1) + other)
    one_of, other_of = np.divmod(pairs, max(acts.n, 1))
    own = circle[one_of] == circle[other_of]
    where, besides = _other_circle(one_of[~own], circle[other_of[~own]], acts.n)
    people = np.bincount(one_of[own], minlength=acts.n)

    def acts_of(who: int) -> Whole:
        near = np.isin(circle, (circle[who], where[who]))
        with_them = (acts.actors == who) & near[acts.targets]
        by_them = (acts.targets == who) & near[acts.actors]
        return np.flatnonzero(with_them | by_them)

    times = np.bincount(one, minlength=acts.n)
    return Counted(people, times, besides, where, acts_of)


def _other_circle(people: Whole, circles: Whole, n: int) -> tuple[Whole, Whole]:
    """For everybody the circle that comes most often beside them, and how often; -1 and 0: none."""
    where, besides = np.full(n, -1), np.zeros(n, np.int64)
    if len(people):
        span = int(circles.max()) + 1
        keys, counts = np.unique(people * span + circles, return_counts=True)
        order = np.lexsort((-keys, counts))  # the last one written is the largest
        who, which = np.divmod(keys[order], span)
        where[who], besides[who] = which, counts[order]
    return where, besides


def _different(who: Whole, what: Whole, n: int) -> Whole:
    """How many different things each has."""
    if not len(who):
        return np.zeros(n, np.int64)
    span = int(what.max()) + 2
    pairs = np.unique(who * span + what + 1)
    counted: Whole = np.bincount(pairs // span, minlength=n)
    return counted
