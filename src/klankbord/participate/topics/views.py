"""Screens of topics."""

import datetime as dt
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.connectors.x.searches import Searches, searches_of
from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.listening.hearing import too_low_words, unheard_days, unheard_words
from klankbord.participate.listening.platforms import PLATFORMS
from klankbord.participate.listening.queries import heard_at, local_day
from klankbord.participate.topics.actions import delete_topic, pause_topic, resume_topic
from klankbord.participate.topics.declarations import MENTIONS, TOPICS
from klankbord.participate.topics.listing import rows_of
from klankbord.participate.topics.marking import Marker
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.precision import samples_of
from klankbord.participate.topics.queries import (
    MONTH,
    WEEK,
    matched_ids,
    read_or_none,
    reading_of,
    topic_days,
    topic_rows,
)
from klankbord.participate.topics.replaying import replay_of
from klankbord.people.access import allow
from klankbord.people.models import Member, Role
from klankbord.trust.register import declares
from klankbord.ui.charts import volume_chart
from klankbord.ui.pictures import picture_response

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
EDITORS = (Role.MANAGER, Role.ADMINISTRATOR)
DAY, QUARTER = dt.timedelta(days=1), dt.timedelta(days=90)
N_NEWEST = 10


@require_GET
@allow(*TEAM)
@declares(TOPICS)
def topic_list(request: HttpRequest) -> HttpResponse:
    """All topics with what was heard lately."""
    now = timezone.now()
    today = local_day(now)
    context = {
        "rows": topic_rows(today=today),
        "too_low": too_low_words(since=today - MONTH + DAY, until=today, now=now),
        "week_since": today - WEEK + DAY,
        "month_since": today - MONTH + DAY,
        "may_edit": may_edit(request),
    }
    return render(request, "topics/topic_list.html", context)


@require_GET
@allow(*TEAM)
@declares(TOPICS, MENTIONS)
def topic_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic: its volume and its newest matches."""
    topic = get_object_or_404(Topic, pk=pk)
    now = timezone.now()
    today = local_day(now)
    counts = [n for _day, n in topic_days(topic=topic, since=today - QUARTER + DAY, until=today)]
    newest = mentions_shown(matched_ids(topic_id=pk, limit=N_NEWEST))
    context = {
        "topic": topic,
        "reading": reading_of(topic.query),
        "figures": [_figure(counts, span, today) for span in (WEEK, MONTH, QUARTER)],
        "too_low": too_low_words(since=today - QUARTER + DAY, until=today, now=now),
        "rows": rows_of(newest, Marker.of(read_or_none(topic.query))),
        "replay": replay_of(topic),
        "sample": samples_of(topic).filter(n_labelled__gt=0).first(),
        "may_edit": may_edit(request),
    }
    return render(request, "topics/topic_detail.html", context)


@require_GET
@allow(*TEAM)
@declares(TOPICS)
def topic_volume(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a topic's mentions a day, over ninety days."""
    topic = get_object_or_404(Topic, pk=pk)
    now = timezone.now()
    today = local_day(now)
    since = today - QUARTER + DAY
    days = topic_days(topic=topic, since=since, until=today)
    unheard = unheard_words(unheard_days(since=since, until=today, now=now))
    return picture_response(request, volume_chart(f"topic-{pk}-volume", days, unheard=unheard))


@require_GET
@allow(*EDITORS)
@declares(TOPICS)
def topic_searches(request: HttpRequest, pk: int) -> HttpResponse:
    """The query as searches for X, each a source that can be added."""
    topic = get_object_or_404(Topic, pk=pk)
    query = read_or_none(topic.query)
    found = searches_of(query.tree) if query else Searches(())
    addresses = {words: f"https://x.com/search?q={quote(words)}" for words in found.words}
    sources = heard_at(addresses.values())
    context = {
        "topic": topic,
        "searches": [(words, at, sources.get(at)) for words, at in addresses.items()],
        "wider": found.wider,
        "unheard": found.unheard,
        "platform": PLATFORMS["x"],
    }
    return render(request, "topics/topic_searches.html", context)


@require_POST
@allow(*EDITORS)
@declares(TOPICS)
def topic_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a topic, or listen again."""
    topic = get_object_or_404(Topic, pk=pk)
    change = pause_topic if topic.is_active else resume_topic
    change(topic=topic, by=member_of(request), at=timezone.now())
    return redirect("topics:topic-detail", pk=pk)


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(TOPICS)
def topic_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a topic."""
    topic = get_object_or_404(Topic, pk=pk)
    if request.method == "GET":
        return render(request, "topics/topic_delete.html", {"topic": topic})
    delete_topic(topic=topic, by=member_of(request), at=timezone.now())
    messages.success(request, _("The topic “%(name)s” is deleted.") % {"name": topic.name})
    return redirect("topics:topic-list")


def may_edit(request: HttpRequest) -> bool:
    """Whether this member may change topics."""
    return member_of(request).has_role(*EDITORS)


def member_of(request: HttpRequest) -> Member:
    """Who asks; the middleware let only members in."""
    if not isinstance(request.user, Member):
        raise TypeError(request.user)
    return request.user


def _figure(counts: list[int], span: dt.timedelta, today: dt.date) -> dict[str, Any]:
    labels = {WEEK: _("last 7 days"), MONTH: _("last 28 days"), QUARTER: _("last 90 days")}
    shown = counts[-span.days :]
    return {
        "n": sum(shown),
        "label": labels[span],
        "since": today - span + DAY,
        "counts": shown,
    }
