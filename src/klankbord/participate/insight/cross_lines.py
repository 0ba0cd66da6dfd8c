"""The cross table as people see it: names, numbers, and the list behind each number."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.participate.insight.cross_table import Chosen, CrossTable, Row, Side
from klankbord.participate.insight.links import Link, mentions_url
from klankbord.participate.stakeholders.queries import group_name
from klankbord.participate.topics.listing import platform_name


@dataclass(frozen=True)
class Head:
    """A name beside or above the table; `url` looks at it alone."""

    name: str
    url: str


@dataclass(frozen=True)
class Line:
    """One row: its name, a number for each column, and all of it."""

    head: Head
    total: Link
    numbers: list[Link] = field(default_factory=list)


class Shown:
    """A cross table in words, with its addresses."""

    def __init__(self, table: CrossTable) -> None:
        self._table = table
        self._names = {str(row.topic.pk): row.topic.name for row in table.figures.topics}

    @property
    def corner(self) -> str:
        """What the names of the lines are."""
        return side_name(self._table.row_side)

    @property
    def across(self) -> str:
        """What the names of the columns are."""
        return side_name(self._table.column_side)

    @property
    def columns(self) -> list[Head]:
        """The names above."""
        return [self._head(self._table.column_side, key) for key in self._table.columns]

    @property
    def lines(self) -> list[Line]:
        """The lines, each number with the list that it counts."""
        return [self._line(row) for row in self._table.rows]

    @property
    def cells(self) -> list[tuple[str, str, int]]:
        """(name of the line, name of the column, number), for the picture.

        Those whose group is not known are most of all nearly everywhere: beside them nothing shows.
        """
        rows, columns = self._table.row_side, self._table.column_side
        return [
            (self.name(rows, row.key), self.name(columns, key), row.numbers.get(key, 0))
            for row in self._table.rows
            if row.key
            for key in self._table.columns
        ]

    def name(self, side: Side, key: str) -> str:
        """What a group, topic or platform is called."""
        match side:
            case Side.WHO:
                return group_name(key) or _("not known")
            case Side.WHAT:
                return self._names.get(key, "")
            case Side.WHERE:
                return platform_name(key)

    def _line(self, row: Row) -> Line:
        rows, columns = self._table.row_side, self._table.column_side
        here = self._table.chosen.narrowed(rows, row.key)
        return Line(
            self._head(rows, row.key),
            self._link(here, row.total, is_known=bool(row.key)),
            [
                self._link(
                    here.narrowed(columns, key),
                    row.numbers.get(key, 0),
                    is_known=bool(row.key) and bool(key),
                )
                for key in self._table.columns
            ],
        )

    def _link(self, chosen: Chosen, n: int, *, is_known: bool) -> Link:
        """Of those whose group is not known there is no list: nothing says who they are."""
        url = mentions_url(self._table.figures.period, **chosen.params) if is_known and n else ""
        return Link("", n, url)

    def _head(self, side: Side, key: str) -> Head:
        chosen = self._table.chosen.narrowed(side, key)
        is_news = bool(key) and chosen != self._table.chosen
        return Head(self.name(side, key), self.address(chosen) if is_news else "")

    def address(self, chosen: Chosen) -> str:
        """The cross table of the same period with something else chosen."""
        asked = urlencode(self._table.figures.choices | chosen.params)
        return f"{reverse('insight:cross-table')}?{asked}"


def side_name(side: Side) -> str:
    """A side in the reader's words."""
    return {Side.WHO: _("Group"), Side.WHAT: _("Topic"), Side.WHERE: _("Platform")}[side]


def cross_headline(table: CrossTable) -> str:
    """How much there is, and of how much of it we know who said it."""
    words = {
        "n": number_format(table.n_all, force_grouping=True),
        "known": number_format(table.n_known, force_grouping=True),
        "percent": number_format(round(100 * table.n_known / max(table.n_all, 1))),
    }
    return (
        ngettext(
            "%(n)s mention; of %(known)s (%(percent)s %%) we know from which group it came.",
            "%(n)s mentions; of %(known)s (%(percent)s %%) we know from which group they came.",
            table.n_all,
        )
        % words
    )
