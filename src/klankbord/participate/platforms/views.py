"""Screens of the platform map: the map, one platform, two beside each other."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.participate.insight.links import Link, mentions_url
from klankbord.participate.keyfigures.declarations import KEY_FIGURES
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms.actions import save_research, save_weights
from klankbord.participate.platforms.declarations import RESEARCH
from klankbord.participate.platforms.forms import ResearchForm, WeightsForm
from klankbord.participate.platforms.mapping import (
    PARTS,
    Placed,
    Platform,
    platform_map,
    weights,
)
from klankbord.participate.platforms.models import Research, Verdict
from klankbord.participate.platforms.words import (
    PARTS as PART_NAMES,
)
from klankbord.participate.platforms.words import (
    fit_words,
    headline,
    out_of_hundred,
    part_words,
)
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.stakeholders.queries import group_name
from klankbord.participate.topics.listing import language_name
from klankbord.participate.topics.models import Topic
from klankbord.participate.understanding.declarations import READINGS
from klankbord.participate.understanding.words import SENTIMENTS, sentiment_name
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import declares

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
EDITORS = (Role.MANAGER, Role.ADMINISTRATOR)
N_LINKS = 5
_BADGES = {Verdict.OPEN: "muted", Verdict.JOIN: "good", Verdict.LISTEN: "info"}


@dataclass(frozen=True)
class Line:
    """One platform as it is shown."""

    placed: Placed

    @property
    def platform(self) -> Platform:
        """What is measured."""
        return self.placed.platform

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

    @property
    def value(self) -> str:
        """The fit as one number."""
        return out_of_hundred(self.placed.fit.share) if self.placed.fit else ""

    @property
    def parts(self) -> list[tuple[Any, str, int]]:
        """Each part with what it is based on, and how much it counts."""
        return [
            (PART_NAMES[part.name], part_words(self.platform, part), part.weight)
            for part in self.placed.parts
        ]

    @property
    def research(self) -> Research:
        """What was found out; an empty one before that."""
        return self.platform.research or Research(platform=self.platform.key)

    @property
    def badge(self) -> str:
        """The colour of the decision."""
        return _BADGES.get(Verdict(self.research.verdict), "warn")

    @property
    def links(self) -> dict[str, list[Link]]:
        """What is measured, each number with the mentions behind it."""
        return _links(self.platform)

    @property
    def url(self) -> str:
        """All mentions there."""
        return mentions_url(self.platform.period, platform=self.platform.key)


@require_GET
@allow(*TEAM)
@declares(RESEARCH, GROUPS, KEY_FIGURES, READINGS)
def platform_list(request: MemberRequest) -> HttpResponse:
    """The map: every platform, best fit first."""
    today = local_day(timezone.now())
    lines = [Line(placed) for placed in platform_map(today=today)]
    decided = [line for line in lines if line.research.verdict != Verdict.OPEN]
    context = {
        "lines": lines,
        "headline": headline([line.placed for line in lines], len(decided)),
        "due": [line for line in lines if _is_due(line.research, today)],
        "form": WeightsForm(initial={name: getattr(weights(), name) for name in PARTS}),
        "may_edit": request.user.has_role(*EDITORS),
    }
    return render(request, "platforms/platform_list.html", context)


@require_http_methods(["GET", "POST"])
@allow(*TEAM)
@declares(RESEARCH, GROUPS, KEY_FIGURES, READINGS)
def platform_detail(request: MemberRequest, key: str) -> HttpResponse:
    """One platform: what is measured, why it fits, notes and decision."""
    line = _line(key)
    may_edit = request.user.has_role(*EDITORS)
    row = line.research
    initial = {name: getattr(row, name) for name in ResearchForm.base_fields}
    form = ResearchForm(request.POST or None, initial=initial)
    if request.method == "POST" and may_edit and form.is_valid():
        save_research(platform=key, values=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("platforms:platform-detail", key=key)
    context = {
        "line": line,
        "form": form,
        "may_edit": may_edit,
        "others": [each for each in _lines() if each.platform.key != key],
    }
    return render(request, "platforms/platform_detail.html", context)


@require_GET
@allow(*TEAM)
@declares(RESEARCH, GROUPS, KEY_FIGURES, READINGS)
def platform_compare(request: HttpRequest) -> HttpResponse:
    """Two platforms beside each other."""
    pair = [_line(request.GET.get(name, "")) for name in ("one", "other")]
    rows = [
        (PART_NAMES[name], [part_words(line.platform, line.placed.parts[at]) for line in pair])
        for at, name in enumerate(PARTS)
    ]
    return render(request, "platforms/platform_compare.html", {"pair": pair, "rows": rows})


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


def _lines() -> list[Line]:
    return [Line(placed) for placed in platform_map(today=local_day(timezone.now()))]


def _line(key: str) -> Line:
    for line in _lines():
        if line.platform.key == key:
            return line
    raise Http404


def _is_due(row: Research, today: dt.date) -> bool:
    return row.review_on is not None and row.review_on <= today


def _links(platform: Platform) -> dict[str, list[Link]]:
    here = {"platform": platform.key}
    topics = dict(Topic.objects.filter(pk__in=platform.topics).values_list("pk", "name"))

    def link(label: str, n: int, **filters: object) -> Link:
        return Link(label, n, mentions_url(platform.period, **here, **filters))

    return {
        "topics": sorted(
            (link(topics[pk], n, topic=pk) for pk, n in platform.topics.items() if pk in topics),
            key=lambda each: -each.n,
        )[:N_LINKS],
        "groups": [
            link(group_name(group), n, group=group)
            for group, n in sorted(platform.groups.items(), key=lambda each: -each[1])[:N_LINKS]
        ],
        "languages": [
            link(language_name(code), n, language=code)
            for code, n in list(platform.languages.items())[:N_LINKS]
            if code
        ],
        "tones": [
            link(sentiment_name(key), platform.tones[key], sentiment=key)
            for key in SENTIMENTS
            if platform.tones.get(key)
        ],
    }
