"""Who says what, where: the table that any side of it can be chosen of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from klankbord.participate.insight.cross_lines import Shown, cross_headline
from klankbord.participate.insight.cross_table import Chosen, CrossTable
from klankbord.participate.insight.declarations import OVERVIEW
from klankbord.participate.insight.pictures import cross
from klankbord.participate.insight.sentences import coverage_words
from klankbord.participate.insight.views import TEAM, figures_of
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.topics.queries import filter_choices
from klankbord.people.access import allow
from klankbord.trust.register import declares
from klankbord.ui.pictures import picture_response


@require_GET
@allow(*TEAM)
@declares(OVERVIEW, GROUPS)
def cross_table(request: HttpRequest) -> HttpResponse:
    """Groups, topics and platforms, two of them beside each other."""
    table = table_of(request)
    shown = Shown(table)
    context = {
        "table": table,
        "shown": shown,
        "period": table.figures.period,
        "headline": cross_headline(table),
        "choices": filter_choices(),
        "topics": [row.topic for row in table.figures.topics],
        "everything": shown.address(Chosen()),
        "address": shown.address(table.chosen).partition("?")[2],
        "coverage": coverage_words(table.figures),
    }
    return render(request, "insight/cross_table.html", context)


@require_GET
@allow(*TEAM)
@declares(OVERVIEW, GROUPS)
def picture_cross(request: HttpRequest) -> HttpResponse:
    """Draw the two sides beside each other."""
    return picture_response(request, cross(table_of(request)))


def table_of(request: HttpRequest) -> CrossTable:
    """The table that the address asks for."""
    return CrossTable(figures_of(request, is_one_topic=False), Chosen.read(request.GET))
