"""The figures of the desk: how quickly it answers, and whom."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from klankbord.core.measure.survival import Wait
from klankbord.participate.insight.period import CHOICES, Period
from klankbord.participate.listening.queries import local_day
from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk import list_words
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.declarations import CASES
from klankbord.reputation.desk.exporting import record_export
from klankbord.reputation.desk.figures import tables
from klankbord.reputation.desk.figures.counting import Clock, Figures, Times, Until
from klankbord.reputation.desk.figures.words import (
    CLOCKS,
    TITLES,
    WAITS,
    hours_words,
    range_words,
    waits_sentence,
)
from klankbord.trust.register import declares
from klankbord.trust.tables import csv_lines
from klankbord.ui.charts import Picture, curve_chart
from klankbord.ui.pictures import picture_response

_POINTS = 200
Choice = TypeVar("Choice", bound=StrEnum)


@require_GET
@allow(*CHANGERS)
@declares(CASES)
def figures(request: MemberRequest) -> HttpResponse:
    """Answered or not, how quickly, and whether everybody is answered alike."""
    found = figures_of(request)
    clock = _one_of(Clock, request.GET.get("clock", ""))
    times = found.times()
    params = found.period.params
    context = {
        "figures": found,
        "period": found.period,
        "choices": [(n, n == found.period.n_days) for n in CHOICES],
        "clock": clock,
        "clocks": [
            (label, f"?{urlencode({**params, 'clock': each})}#equity", each == clock)
            for each, label in CLOCKS.items()
        ],
        "clock_labels": CLOCKS.values(),
        "median": hours_words(times[Until.FIRST, Clock.OFFICE].median.at),
        "waits": [_wait_row(found, until, times) for until in Until],
        "share": found.share_answered if found.answerable else None,
        "links": {name: _cases_url(found, outcome=name) for name in list_words.OUTCOME_LABELS},
        "address": f"?{urlencode(params)}",
        "pictures": [
            (label, f"{reverse('desk:picture-waits')}?{urlencode({**params, 'wait': until})}")
            for until, label in WAITS.items()
        ],
        "tables": [_table(way, rows, clock) for way, rows in tables.equity(found)],
        "silences": [(row, _address(row.filters)) for row in tables.ledger(found)],
        "watched_url": _address(
            tables.case_filters(found) | {"view": "monitoring", "outcome": "silent"}
        ),
    }
    return render(request, "desk/figures.html", context)


@require_GET
@allow(*CHANGERS)
@declares(CASES)
def picture_waits(request: HttpRequest) -> HttpResponse:
    """The share of cases that still wait, by the hour."""
    until = _one_of(Until, request.GET.get("wait", ""))
    clock = _one_of(Clock, request.GET.get("clock", ""))
    return picture_response(request, waits_picture(figures_of(request), until, clock))


@require_GET
@allow(*CHANGERS)
@declares(CASES)
def equity_export(request: MemberRequest) -> HttpResponse:
    """Response equity as a file: groups with their size and what chance leaves open."""
    found = figures_of(request)
    return _file(request, found, "equity", tables.EQUITY_COLUMNS, tables.equity_cells(found))


@require_GET
@allow(*CHANGERS)
@declares(CASES)
def silence_export(request: MemberRequest) -> HttpResponse:
    """The silence ledger as a file."""
    found = figures_of(request)
    return _file(request, found, "silence", tables.SILENCE_COLUMNS, tables.silence_cells(found))


def figures_of(request: HttpRequest) -> Figures:
    """The figures of the period in the address."""
    now = timezone.now()
    return Figures(Period.read(request.GET, today=local_day(now)), at=now)


def waits_picture(
    found: Figures, until: Until = Until.FIRST, clock: Clock = Clock.OFFICE
) -> Picture:
    """How many still wait, hour by hour, with what chance leaves open."""
    curve = found.curve(until, clock)
    step = max(1, len(curve.times) // _POINTS)
    columns = (curve.times, curve.share, curve.low, curve.high)
    points = list(zip(*(map(float, column[::step]) for column in columns), strict=True))
    is_office, is_first = clock == Clock.OFFICE, until == Until.FIRST
    what = _("Without an answer") if is_first else _("Not concluded")
    said = (
        _("after %(time)s: %(share)s without an answer")
        if is_first
        else _("after %(time)s: %(share)s not concluded")
    )
    return curve_chart(
        f"{until}-{clock}",
        points,
        columns=(
            _("Office hours") if is_office else _("Hours"),
            what,
            _("At least"),
            _("At most"),
        ),
        unit=_("office hours after the case was opened")
        if is_office
        else _("hours after the case was opened"),
        sentence=waits_sentence(found, until, clock),
        says=lambda at, share: said % {"time": hours_words(at), "share": f"{share:.0%}"},
    )


def _one_of(choices: type[Choice], asked: str) -> Choice:
    """What was asked; the first where that is nonsense."""
    return next((each for each in choices if each == asked), next(iter(choices)))


def _wait_row(
    found: Figures, until: Until, times: Mapping[tuple[Until, Clock], Times]
) -> dict[str, Any]:
    """One of the two waits by both clocks, and the cases that still wait."""
    is_first = until == Until.FIRST
    outcome = "unanswered" if is_first else "unconcluded"
    return {
        "label": WAITS[until],
        "times": [_times(times[until, clock]) for clock in Clock],
        "n_open": found.n_open if is_first else found.n_unconcluded,
        "url": _cases_url(found, outcome=outcome),
    }


def _times(times: Times) -> dict[str, tuple[str, str]]:
    return {"median": _said(times.median), "p90": _said(times.p90)}


def _said(wait: Wait) -> tuple[str, str]:
    return hours_words(wait.at), range_words(wait)


def _table(way: str, rows: Sequence[tables.GroupRow], clock: Clock) -> dict[str, Any]:
    return {
        "title": TITLES[way],
        "rows": [
            {
                "name": row.name,
                "url": _address(row.filters),
                "group": row.group,
                "times": [_times(row.group.times[until, clock]) for until in Until],
            }
            for row in rows
        ],
    }


def _cases_url(found: Figures, **more: str) -> str:
    return _address(tables.case_filters(found, **more))


def _address(filters: Mapping[str, str]) -> str:
    return f"{reverse('desk:case-list')}?{urlencode(filters)}"


def _file(
    request: MemberRequest,
    found: Figures,
    name: str,
    columns: Sequence[str],
    cells: Iterable[Sequence[object]],
) -> HttpResponse:
    params = found.period.params
    record_export(
        act="desk.figures-exported", what=name, filters=params, by=request.user, at=found.at
    )
    return HttpResponse(
        "".join(csv_lines(columns, cells)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{params["until"]}.csv"'},
    )
