"""Screens of key figures: who they are, how the circles hang together, what is behind each."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.keyfigures.declarations import KEY_FIGURES
from klankbord.participate.keyfigures.drawing import draw
from klankbord.participate.keyfigures.models import Circle, KeyFigure, Role
from klankbord.participate.keyfigures.queries import (
    Shown,
    figure_shown,
    last_look,
    mentions_behind,
)
from klankbord.participate.keyfigures.sentences import (
    author_name,
    circle_name,
    headline,
    reason,
)
from klankbord.participate.listening.hearing import too_low_words
from klankbord.participate.stakeholders.queries import group_name
from klankbord.participate.topics.declarations import MENTIONS
from klankbord.participate.topics.listing import platform_name, rows_of
from klankbord.participate.topics.marking import Marker
from klankbord.people.access import allow
from klankbord.people.models import Role as Allowed
from klankbord.trust.register import declares

TEAM = (Allowed.MANAGER, Allowed.RESPONDER, Allowed.ADMINISTRATOR)
PAGE_SIZE = 50
_EXPLAINED: dict[Role, str | Promise] = {
    Role.STARTS: _("Others take up what they say. Tell them first when there is news."),
    Role.CARRIES: _("They pass on what others say. Give them something worth passing on."),
    Role.BRIDGES: _(
        "They are at home in two circles, and take what they hear from one to the other."
    ),
    Role.TRUSTED: _("Their circle turns to them. Ask them what is alive there."),
}


@dataclass(frozen=True)
class Line:
    """One key figure on the screen."""

    figure: KeyFigure
    name: str
    reason: str
    group: str
    circle: str
    platform: str


@dataclass(frozen=True)
class Part:
    """One role with who stands out in it."""

    role: Role
    label: str | Promise
    explained: str | Promise
    lines: list[Line]


@dataclass(frozen=True)
class Ring:
    """One circle in the table: all that the picture shows of it."""

    circle: Circle
    name: str
    turned_to: list[str]
    connecting: list[str]


@require_GET
@allow(*TEAM)
@declares(KEY_FIGURES)
def figure_list(request: HttpRequest) -> HttpResponse:
    """Who matters in which conversation, and how the circles hang together."""
    shown = last_look()
    if shown is None or not shown.look.n_acts:
        return render(request, "keyfigures/figure_list.html", {"look": None})
    lines = lines_of(shown)
    context = {
        "look": shown.look,
        "too_low": _too_low(shown),
        "headline": headline(shown.look.n_people, shown.look.n_circles),
        "parts": [Part(role, role.label, _EXPLAINED[role], lines[role]) for role in Role],
        "circles": [_ring(circle, shown) for circle in shown.circles],
        "drawn": draw(shown),
    }
    return render(request, "keyfigures/figure_list.html", context)


@require_GET
@allow(*TEAM)
@declares(KEY_FIGURES, MENTIONS)
def figure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The mentions behind one key figure."""
    figure, shown = figure_shown(pk), last_look()
    if figure is None or shown is None:
        raise Http404
    page = Paginator(mentions_behind(figure), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = rows_of(mentions_shown(list(page.object_list)), Marker.of(None))
    context = {
        "figure": figure,
        "name": author_name(figure),
        "role": Role(figure.role).label,
        "reason": reason(figure, shown.leads),
        "page": page,
        "too_low": _too_low(shown),
        "rows": rows,
        "n_gone": len(page.object_list) - len(rows),
    }
    return render(request, "keyfigures/figure_detail.html", context)


def _too_low(shown: Shown) -> str:
    look = shown.look
    return too_low_words(since=look.since, until=look.until, now=timezone.now())


def _ring(circle: Circle, shown: Shown) -> Ring:
    """A circle as the picture shows it."""
    number = circle.number
    turned_to = [each for each in shown.of(Role.TRUSTED) if each.circle == number]
    connecting = [
        each for each in shown.of(Role.BRIDGES) if number in {each.circle, each.other_circle}
    ]
    return Ring(
        circle,
        circle_name(number, shown.leads),
        [author_name(each) for each in turned_to],
        [_connection(each, number, shown) for each in connecting],
    )


def _connection(figure: KeyFigure, here: int, shown: Shown) -> str:
    there = (figure.other_circle or 0) if figure.circle == here else figure.circle
    words = {"name": author_name(figure), "circle": circle_name(there, shown.leads)}
    return str(_("%(name)s, with %(circle)s")) % words


def lines_of(shown: Shown) -> dict[Role, list[Line]]:
    """Every role with its figures in words."""
    return {
        role: [
            Line(
                figure,
                author_name(figure),
                reason(figure, shown.leads),
                group_name(figure.group),
                circle_name(figure.circle, shown.leads),
                platform_name(figure.author.platform),
            )
            for figure in shown.of(role)
        ]
        for role in Role
    }
