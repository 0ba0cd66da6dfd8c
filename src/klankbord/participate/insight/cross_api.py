"""Who says what, where, for programs: the same numbers as in the table on the screen."""

import datetime as dt

from django.http import HttpRequest
from ninja import Schema

from klankbord.participate.insight.cross_views import table_of
from klankbord.participate.insight.declarations import OVERVIEW
from klankbord.participate.insight.views import TEAM
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.people.access import allow
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["overview"])


class CellOut(Schema):
    """Mentions of one topic by one group on one platform; a group of "" is not known."""

    group: str
    topic: int
    platform: str
    n: int


class LineOut(Schema):
    """One line of the table: `n` also counts what is about no topic, and each mention once."""

    key: str
    n: int
    numbers: dict[str, int]


class CrossTableOut(Schema):
    """Two of `who`, `what` and `where` beside each other; both ends of the period count."""

    since: dt.date
    until: dt.date
    n_mentions: int
    n_known: int
    lines_are: str
    columns_are: str
    lines: list[LineOut]
    cells: list[CellOut]


@router.get("/who-what-where", response=CrossTableOut, url_name="cross-table")
@allow(*TEAM)
@declares(OVERVIEW, GROUPS)
def cross_table(request: HttpRequest) -> CrossTableOut:
    """A period as in the overview, narrowed by `group`, `topic` or `platform`."""
    table = table_of(request)
    return CrossTableOut(
        since=table.figures.period.since,
        until=table.figures.period.until,
        n_mentions=table.n_all,
        n_known=table.n_known,
        lines_are=table.row_side,
        columns_are=table.column_side,
        lines=[LineOut(key=row.key, n=row.total, numbers=row.numbers) for row in table.rows],
        cells=[
            CellOut(group=cell.group, topic=cell.topic, platform=cell.platform, n=cell.n)
            for cell in table.cells
        ],
    )
