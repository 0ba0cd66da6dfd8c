"""The overview: figures at once, pictures as they come into sight."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from klankbord.participate.insight import pictures
from klankbord.participate.insight.cross_table import Chosen
from klankbord.participate.insight.declarations import OVERVIEW
from klankbord.participate.insight.driver_lines import driver_lines
from klankbord.participate.insight.lines import (
    story_lines,
    theme_lines,
    tones,
    topic_lines,
)
from klankbord.participate.insight.links import (
    author_links,
    hashtag_links,
    intent_links,
    language_links,
    mentions_url,
    place_links,
    platform_links,
    sentiment_links,
    topic_links,
    unread_links,
)
from klankbord.participate.insight.period import CHOICES, Period
from klankbord.participate.insight.queries import Figures
from klankbord.participate.insight.sentences import (
    change_words,
    day_words,
    headline,
    rising_words,
    spike_sentence,
)
from klankbord.participate.listening.queries import local_day
from klankbord.participate.topics.models import Driver, Topic
from klankbord.participate.topics.views import may_edit
from klankbord.participate.understanding.declarations import READINGS
from klankbord.participate.understanding.themes import last_round
from klankbord.people.access import allow
from klankbord.people.models import Role
from klankbord.trust.register import declares
from klankbord.ui.pictures import picture_response

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
MAX_SPIKES = 5
MAX_SILENT = 8


@require_GET
@allow(*TEAM)
@declares(OVERVIEW, READINGS)
def overview(request: HttpRequest) -> HttpResponse:
    """What was said in a period: figures, days that stand out, and room for the pictures."""
    figures = figures_of(request)
    context = shown(figures, Chosen.read(request.GET)) | {
        "choices": _choices(figures, request),
        "may_edit": may_edit(request),
    }
    return render(request, "insight/overview.html", context)


def shown(figures: Figures, chosen: Chosen) -> dict[str, Any]:
    """What the screen shows of figures; `chosen` is what the cross table is narrowed to."""
    period = figures.period
    last = None if figures.topic else last_round()
    return {
        "figures": figures,
        "period": period,
        "round": last,
        "drivers": driver_lines(figures),
        "n_drivers_missing": len(Driver) - len(figures.drivers),
        "themes": theme_lines(until=last.last_on) if last else [],
        "headline": headline(figures),
        "change": change_words(figures.mentions) if figures.is_comparable else "",
        "rising": [
            {
                "row": row,
                "words": rising_words(row),
                "url": mentions_url(period, topic=row.topic.pk),
            }
            for row in figures.rising[:3]
        ],
        "spikes": _spikes(figures),
        "silent": _silent(figures),
        "list_url": mentions_url(figures),
        "address": f"?{urlencode(figures.choices | chosen.params)}",
        "tones": tones(figures),
        "table": topic_lines(figures) if figures.topic is None else [],
        "stories": story_lines(figures),
        "sentiment_links": sentiment_links(figures),
        "intent_links": intent_links(figures),
        "place_links": [] if figures.topic else place_links(figures),
        "unread_links": unread_links(figures),
        "count_choices": _count_choices(figures),
        "topic_links": topic_links(figures),
        "author_links": author_links(figures),
        "hashtag_links": hashtag_links(figures),
        "platform_links": platform_links(figures),
        "language_links": language_links(figures),
    }


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_volume(request: HttpRequest) -> HttpResponse:
    """Mentions a day, with the days that stand out."""
    return picture_response(request, pictures.volume(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_matrix(request: HttpRequest) -> HttpResponse:
    """Who says something where."""
    return picture_response(request, pictures.matrix(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW, READINGS)
def picture_moods(request: HttpRequest) -> HttpResponse:
    """How much of what is clear sounds bad or good, over time."""
    return picture_response(request, pictures.moods(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW, READINGS)
def picture_intents(request: HttpRequest) -> HttpResponse:
    """What writers want."""
    return picture_response(request, pictures.intents(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_places(request: HttpRequest) -> HttpResponse:
    """What is said where."""
    return picture_response(request, pictures.places(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_topics(request: HttpRequest) -> HttpResponse:
    """Mentions a topic."""
    return picture_response(request, pictures.topics(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_drivers(request: HttpRequest) -> HttpResponse:
    """Mentions a driver."""
    return picture_response(request, pictures.drivers(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_authors(request: HttpRequest) -> HttpResponse:
    """Authors who are heard most."""
    return picture_response(request, pictures.authors(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_hashtags(request: HttpRequest) -> HttpResponse:
    """Hashtags that are used most."""
    return picture_response(request, pictures.hashtags(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_platforms(request: HttpRequest) -> HttpResponse:
    """Mentions a platform."""
    return picture_response(request, pictures.platforms(figures_of(request)))


@require_GET
@allow(*TEAM)
@declares(OVERVIEW)
def picture_languages(request: HttpRequest) -> HttpResponse:
    """Mentions a language."""
    return picture_response(request, pictures.languages(figures_of(request)))


def figures_of(request: HttpRequest, *, is_one_topic: bool = True) -> Figures:
    """The figures of the period and the topic in the address; the latter may be only a filter."""
    asked = request.GET.dict()
    if not is_one_topic:
        asked.pop("topic", None)
    try:
        return Figures.read(asked, today=local_day(timezone.now()))
    except Topic.DoesNotExist as error:
        raise Http404 from error


def _count_choices(figures: Figures) -> list[dict[str, Any]]:
    """Both ways to count, as addresses of this very period."""
    here = urlencode(Figures(figures.period, topic=figures.topic, only=figures.only).choices)
    return [
        {"label": _("Every mention"), "url": f"?{here}", "is_current": not figures.once},
        {
            "label": _("Every story once"),
            "url": f"?{here}&count=stories",
            "is_current": figures.once,
        },
    ]


def _choices(figures: Figures, request: HttpRequest) -> list[dict[str, Any]]:
    """Numbers of days, and which of them is shown; the rest of the choice stays."""
    is_custom = bool(request.GET.get("since"))
    rest = {key: value for key, value in figures.choices.items() if key not in {"since", "until"}}
    return [
        {
            "n": n,
            "url": f"?{urlencode({'days': n} | rest)}",
            "is_current": not is_custom and figures.period.n_days == n,
        }
        for n in CHOICES
    ]


def _spikes(figures: Figures) -> list[dict[str, Any]]:
    """The strongest days, in order of time."""
    strongest = sorted(figures.spikes, key=lambda each: -each.spike.count)[:MAX_SPIKES]
    return [
        {
            "day": day_words(each.spike.on),
            "n": each.spike.count,
            "sentence": spike_sentence(each),
            "url": mentions_url(
                Period(each.spike.on, each.spike.on),
                topic=figures.topic.pk if figures.topic else None,
            ),
        }
        for each in sorted(strongest, key=lambda each: each.spike.on, reverse=True)
    ]


def _silent(figures: Figures) -> list[dict[str, Any]]:
    """Sources that were silent, with on how many days, most days first."""
    n_days = Counter(
        (each.source_id, each.source) for silent in figures.unheard.values() for each in silent
    )
    return [
        {
            "source": source,
            "url": reverse("listening:source-detail", args=[pk]),
            "words": ngettext("%(n)s day", "%(n)s days", n) % {"n": number_format(n)},
        }
        for (pk, source), n in n_days.most_common(MAX_SILENT)
    ]
