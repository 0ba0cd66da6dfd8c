"""Screens of groups: what each says where, who belongs to it and why, and how that is known."""

import datetime as dt
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

import numpy as np
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from klankbord.participate.archive.models import Author
from klankbord.participate.archive.queries import is_hidden, masked_handles
from klankbord.participate.listening.hearing import too_low_words
from klankbord.participate.listening.naming import platform_name
from klankbord.participate.listening.queries import local_day
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.stakeholders.forms import PlaceForm
from klankbord.participate.stakeholders.models import PRIVATE, Entry, Evidence, Group, Rule
from klankbord.participate.stakeholders.placing import leave_to_rules, place_author
from klankbord.participate.stakeholders.queries import (
    UNKNOWN,
    GroupHeard,
    evidence_counts,
    group_name,
    heard_by_group,
    heard_unplaced,
    placed_authors,
    placement_of,
    sums_of,
)
from klankbord.participate.stakeholders.words import reason
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import declares
from klankbord.ui.charts import bar_chart, matrix_chart
from klankbord.ui.pictures import picture_response
from klankbord.ui.words import number

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
CHOICES_OF_DAYS = (7, 28, 90)
N_ASKED = 8


@dataclass(frozen=True)
class Days:
    """Whole days up to today; both ends count."""

    since: dt.date
    until: dt.date

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        """Take `days` from the address; what cannot be read is four weeks."""
        asked, today = request.GET.get("days", ""), local_day(timezone.now())
        n = int(asked) if asked in {str(choice) for choice in CHOICES_OF_DAYS} else 28
        return cls(today - dt.timedelta(days=n - 1), today)

    @property
    def n(self) -> int:
        """How many."""
        return (self.until - self.since).days + 1

    def mentions(self, **filters: str) -> str:
        """The list of mentions over these days, narrowed."""
        days = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return f"{reverse('topics:mention-list')}?{urlencode({**filters, **days})}"


@dataclass(frozen=True)
class Line:
    """One group on the screen."""

    heard: GroupHeard
    share: float
    url: str
    authors_url: str

    @property
    def name(self) -> str:
        """The group in the reader's words."""
        return group_name(self.heard.group) or _("not known")


@require_GET
@allow(*TEAM)
@declares(GROUPS)
def group_list(request: MemberRequest) -> HttpResponse:
    """Who talks about us, in which capacity."""
    days = Days.read(request)
    known, left = _lines(days)
    n_all = sum(line.heard.n for line in [*known, left])
    context = {
        "days": days,
        "too_low": too_low_words(since=days.since, until=days.until, now=timezone.now()),
        "choices": CHOICES_OF_DAYS,
        "lines": known,
        "left": left,
        "n_all": n_all,
        "n_known": n_all - left.heard.n,
        "headline": _headline(known, n_all),
        "asked": [
            (author, platform_name(author.platform), n)
            for author, n in heard_unplaced(since=days.since, until=days.until, n=N_ASKED)
        ],
        "evidence": [(Evidence(key).label, n) for key, n in sorted(evidence_counts().items())],
        "n_rules": Rule.objects.count(),
        "n_entries": Entry.objects.count(),
    }
    return render(request, "stakeholders/group_list.html", context)


@require_GET
@allow(*TEAM)
@declares(GROUPS)
def picture_groups(request: HttpRequest) -> HttpResponse:
    """Mentions a group."""
    known, _left = _lines(Days.read(request))
    bars = [(line.name, line.heard.n) for line in known]
    return picture_response(request, bar_chart("stakeholders", bars, what=_("Group"), limit=13))


@require_GET
@allow(*TEAM)
@declares(GROUPS)
def picture_places(request: HttpRequest) -> HttpResponse:
    """Which group says something where."""
    known, _left = _lines(Days.read(request))
    cells = [
        (line.name, platform_name(platform), n)
        for line in known
        for platform, n in line.heard.platforms.items()
    ]
    drawn = matrix_chart("stakeholders-where", cells, who=_("Group"), where=_("Platform"))
    return picture_response(request, drawn)


@require_GET
@allow(*TEAM)
@declares(GROUPS)
def author_list(request: MemberRequest) -> HttpResponse:
    """Who belongs to a group, each with the reason."""
    group, days = request.GET.get("group", ""), Days.read(request)
    if group not in Group.values:
        raise Http404
    asked = request.GET.get("after", "")
    after = min(int(asked), 2**63 - 1) if asked.isascii() and asked.isdecimal() else 0
    page, next_after = placed_authors(group=group, after=after)
    counts = sums_of_authors([row.pk for row in page], days)
    context = {
        "group": group,
        "name": group_name(group),
        "is_private": group in PRIVATE,
        "days": days,
        "rows": [
            {
                "row": row,
                "reason": reason(row),
                "n": counts[row.pk],
                "url": author_mentions(row.author, days),
                "platform": platform_name(row.author.platform),
            }
            for row in page
        ],
        "next_after": next_after,
        "list_url": days.mentions(group=group),
    }
    return render(request, "stakeholders/author_list.html", context)


@require_GET
@allow(*TEAM)
@declares(GROUPS)
def author_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One author: the group, why, and a way to correct it."""
    author, days = _author(pk), Days.read(request)
    row = placement_of(author)
    by_hand = row is not None and row.evidence == Evidence.HAND
    context = {
        "author": author,
        "platform": platform_name(author.platform),
        "row": row,
        "name": group_name(row.group) if row else "",
        "reason": reason(row) if row else "",
        "is_by_hand": by_hand,
        "is_chosen": row is not None and row.evidence == Evidence.CHOSEN,
        "form": PlaceForm(initial={"group": row.group if row and by_hand else "rules"}),
        "days": days,
        "n": sums_of_authors([author.pk], days)[author.pk],
        "url": author_mentions(author, days),
    }
    return render(request, "stakeholders/author_detail.html", context)


@require_POST
@allow(*TEAM)
@declares(GROUPS)
def author_place(request: MemberRequest, pk: int) -> HttpResponse:
    """Say by hand to which group somebody belongs, or leave that to the rules."""
    author, form = _author(pk), PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a group from the list."))
        return redirect("stakeholders:author-detail", pk=pk)
    group = form.cleaned_data["group"]
    if group == "rules":
        leave_to_rules(author=author, by=request.user, at=timezone.now())
        messages.success(request, _("Left to the rules: they look at the next message."))
    else:
        place_author(author=author, group=group, by=request.user, at=timezone.now())
        messages.success(request, _("Saved. Rules do not change this any more."))
    return redirect("stakeholders:author-detail", pk=pk)


def sums_of_authors(ids: list[int], days: Days) -> dict[int, int]:
    """How often each was heard."""
    ordered = sorted(ids)
    sums = sums_of(np.array(ordered, np.int64), days.since, days.until)
    return dict(zip(ordered, sums.tolist(), strict=True))


def author_mentions(author: Author, days: Days) -> str:
    """All that one author said in these days."""
    handle = author.handle.lstrip("@").replace('"', " ").strip()
    return days.mentions(q=f'author:"{handle}"', platform=author.platform) if handle else ""


def _author(pk: int) -> Author:
    """A colleague who is not shown has no page."""
    author = get_object_or_404(Author, pk=pk)
    if is_hidden(author, masked_handles()):
        raise Http404
    return author


def _lines(days: Days) -> tuple[list[Line], Line]:
    heard = heard_by_group(since=days.since, until=days.until)
    n_all = sum(each.n for each in heard) or 1
    lines = [
        Line(
            each,
            each.n / n_all,
            days.mentions(group=each.group) if each.group else "",
            f"{reverse('stakeholders:author-list')}?group={each.group}&days={days.n}",
        )
        for each in heard
    ]
    return [line for line in lines if line.heard.group != UNKNOWN], lines[-1]


def _headline(known: list[Line], n_all: int) -> str:
    """What a reader should know first."""
    if not known:
        return _("Of nobody who was heard is the group known yet.")
    first, n_known = known[0], sum(line.heard.n for line in known)
    values = {
        "share": f"{number(round(100 * n_known / max(n_all, 1)))}\N{NO-BREAK SPACE}%",
        "group": first.name,
        "n": number(first.heard.n),
    }
    return _("Of %(share)s of what was said we know the group; heard most: %(group)s (%(n)s).") % (
        values
    )
