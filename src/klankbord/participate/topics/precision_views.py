"""Draw a sample of matches, tell them apart, and see how sure the figure is."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.topics.declarations import MENTIONS, TOPICS
from klankbord.participate.topics.listing import Row, rows_of
from klankbord.participate.topics.marking import Marker
from klankbord.participate.topics.models import PrecisionSample, Topic
from klankbord.participate.topics.precision import (
    NothingToDraw,
    draw_sample,
    label_sample,
    samples_of,
)
from klankbord.participate.topics.queries import read_or_none
from klankbord.participate.topics.views import EDITORS, TEAM, may_edit, member_of
from klankbord.people.access import allow
from klankbord.trust.register import declares


@dataclass(frozen=True)
class Drawn:
    """One match of the sample, ready to be shown."""

    row: Row
    is_relevant: bool | None


@require_GET
@allow(*TEAM)
@declares(TOPICS, MENTIONS)
def precision(request: HttpRequest, pk: int) -> HttpResponse:
    """The samples of a topic, the newest one to be labelled."""
    topic = get_object_or_404(Topic, pk=pk)
    samples = list(samples_of(topic)[:20])
    newest = samples[0] if samples else None
    context = {
        "topic": topic,
        "samples": samples,
        "sample": newest,
        "drawn": _drawn(topic, newest) if newest else [],
        "is_relabelling": "again" in request.GET,
        "may_edit": may_edit(request),
    }
    return render(request, "topics/precision.html", context)


@require_POST
@allow(*EDITORS)
@declares(TOPICS)
def sample_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a new sample."""
    topic = get_object_or_404(Topic, pk=pk)
    try:
        draw_sample(topic=topic, by=member_of(request), at=timezone.now())
    except NothingToDraw:
        messages.error(request, _("There is nothing to draw from: no mention matches yet."))
    return redirect("topics:precision", pk=pk)


@require_POST
@allow(*TEAM)
@declares(TOPICS)
def sample_label(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the labels that were given, all or some."""
    topic = get_object_or_404(Topic, pk=pk)
    sample = samples_of(topic).filter(pk=_number(request.POST.get("sample", ""))).first()
    if sample is None:
        messages.error(request, _("This sample is not there any more."))
        return redirect("topics:precision", pk=pk)
    labels = {
        _number(name.removeprefix("m")): value == "yes"
        for name, value in request.POST.items()
        if name.startswith("m") and value in {"yes", "no"}
    }
    label_sample(sample=sample, labels=labels)
    if sample.is_complete:
        messages.success(request, _("Thank you. The sample is complete."))
    return redirect("topics:precision", pk=pk)


def _drawn(topic: Topic, sample: PrecisionSample) -> list[Drawn]:
    labels = dict(sample.rows.values_list("mention_id", "is_relevant"))
    version = topic.versions.filter(number=sample.version).first()
    marker = Marker.of(read_or_none(version.query if version else topic.query))
    rows = rows_of(mentions_shown(list(labels)), marker)
    return [Drawn(row, labels[row.id]) for row in rows]


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < 20  # noqa: PLR2004  # 2**63
    return min(int(text), 2**63 - 1) if is_number else 0
