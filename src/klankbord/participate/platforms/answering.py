"""How we answer on each platform, told by the rooms that do; they fill this register themselves.

Whoever answers stands above this room, which may not look up to them: they say what they did.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from klankbord.participate.insight.period import Period


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What wanted an answer on one platform, what got one, and where more is told of it.

    `half_within` is how long it took until half had an answer, in hours that we are open; None
    where not half has one.
    """

    n_asked: int
    n_answered: int
    half_within: dt.timedelta | None
    url: str


Teller = Callable[[Period, dt.datetime], Mapping[str, Answered]]
_TELLERS: Final[list[Teller]] = []


def offer_answers(teller: Teller) -> None:
    """Have a room asked how it answers; it gives platform → answered."""
    _TELLERS.append(teller)


def answers(period: Period, *, at: dt.datetime) -> dict[str, Answered]:
    """How we answer on each platform; where two rooms answer, the later one is shown."""
    found: dict[str, Answered] = {}
    for teller in _TELLERS:
        found.update(teller(period, at))
    return found
