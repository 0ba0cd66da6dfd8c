"""Who says what, where: mentions by group of stakeholders, by topic and by platform."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Self

from klankbord.participate.insight.moods import topic_counts
from klankbord.participate.insight.queries import Figures
from klankbord.participate.insight.voices import Voices, voices_by_group
from klankbord.participate.stakeholders.queries import UNKNOWN, heard_by_group
from klankbord.participate.topics.filters import Filters

MOST_COLUMNS: Final = 8
MOST_ROWS: Final = 14  # all groups, and those who stand in none


class Side(StrEnum):
    """The three sides of the table."""

    WHO = "who"
    WHAT = "what"
    WHERE = "where"


@dataclass(frozen=True)
class Chosen:
    """What a reader chose of who, what and where; nothing of a side is all of it."""

    group: str = ""
    topic: int | None = None
    platform: str = ""

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> Self:
        """Take it from an address; what cannot be read is not chosen."""
        asked = Filters.read(params)
        return cls(asked.group, asked.topic, asked.platform)

    @property
    def params(self) -> dict[str, str]:
        """As it stands in an address."""
        found = {"group": self.group, "topic": self.topic, "platform": self.platform}
        return {name: str(value) for name, value in found.items() if value}

    def of(self, side: Side) -> str:
        """What is chosen of one side, as the table names it; "" is all of it."""
        match side:
            case Side.WHO:
                return self.group
            case Side.WHAT:
                return str(self.topic or "")
            case Side.WHERE:
                return self.platform

    def narrowed(self, side: Side, key: str) -> "Chosen":
        """The same with one side chosen."""
        match side:
            case Side.WHO:
                return replace(self, group=key)
            case Side.WHAT:
                return replace(self, topic=int(key) if key else None)
            case Side.WHERE:
                return replace(self, platform=key)


@dataclass(frozen=True)
class Cell:
    """How often a group ("": it is not known which) spoke of a topic on a platform."""

    group: str
    topic: int
    platform: str
    n: int

    def key(self, side: Side) -> str:
        """What it stands for on one side."""
        match side:
            case Side.WHO:
                return self.group
            case Side.WHAT:
                return str(self.topic)
            case Side.WHERE:
                return self.platform


@dataclass(frozen=True)
class Row:
    """One line of the table: `total` also counts what is about no topic, and each mention once."""

    key: str
    numbers: dict[str, int]
    total: int


class CrossTable:
    """Two sides of a period beside each other; the third is chosen, or all of it.

    Every mention counts, also a copy: who repeats something says it too. A colleague who did not
    choose to be shown stands with those whose group is not known.
    """

    def __init__(self, figures: Figures, chosen: Chosen) -> None:
        self.figures = figures
        self.chosen = chosen
        free = [side for side in Side if not chosen.of(side)]
        self.row_side, self.column_side = _sides(free)

    @property
    def narrowed(self) -> list[tuple[Side, str]]:
        """What is chosen, side by side."""
        return [(side, key) for side in Side if (key := self.chosen.of(side))]

    @cached_property
    def cells(self) -> list[Cell]:
        """Every number that the choice leaves, most first."""
        found = [cell for cell in self._all_cells if self._fits(cell)]
        return sorted(found, key=lambda cell: (-cell.n, cell.group, cell.topic, cell.platform))

    @cached_property
    def columns(self) -> list[str]:
        """The largest ones of the second side."""
        sums = _sums(self.cells, self.column_side)
        return sorted(sums, key=lambda key: (-sums[key], key))[:MOST_COLUMNS]

    @cached_property
    def rows(self) -> list[Row]:
        """The largest ones of the first side; who stands in no group comes last."""
        numbers: dict[str, Counter[str]] = {}
        for cell in self.cells:
            found = numbers.setdefault(cell.key(self.row_side), Counter())
            found[cell.key(self.column_side)] += cell.n
        totals = self._totals or {key: found.total() for key, found in numbers.items()}
        is_rest = self.row_side is Side.WHO
        order = sorted(
            (key for key, n in totals.items() if n),
            key=lambda key: (is_rest and key == UNKNOWN, -totals[key], key),
        )
        return [Row(key, dict(numbers.get(key, {})), totals[key]) for key in order[:MOST_ROWS]]

    @property
    def n_all(self) -> int:
        """Mentions that the choice leaves, of every group."""
        return sum(self._by_group.values())

    @property
    def n_known(self) -> int:
        """Those of people whose group is known."""
        return self.n_all - self._by_group.get(UNKNOWN, 0)

    @cached_property
    def _by_group(self) -> Mapping[str, int]:
        """Group → mentions: of a topic its matches, else all that was heard."""
        if self.chosen.topic:
            return _sums(self.cells, Side.WHO)
        heard = heard_by_group(since=self.figures.period.since, until=self.figures.period.until)
        only, group = self.chosen.platform, self.chosen.group
        return {
            each.group: each.platforms.get(only, 0) if only else each.n
            for each in heard
            if group in {"", each.group}
        }

    @property
    def _totals(self) -> Mapping[str, int]:
        """Where a line goes over topics its numbers do not add up: one mention is in several."""
        is_over_topics = Side.WHAT is self.column_side and self.row_side is Side.WHO
        return self._by_group if is_over_topics and not self.chosen.topic else {}

    @cached_property
    def _all_cells(self) -> list[Cell]:
        period = self.figures.period
        known = voices_by_group(since=period.since, until=period.until)
        return [Cell(*key, n) for key, n in (known + self._rest(known)).items()]

    def _rest(self, known: Voices) -> Voices:
        """What is left of each topic on each platform: nobody knows the group of who said it."""
        rest: Voices = Counter(
            {
                (UNKNOWN, topic, platform): n
                for topic, numbers in topic_counts(self.figures.period, "platform").items()
                for platform, n in numbers.items()
            }
        )
        for (_group, topic, platform), n in known.items():
            rest[UNKNOWN, topic, platform] -= n
        return +rest

    def _fits(self, cell: Cell) -> bool:
        return (
            cell.topic in self._topics
            and self.chosen.topic in {None, cell.topic}
            and self.chosen.group in {"", cell.group}
            and self.chosen.platform in {"", cell.platform}
        )

    @cached_property
    def _topics(self) -> frozenset[int]:
        """Topics that are looked at; drivers stand apart."""
        return frozenset(row.topic.pk for row in self.figures.topics)


def _sides(free: list[Side]) -> tuple[Side, Side]:
    """Which sides lie along the table: those of which nothing is chosen, if there are two."""
    match free:
        case [first, second, *_more]:
            return first, second
        case [only]:
            return only, Side.WHAT if only is not Side.WHAT else Side.WHERE
        case _:
            return Side.WHO, Side.WHAT


def _sums(cells: Iterable[Cell], side: Side) -> Counter[str]:
    found: Counter[str] = Counter()
    for cell in cells:
        found[cell.key(side)] += cell.n
    return found
