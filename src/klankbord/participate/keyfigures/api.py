"""Key figures for programs: the same counts and sentences as on the screen."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from klankbord.participate.keyfigures.declarations import KEY_FIGURES
from klankbord.participate.keyfigures.queries import last_look
from klankbord.participate.keyfigures.views import TEAM, lines_of
from klankbord.participate.listening.hearing import unheard_days
from klankbord.participate.listening.hearing_api import UnheardOut, unheard_out
from klankbord.people.access import allow
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["key figures"])


class FigureOut(Schema):
    """One public author in one role; `n_besides` is messages, people of another circle, or all.

    `handle` is empty where the group of the author is not known: then nobody is named.
    """

    id: int
    role: str
    platform: str
    handle: str
    circle: int
    other_circle: int | None
    n_people: int
    n_mentions: int
    n_besides: int
    sentence: str


class CircleOut(Schema):
    """People who have more to do with each other than with the rest."""

    number: int
    n_people: int


class LookOut(Schema):
    """The last look; both ends of the period count."""

    since: dt.date | None
    until: dt.date | None
    n_people: int
    n_acts: int
    n_circles: int
    circles: list[CircleOut]
    figures: list[FigureOut]
    unheard: list[UnheardOut]


_NOTHING = LookOut(
    since=None, until=None, n_people=0, n_acts=0, n_circles=0, circles=[], figures=[], unheard=[]
)


@router.get("/look", response=LookOut, url_name="key-figures")
@allow(*TEAM)
@declares(KEY_FIGURES)
def look(request: HttpRequest) -> LookOut:  # noqa: ARG001  # ninja gives it
    """Who starts, carries, connects and is turned to, with the counts behind."""
    shown = last_look()
    if shown is None:
        return _NOTHING
    return LookOut(
        since=shown.look.since,
        until=shown.look.until,
        n_people=shown.look.n_people,
        n_acts=shown.look.n_acts,
        n_circles=shown.look.n_circles,
        circles=[CircleOut(number=c.number, n_people=c.n_people) for c in shown.circles],
        figures=[
            FigureOut(
                id=line.figure.pk,
                role=line.figure.role,
                platform=line.figure.author.platform,
                handle=line.figure.author.handle if line.figure.group else "",
                circle=line.figure.circle,
                other_circle=line.figure.other_circle,
                n_people=line.figure.n_people,
                n_mentions=line.figure.n_times,
                n_besides=line.figure.n_besides,
                sentence=line.reason,
            )
            for lines in lines_of(shown).values()
            for line in lines
        ],
        unheard=unheard_out(
            unheard_days(since=shown.look.since, until=shown.look.until, now=timezone.now())
        ),
    )
