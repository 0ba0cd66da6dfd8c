"""How a post comes before another: points for reasons that everybody can check, halved by age.

No model and no guess: the same input gives the same order, and the whole sum stands on the page.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

HALVES_IN = dt.timedelta(days=3)
MANY = 3  # colleagues who answered lately: from here on a post is talked about
MOST_COUNTED = 12


class Reason(StrEnum):
    """Why a post stands before what is as old."""

    TO_READ = "to-read"
    ANNOUNCED = "announced"
    NAMED = "named"
    ANSWERED = "answered"
    ASKED = "asked"
    TALKED = "talked"


POINTS = {
    Reason.TO_READ: 8,
    Reason.NAMED: 6,
    Reason.ANSWERED: 4,
    Reason.ASKED: 3,
    Reason.ANNOUNCED: 3,
}
"""A post has one point for itself; `TALKED` gives one a colleague from three on, up to ten."""


@dataclass(frozen=True)
class Because:
    """One reason, with what it gives; `n` is how many colleagues answered, where that is one."""

    reason: Reason
    points: int
    n: int = 0


@dataclass(frozen=True)
class Weighed:
    """One post with its reasons."""

    pk: int
    created_at: dt.datetime
    because: Sequence[Because] = ()

    @property
    def points(self) -> int:
        """What it has before its age counts."""
        return 1 + sum(each.points for each in self.because)


def talked_about(n_people: int) -> list[Because]:
    """Give points for colleagues who answered lately, if there are enough of them."""
    if n_people < MANY:
        return []
    return [Because(Reason.TALKED, min(n_people, MOST_COUNTED) - MANY + 1, n_people)]


def because(reason: Reason) -> Because:
    """Give the points of a reason that is there or not."""
    return Because(reason, POINTS[reason])


def ordered(posts: Sequence[Weighed]) -> list[Weighed]:
    """Put the weightiest first; of two that weigh the same, the newer one.

    Age halves all alike, so the order of two posts does not change by merely waiting: it is
    measured from the newest one, not from now.
    """
    if not posts:
        return []
    newest = max(each.created_at for each in posts)

    def weight(each: Weighed) -> tuple[float, dt.datetime, int]:
        halvings: float = (newest - each.created_at) / HALVES_IN
        return each.points * 0.5**halvings, each.created_at, each.pk

    return sorted(posts, key=weight, reverse=True)
