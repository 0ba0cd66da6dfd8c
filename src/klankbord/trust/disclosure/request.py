"""The words of the gateway: what is asked, what is answered, and why not."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

FLOOR = 5  # nobody can set a least number under this
LEAST_AUTHORS = 5
SHORTEST_ROUND = dt.timedelta(days=6, hours=23)  # a week, also when the clock is put forward
SAMPLE = "sample."  # attributes that begin so are of people who were never there
MEMORY = dt.timedelta(days=400)  # a year and a month: longer than people remember a figure


class Kind(StrEnum):
    """What sort of statistic it is; each has its own least number of people."""

    SCORE = "score"  # the mean over those who answered
    SHARE = "share"  # the part of a group that did something
    THEME = "theme"  # how many messages of a group are about something


LEAST = {Kind.SCORE: 10, Kind.SHARE: 10, Kind.THEME: 20}


class Reason(StrEnum):
    """Why there is no figure."""

    ROUND_RUNNING = "round-running"
    ROUND_TOO_SHORT = "round-too-short"
    ROUND_LONG_AGO = "round-long-ago"
    TOO_FEW = "too-few"
    LEFTOVER = "leftover"
    CHANGED_TOO_LITTLE = "changed-too-little"
    MEMORY_LOST = "memory-lost"


@dataclass(frozen=True)
class Measure:
    """What is measured of a person.

    `attribute` names the thing about the person, not the screen: two rooms that show the same thing
    use the same attribute, so that their answers cannot be subtracted. `scale` is lowest, highest.
    """

    attribute: str
    kind: Kind
    scale: tuple[float, float] = (0, 1)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One question: a measure over a population split into groups, for one closed round.

    `groups` gives the member keys of each group by its label; they may overlap and be nested.
    `values` gives what is measured by member key. In a share or a theme, a member of a group
    without a value counts as nought; in a score, as somebody who did not answer. Neither is kept.
    """

    measure: Measure
    partition: str
    round: str
    closes_at: dt.datetime
    groups: Mapping[str, Collection[str]]
    values: Mapping[str, float]


@dataclass(frozen=True)
class Figure:
    """What may be told: rounded, and never "all" or "nobody".

    `edge` is -1 or 1 if it stands for "this or less", "this or more"; `n_about` is the number of
    people, rounded; `cohort` is the earlier round whose people it is about, if not this round's.
    """

    value: float
    n_about: int
    edge: int = 0
    cohort: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why there is no figure, and how many people it would take."""

    reason: Reason
    least: int = 0


@dataclass(frozen=True)
class Answer:
    """The figures of one closed round by group; the same question has the same answer."""

    round: str
    closed_on: dt.date
    figures: Mapping[str, Figure | Refusal]
