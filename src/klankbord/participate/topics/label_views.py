"""The team's own labels: give some, see what they bring, put that to use."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from klankbord.core.text.understanding.opinions import SENTIMENTS, UNSURE
from klankbord.jobs.queue import enqueue
from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.topics.declarations import MENTIONS
from klankbord.participate.topics.listing import rows_of
from klankbord.participate.topics.marking import Marker
from klankbord.participate.topics.views import EDITORS, TEAM, may_edit, member_of
from klankbord.participate.understanding.actions import NothingToCorrect, correct_reading
from klankbord.participate.understanding.adaptations import languages_seldom_negative
from klankbord.participate.understanding.declarations import CORRECTIONS, READINGS
from klankbord.participate.understanding.learning import (
    ENOUGH,
    LEAST_OF_EACH,
    drift,
    labels_given,
    put_in_use,
    stop_using,
)
from klankbord.participate.understanding.models import Adaptation, Aspect
from klankbord.participate.understanding.queries import drawn_by_chance, n_to_redo
from klankbord.participate.understanding.words import SENTIMENTS as NAMES
from klankbord.people.access import allow
from klankbord.trust.register import declares

N_DRAWN = 10


@require_GET
@allow(*TEAM)
@declares(MENTIONS, READINGS, CORRECTIONS)
def label_list(request: HttpRequest) -> HttpResponse:
    """How many labels there are, what they brought, and ten mentions to label."""
    now = timezone.now()
    counts = _counts()
    drawn = mentions_shown(drawn_by_chance(N_DRAWN))
    context = {
        "counts": [(NAMES[label], counts[label]) for label in SENTIMENTS],
        "n_labels": sum(counts.values()),
        "enough": ENOUGH,
        "may_learn": may_edit(request) and min(counts.values()) >= LEAST_OF_EACH,
        "least": LEAST_OF_EACH,
        "adaptations": list(Adaptation.objects.all()[:10]),
        "n_to_redo": n_to_redo(),
        "is_seldom_negative": bool(languages_seldom_negative()),
        "drift": drift(at=now),
        "rows": [row for row in rows_of(drawn, Marker.of(None)) if row.reading],
        "choices": [(label, NAMES[label]) for label in (*SENTIMENTS, UNSURE)],
        "may_edit": may_edit(request),
    }
    return render(request, "topics/label_list.html", context)


@require_POST
@allow(*TEAM)
@declares(CORRECTIONS)
def label_give(request: HttpRequest) -> HttpResponse:
    """Keep the labels that were given, all or some."""
    n_given = 0
    given = dict(_given(request))
    for mention in mentions_shown(list(given)):
        try:
            correct_reading(
                mention=mention,
                aspect=Aspect.SENTIMENT,
                label=given[mention.pk],
                by=member_of(request),
                at=timezone.now(),
                is_drawn=True,
            )
            n_given += 1
        except (ValueError, NothingToCorrect):
            continue
    said = ngettext("Thank you: %(n)s label.", "Thank you: %(n)s labels.", n_given)
    messages.success(request, said % {"n": n_given})
    return redirect("topics:label-list")


@require_POST
@allow(*EDITORS)
@declares(CORRECTIONS)
def label_learn(request: HttpRequest) -> HttpResponse:
    """Begin to learn from the labels."""
    member, now = member_of(request), timezone.now()
    payload = {"member_id": member.pk}
    enqueue("understanding.learn", payload=payload, unique_key="understanding.learn", at=now)
    messages.success(request, _("The program learns from your labels. That takes a moment."))
    return redirect("topics:label-list")


@require_POST
@allow(*EDITORS)
@declares(CORRECTIONS)
def label_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Read by what was learned, or as the model came."""
    adaptation = get_object_or_404(Adaptation, pk=pk)
    if adaptation.is_in_use:
        stop_using(by=member_of(request), at=timezone.now())
        messages.success(request, _("The program reads as it came again."))
    else:
        put_in_use(adaptation=adaptation, by=member_of(request), at=timezone.now())
        messages.success(request, _("The program reads by your labels now, and reads again."))
    return redirect("topics:label-list")


def _counts() -> dict[str, int]:
    given = list(labels_given().values())
    return {label: given.count(label) for label in SENTIMENTS}


def _given(request: HttpRequest) -> Iterator[tuple[int, Any]]:
    for name, value in request.POST.items():
        digits = name.removeprefix("m")
        if name.startswith("m") and digits.isascii() and digits.isdecimal() and len(digits) < 20:  # noqa: PLR2004  # 2**63
            yield min(int(digits), 2**63 - 1), value
