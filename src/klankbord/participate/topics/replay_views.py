"""Watch a replay, stop it, go on with it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klankbord.participate.topics.declarations import TOPICS
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.replaying import (
    cancel_replay,
    continue_replay,
    replay_again,
    replay_of,
)
from klankbord.participate.topics.views import EDITORS, TEAM, may_edit, member_of
from klankbord.people.access import allow
from klankbord.trust.register import declares


@require_GET
@allow(*TEAM)
@declares(TOPICS)
def replay_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the look through the archive is; asks for itself again as long as it lives."""
    topic = get_object_or_404(Topic, pk=pk)
    context = {"topic": topic, "replay": replay_of(topic), "may_edit": may_edit(request)}
    return render(request, "topics/_replay.html", context | {"was_live": True})


@require_POST
@allow(*EDITORS)
@declares(TOPICS)
def replay_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop looking; what was found stays."""
    return _act(request, pk, cancel_replay)


@require_POST
@allow(*EDITORS)
@declares(TOPICS)
def replay_continue(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where it stopped."""
    return _act(request, pk, continue_replay)


@require_POST
@allow(*EDITORS)
@declares(TOPICS)
def replay_restart(request: HttpRequest, pk: int) -> HttpResponse:
    """Look through the whole archive once more."""
    return _act(request, pk, replay_again)


def _act(request: HttpRequest, pk: int, act: Callable[..., None]) -> HttpResponse:
    topic = get_object_or_404(Topic, pk=pk)
    act(topic=topic, by=member_of(request), at=timezone.now())
    return redirect("topics:topic-detail", pk=pk)
