"""Screens of the platform map: the map, one platform, two beside each other."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.participate.keyfigures.declarations import KEY_FIGURES
from klankbord.participate.listening.hearing import too_low_words
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms.actions import save_research, save_weights
from klankbord.participate.platforms.declarations import RESEARCH
from klankbord.participate.platforms.drawing import draw
from klankbord.participate.platforms.facts import removed_starters
from klankbord.participate.platforms.forms import ResearchForm, WeightsForm
from klankbord.participate.platforms.gathering import Platform
from klankbord.participate.platforms.links import Doors
from klankbord.participate.platforms.mapping import PARTS, Placed, platform_map, weights
from klankbord.participate.platforms.measuring import days_measured
from klankbord.participate.platforms.models import Research, Verdict
from klankbord.participate.platforms.words import (
    PARTS as PART_NAMES,
)
from klankbord.participate.platforms.words import fit_words, headline, part_words
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.topics.models import Topic
from klankbord.participate.understanding.declarations import READINGS
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import declares

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
EDITORS = (Role.MANAGER, Role.ADMINISTRATOR)
_BADGES = {Verdict.JOIN: "good", Verdict.LISTEN: "info", Verdict.OPEN: "warn"}


@dataclass(frozen=True)
class Line:
    """One platform as it is shown."""

    placed: Placed
    doors: Doors
    is_due: bool

    @property
    def platform(self) -> Platform:
        """What is measured."""
        return self.placed.platform

    @property
    def research(self) -> Research:
        """What was found out."""
        return self.placed.research

    @property
    def fit_words(self) -> str:
        """How well it fits."""
        return fit_words(self.placed)

    @property
    def bar(self) -> dict[str, float]:
        """The fit with its bounds, of a hundred, for the drawn bar."""
        found = self.placed.fit
        if found is None:
            return {}
        low, high = 100 * found.low, 100 * found.high
        return {"at": 100 * found.share, "low": low, "wide": max(high - low, 1)}

    @cached_property
    def parts(self) -> list[tuple[Any, str, int]]:
        """Each part with what it is based on, and how much it counts."""
        return [
            (PART_NAMES[part.name], part_words(self.platform, part), part.weight)
            for part in self.placed.parts
        ]

    @property
    def badge(self) -> str:
        """The colour of the decision."""
        return _BADGES.get(self.placed.verdict, "muted")


def lines_now() -> list[Line]:
    """Every platform as it is shown, best fit first."""
    now = timezone.now()
    today = local_day(now)
    placed = platform_map(today=today, at=now)
    names = dict(Topic.objects.filter(driver="").values_list("pk", "name"))
    return [Line(each, Doors(each.platform, names), each.is_due(today)) for each in placed]


def _too_low(connector: str = "") -> str:
    now = timezone.now()
    since, until = days_measured(local_day(now))
    return too_low_words(since=since, until=until, now=now, connector=connector)


@require_GET
@allow(*TEAM)
@declares(RESEARCH, GROUPS, KEY_FIGURES, READINGS)
def platform_list(request: MemberRequest) -> HttpResponse:
    """The map: every platform, best fit first."""
    lines = lines_now()
    placed = [line.placed for line in lines]
    context = {
        "heard": [line for line in lines if line.placed.fit],
        "others": [line for line in lines if not line.placed.fit],
        "headline": headline(placed),
        "too_low": _too_low(),
        "drawn": draw(placed),
        "due": [line for line in lines if line.is_due],
        "form": WeightsForm(initial={name: getattr(weights(), name) for name in PARTS}),
        "may_edit": request.user.has_role(*EDITORS),
    }
    return render(request, "platforms/platform_list.html", context)


@require_http_methods(["GET", "POST"])
@allow(*TEAM)
@declares(RESEARCH, GROUPS, KEY_FIGURES, READINGS)
def platform_detail(request: MemberRequest, key: str) -> HttpResponse:
    """One platform: what is measured, why it fits, notes and decision."""
    lines = lines_now()
    line = find_line(lines, key)
    may_edit = request.user.has_role(*EDITORS)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    initial = {name: getattr(line.research, name) for name in ResearchForm.base_fields}
    form = ResearchForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_research(platform=key, values=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("platforms:platform-detail", key=key)
    context = {
        "line": line,
        "too_low": _too_low(key),
        "form": form,
        "may_edit": may_edit,
        "n_removed": removed_starters(key),
        "others": [each for each in lines if each is not line],
    }
    return render(request, "platforms/platform_detail.html", context)


@require_GET
@allow(*TEAM)
@declares(RESEARCH, GROUPS, KEY_FIGURES, READINGS)
def platform_compare(request: HttpRequest) -> HttpResponse:
    """Two platforms beside each other."""
    lines = lines_now()
    pair = [find_line(lines, request.GET.get(name, "")) for name in ("one", "other")]
    rows = [
        (PART_NAMES[name], [part_words(line.platform, line.placed.parts[at]) for line in pair])
        for at, name in enumerate(PARTS)
    ]
    context = {"pair": pair, "rows": rows, "lines": lines, "too_low": _too_low()}
    return render(request, "platforms/platform_compare.html", context)


@require_POST
@allow(*EDITORS)
@declares(RESEARCH)
def weights_save(request: MemberRequest) -> HttpResponse:
    """Say how much each part counts."""
    form = WeightsForm(request.POST)
    if form.is_valid():
        save_weights(values=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved: the map is sorted anew."))
    else:
        messages.error(request, _("Each part counts from 0 to 5."))
    return redirect("platforms:platform-list")


def find_line(lines: list[Line], key: str) -> Line:
    """One platform of the map; no such page where there is none."""
    for line in lines:
        if line.platform.key == key:
            return line
    raise Http404
