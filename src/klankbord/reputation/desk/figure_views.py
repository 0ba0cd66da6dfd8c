"""The figures of the desk: how quickly it answers, and whom."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from klankbord.core.measure.survival import Survival, Wait, wait_at
from klankbord.participate.insight.period import CHOICES, Period
from klankbord.participate.listening.queries import local_day
from klankbord.participate.topics.listing import language_name
from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk import list_words, wording
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.declarations import CASES
from klankbord.reputation.desk.figures import Figures, Group
from klankbord.reputation.desk.models import BANDS, Reason, Severity
from klankbord.trust.register import declares
from klankbord.ui.charts import Picture, curve_chart
from klankbord.ui.pictures import picture_response

_HOUR = 60
Link = dict[str, str]
_POINTS = 200
UNKNOWN = "\N{EN DASH}"
_ROUGHLY = 10  # hours from which on nobody asks for minutes


@require_GET
@allow(*CHANGERS)
@declares(CASES)
def figures(request: MemberRequest) -> HttpResponse:
    """Answered or not, how quickly, and whether everybody is answered alike."""
    found = figures_of(request)
    share = found.share_answered
    context = {
        "figures": found,
        "period": found.period,
        "choices": [(n, n == found.period.n_days) for n in CHOICES],
        "office": _waits(found.office),
        "wall": _waits(found.wall),
        "share": share if found.answerable else None,
        "links": {name: _cases_url(found, outcome=name) for name in list_words.OUTCOME_LABELS},
        "all_url": _cases_url(found, outcome="counted"),
        "address": f"?{urlencode(found.period.params)}",
        "tables": _tables(found),
        "silences": _silences(found),
        "watched_url": _cases_url(found, view="monitoring", outcome="silent"),
    }
    return render(request, "desk/figures.html", context)


@require_GET
@allow(*CHANGERS)
@declares(CASES)
def picture_waits(request: HttpRequest) -> HttpResponse:
    """The share of cases without a first answer, by office hours."""
    return picture_response(request, waits_picture(figures_of(request)))


def figures_of(request: HttpRequest) -> Figures:
    """The figures of the period in the address."""
    now = timezone.now()
    return Figures(Period.read(request.GET, today=local_day(now)), at=now)


def waits_picture(found: Figures) -> Picture:
    """How many still wait, hour by hour, with what chance leaves open."""
    curve = found.office
    step = max(1, len(curve.times) // _POINTS)
    columns = (curve.times, curve.share, curve.low, curve.high)
    points = list(zip(*(map(float, column[::step]) for column in columns), strict=True))
    return curve_chart(
        "first-answers",
        points,
        columns=(_("Office hours"), _("Without an answer"), _("At least"), _("At most")),
        unit=_("office hours after the case was opened"),
        sentence=_waits_sentence(found),
        says=lambda at, share: (
            _("after %(time)s: %(share)s without an answer")
            % {"time": hours_words(at), "share": f"{share:.0%}"}
        ),
    )


def hours_words(hours: float | None) -> str:
    """Hours as people say them; a dash where too many still wait to tell."""
    if hours is None:
        return UNKNOWN
    minutes = round(hours * _HOUR)
    if minutes < _HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    said = number_format(round(hours, 1) if hours < _ROUGHLY else round(hours))
    return ngettext("%(n)s hour", "%(n)s hours", round(hours)) % {"n": said}


def _waits(curve: Survival) -> dict[str, str]:
    median, late = wait_at(curve), wait_at(curve, 0.9)
    return {"median": hours_words(median.at), "p90": hours_words(late.at), "range": _range(median)}


def _range(wait: Wait) -> str:
    """Between which values the median may lie; nothing where it is open on one side."""
    if wait.low is None or wait.high is None:
        return ""
    words = {"low": hours_words(wait.low), "high": hours_words(wait.high)}
    return _("between %(low)s and %(high)s") % words


def _waits_sentence(found: Figures) -> str:
    words = {
        "median": hours_words(wait_at(found.office).at),
        "open": number_format(found.n_open),
        "all": number_format(len(found.answerable)),
    }
    if wait_at(found.office).at is None:
        first = _("Of %(all)s cases fewer than half have a first answer;")
    else:
        first = _("Half of %(all)s cases had a first answer within %(median)s of office time;")
    rest = _("%(open)s still wait and count for as long as they have waited.")
    return f"{first} {rest}" % words


def _cases_url(found: Figures, **more: str) -> str:
    params = {"view": "all", **found.period.params, **more}
    return f"{reverse('desk:case-list')}?{urlencode(params)}"


def _tables(found: Figures) -> list[dict[str, Any]]:
    """Response equity: the same question asked of several ways to tell people apart."""
    ways: Sequence[tuple[str, list[Group], Callable[[str], str], Callable[[str], Link]]] = (
        (_("Platform"), found.by_platform(), _platform, _platform_link),
        (_("Severity"), found.by_severity(), _severity, _severity_link),
        (_("Followers of the author"), found.by_followers(), _followers, _no_link),
        (_("Language"), found.by_language(), language_name, _no_link),
    )
    return [
        {"title": title, "rows": [_group_row(found, group, name, link) for group in groups]}
        for title, groups, name, link in ways
        if groups
    ]


def _silences(found: Figures) -> list[dict[str, Any]]:
    """The ledger by reason; each number leads to its cases."""
    return [
        {
            "name": Reason(silence.reason).label if silence.reason else UNKNOWN,
            "url": _cases_url(found, outcome="silent", reason=silence.reason),
            "silence": silence,
            "share": silence.n_cases / found.n_silent,
        }
        for silence in found.silences()
    ]


def _group_row(
    found: Figures, group: Group, name: Callable[[str], str], link: Callable[[str], Link]
) -> dict[str, Any]:
    narrowed = link(group.key)
    return {
        "name": name(group.key),
        "url": _cases_url(found, outcome="answerable", **narrowed) if narrowed else "",
        "group": group,
        "median": hours_words(group.office.at),
        "p90": hours_words(group.office_p90.at),
    }


def _platform_link(key: str) -> Link:
    return {"platform": key} if key else {}


def _severity_link(key: str) -> Link:
    return {"severity": Severity(int(key)).name.lower()}


def _no_link(_key: str) -> Link:
    return {}


def _platform(key: str) -> str:
    return wording.platform_name(key) if key else _("By phone, mail or by hand")


def _severity(key: str) -> str:
    return str(Severity(int(key)).label)


def _followers(key: str) -> str:
    band = int(key)
    if band == len(BANDS):
        return _("%(n)s and more") % {"n": number_format(BANDS[-1])}
    if not band:
        return _("fewer than %(n)s") % {"n": number_format(BANDS[0])}
    words = {"low": number_format(BANDS[band - 1]), "high": number_format(BANDS[band])}
    return _("%(low)s to %(high)s") % words
