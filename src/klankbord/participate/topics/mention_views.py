"""Screens of mentions: the list, one mention, what is new, export."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from klankbord.core.exchange.forms import FORMS
from klankbord.core.match import Query, QueryError
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mention as mention_kept
from klankbord.participate.archive.threads import thread_of
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.stakeholders.queries import group_name, placement_of
from klankbord.participate.stakeholders.words import reason
from klankbord.participate.topics.actions import record_export
from klankbord.participate.topics.conversation import arrange
from klankbord.participate.topics.copies import copies_of
from klankbord.participate.topics.declarations import MENTIONS, VIEWS
from klankbord.participate.topics.export import stream_export
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.forms import ViewForm
from klankbord.participate.topics.listing import language_name, platform_name, rows_of
from klankbord.participate.topics.marking import Marker
from klankbord.participate.topics.models import SavedView, Topic
from klankbord.participate.topics.queries import (
    Choices,
    filter_choices,
    read_or_none,
    views_for,
)
from klankbord.participate.topics.query_check import count_words
from klankbord.participate.topics.query_words import Problem, problem_of, warning_sentence
from klankbord.participate.topics.said import said_of
from klankbord.participate.topics.search import (
    FRESH_CAP,
    MOST_AUTHORS,
    FilterGone,
    Found,
    Search,
    count,
    count_newer,
    find,
    is_cut,
    prepare,
)
from klankbord.participate.topics.stored_query import parse_here
from klankbord.participate.topics.views import TEAM, may_edit, member_of
from klankbord.participate.understanding.declarations import CORRECTIONS, READINGS
from klankbord.participate.understanding.queries import corrections_of
from klankbord.participate.understanding.themes import theme_name
from klankbord.participate.understanding.words import (
    INTENTS,
    SENTIMENTS,
    intent_name,
    sentiment_name,
)
from klankbord.people.access import allow
from klankbord.people.models import Member
from klankbord.trust.register import declares
from klankbord.ui.words import number

PAGE_SIZE = 50
_SAID = {
    "platform": platform_name,
    "language": language_name,
    "sentiment": sentiment_name,
    "intent": intent_name,
    "group": group_name,
}


@dataclass(frozen=True)
class Outcome:
    """What a set of filters gives: a page, or why there is none; `gone` is a filter's name."""

    found: Found | None = None
    query: Query | None = None
    problem: Problem | None = None
    gone: str = ""
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the address without it."""

    label: str
    remove: str


@require_GET
@allow(*TEAM)
@declares(MENTIONS, VIEWS, READINGS, GROUPS)
def mention_list(request: HttpRequest) -> HttpResponse:
    """Mentions, newest first, narrowed by the filters in the address."""
    filters = Filters.read(request.GET)
    before = _read_id(request.GET.get("before"))
    outcome = _look_up(filters, before=before)
    choices = filter_choices()
    context = {
        **_page(outcome, filters, before=before),
        "filters": filters,
        "address": filters.address,
        "choices": choices,
        "is_narrowed": bool(filters.params.keys() - {"q", "topic"}),
        "chips": _chips(filters, choices),
        "views": _views(member_of(request), filters),
        "view_form": ViewForm(),
        "may_edit": may_edit(request),
    }
    return render(request, "topics/mention_list.html", context)


@require_GET
@allow(*TEAM)
@declares(MENTIONS)
def mention_fresh(request: HttpRequest) -> HttpResponse:
    """How many mentions have come since the list was made: asked by the list itself."""
    filters = Filters.read(request.GET)
    than = _read_id(request.GET.get("after")) or 0
    try:
        n_fresh = count_newer(prepare(filters), than=than)
    except (QueryError, FilterGone):
        n_fresh = 0
    context = {
        "n_fresh": n_fresh,
        "is_capped": n_fresh >= FRESH_CAP,
        "list_url": _list_url(filters),
    }
    return render(request, "topics/_fresh.html", context)


@require_GET
@allow(*TEAM)
@declares(MENTIONS, READINGS, CORRECTIONS, GROUPS)
def mention_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mention in its conversation."""
    mention = mention_kept(pk)
    if mention is None:
        raise Http404
    marker = Marker.of(read_or_none(request.GET.get("q", "")))
    row = rows_of([mention], marker, is_whole=True)[0]
    thread = thread_of(mention)
    conversation = arrange(rows_of(thread, marker), pk) if len(thread) > 1 else None
    context = {
        "row": row,
        "paragraphs": [marker.mark(line) for line in mention.text.splitlines() if line.strip()],
        "conversation": conversation,
        "hashtags": [tag.lstrip("#") for tag in mention.extra.get("hashtags", ())],
        "place": mention.extra.get("place", ""),
        "author_list": _author_list(row.author_handle or mention.author.handle),
        "group": _group(mention),
        "may_edit": may_edit(request),
        "topics": sorted(Topic.objects.all(), key=lambda topic: topic not in row.topics),
        "copies": copies_of(row),
        "said": said_of(row),
        "sentiments": SENTIMENTS.items(),
        "intents": INTENTS.items(),
        "corrections": corrections_of(pk) if row.reading else [],
    }
    return render(request, "topics/mention_detail.html", context)


@require_GET
@allow(*TEAM)
@declares(MENTIONS)
def mention_export(request: HttpRequest) -> HttpResponseBase:
    """All mentions of the list as a file."""
    filters = Filters.read(request.GET)
    form = request.GET.get("form", "csv")
    if form not in FORMS:
        raise Http404
    try:
        search = prepare(filters)
    except (QueryError, FilterGone) as error:
        raise Http404 from error
    n_mentions = count(search).n
    record_export(
        filters=filters, form=form, n_mentions=n_mentions, by=member_of(request), at=timezone.now()
    )
    return stream_export(request, search, form)


def _group(mention: Mention) -> dict[str, str]:
    """In which capacity the author speaks, and why we think so."""
    placed = None if mention.is_masked else placement_of(mention.author)
    if placed is None:
        return {"name": "", "reason": ""}
    return {"name": group_name(placed.group), "reason": reason(placed)}


def _look_up(filters: Filters, *, before: int | None) -> Outcome:
    try:
        query = parse_here(filters.q) if filters.q else None
        search: Search = prepare(filters)
    except QueryError as error:
        return Outcome(problem=problem_of(error, filters.q))
    except FilterGone as error:
        return Outcome(gone=error.name)
    found = find(search, before=before, limit=PAGE_SIZE)
    warnings = [warning_sentence(warning) for warning in query.warnings] if query else []
    if is_cut(filters):
        warnings.append(_cut_sentence())
    return Outcome(found=found, query=query, warnings=warnings)


def _cut_sentence() -> str:
    return _(
        "More than %(n)s authors stand in this group. This list has what the first %(n)s said; the"
        " number of the group counts all of them, and a file has what all of them said."
    ) % {"n": number(MOST_AUTHORS)}


def _page(outcome: Outcome, filters: Filters, *, before: int | None) -> dict[str, Any]:
    found = outcome.found
    page: dict[str, Any] = {"problem": outcome.problem, "gone": outcome.gone, "rows": []}
    if found is None:
        return page
    newest = found.mentions[0].pk if found.mentions else 0
    return page | {
        "warnings": outcome.warnings,
        "rows": rows_of(found.mentions, Marker.of(outcome.query)),
        "count_words": count_words(found.count),
        "next_page": found.next_before and _list_url(filters, before=found.next_before),
        "first_page": before and _list_url(filters),
        "fresh_url": "" if before else _fresh_url(filters, after=newest),
    }


def _chips(filters: Filters, choices: Choices) -> list[Chip]:
    named = {
        "q": _("Words: %(value)s"),
        "topic": _("Topic: %(value)s"),
        "theme": _("Theme: %(value)s"),
        "platform": _("Platform: %(value)s"),
        "language": _("Language: %(value)s"),
        "sentiment": _("Sounds: %(value)s"),
        "intent": _("Wants: %(value)s"),
        "source": _("Source: %(value)s"),
        "group": _("Stakeholders: %(value)s"),
        "about": _("About one of our topics"),
        "since": _("From %(value)s"),
        "until": _("Up to %(value)s"),
        "fold": _("Every story once"),
    }
    return [
        Chip(
            named[name] % {"value": _said(name, filters, choices)},
            _list_url(filters.without(name)),
        )
        for name in filters.params
    ]


def _said(name: str, filters: Filters, choices: Choices) -> str:
    value = getattr(filters, name)
    if name in _SAID:
        return _SAID[name](value)
    gone = _("not there any more")
    match name:
        case "topic":
            return next((each.name for each in choices.topics if each.pk == value), gone)
        case "theme":
            return theme_name(value) or gone
        case "source":
            return next((each.name for each in choices.sources if each.pk == value), gone)
        case "since" | "until":
            return date_format(value, "DATE_FORMAT")
        case _:
            return Truncator(value).chars(60)


def _views(member: Member, filters: Filters) -> list[dict[str, Any]]:
    return [_view(view, member, filters) for view in views_for(member)]


def _view(view: SavedView, member: Member, filters: Filters) -> dict[str, Any]:
    kept = Filters.read(view.filters)
    return {
        "pk": view.pk,
        "name": view.name,
        "url": _list_url(kept),
        "is_shared": view.is_shared,
        "is_mine": view.member_id == member.pk,
        "is_current": kept == filters,
    }


def _list_url(filters: Filters, *, before: int | None = None) -> str:
    address = filters.address
    if before is not None:
        address += f"{'&' if address else ''}before={before}"
    return reverse("topics:mention-list") + (f"?{address}" if address else "")


def _fresh_url(filters: Filters, *, after: int) -> str:
    address = f"{filters.address}&" if filters else ""
    return f"{reverse('topics:mention-fresh')}?{address}after={after}"


def _author_list(handle: str) -> str:
    quoted = handle.lstrip("@").replace('"', " ").strip()
    return _list_url(Filters(q=f'author:"{quoted}"')) if quoted else ""


def _read_id(text: str | None) -> int | None:
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 19:  # noqa: PLR2004  # digits of 2**63
        return None
    return min(int(text), 2**63 - 1)
