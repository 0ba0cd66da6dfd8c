"""Themes for programs: the same as on the overview."""

import datetime as dt

from django.http import HttpRequest
from ninja import Schema

from klankbord.participate.insight.declarations import OVERVIEW
from klankbord.participate.insight.lines import theme_lines
from klankbord.participate.insight.views import TEAM
from klankbord.participate.understanding.declarations import READINGS
from klankbord.participate.understanding.themes import last_round, themed_ids
from klankbord.people.access import allow
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["overview"])


class ThemeOut(Schema):
    """What many mentions speak of: how many in the last 7 days, and in the 21 days before.

    `mention_ids` are those mentions, newest first; they are numbers of 63 bits, as text. `rising`:
    over 2 its share clearly grew, under -2 it waned.
    """

    id: int
    words: list[str]
    language: str
    n_new: int
    n_before: int
    rising: float
    mention_ids: list[str]


class ThemesOut(Schema):
    """Themes of the 28 days up to `last_on`; one mention in `one_in` was looked at."""

    found_at: dt.datetime | None
    last_on: dt.date | None
    one_in: int
    n_read: int
    themes: list[ThemeOut]


@router.get("/themes", response=ThemesOut, url_name="theme-list")
@allow(*TEAM)
@declares(OVERVIEW, READINGS)
def theme_list(request: HttpRequest) -> ThemesOut:  # noqa: ARG001  # ninja gives it
    """What people talk about, rising themes first; the same as on the overview."""
    last = last_round()
    if last is None:
        return ThemesOut(found_at=None, last_on=None, one_in=1, n_read=0, themes=[])
    lines = theme_lines(until=last.last_on)
    ids = themed_ids(line.figure.theme.pk for line in lines)
    return ThemesOut(
        found_at=last.found_at,
        last_on=last.last_on,
        one_in=last.one_in,
        n_read=last.n_read,
        themes=[
            ThemeOut(
                id=each.theme.pk,
                words=each.theme.terms,
                language=each.theme.language,
                n_new=each.n_new,
                n_before=each.n_before,
                rising=each.theme.rise / 100,
                mention_ids=[str(number) for number in ids[each.theme.pk]],
            )
            for each in (line.figure for line in lines)
        ],
    )
