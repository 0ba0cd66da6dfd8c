"""Screens for every colleague: what can be answered, and what came of earlier rounds."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from klankbord.ambassadors.pulse import pictures, queries, words
from klankbord.ambassadors.pulse.declarations import ASKED, RESULTS
from klankbord.ambassadors.pulse.models import PulseRound
from klankbord.ambassadors.pulse.results import Results, results_of
from klankbord.people.access import MemberRequest, allow_members
from klankbord.trust.register import declares
from klankbord.ui.pictures import picture_response

SHOWN = 20


@allow_members
@declares(ASKED, RESULTS)
@require_GET
def round_list(request: MemberRequest) -> HttpResponse:
    """What can be answered now, what came of the last round, and all before."""
    now = timezone.now()
    told = list(queries.rounds_told()[:SHOWN])
    context = {
        "open": queries.rounds_open(at=now),
        "told": told,
        "newest": words.headlines(_results(told[0])) if told else (),
        "is_asker": queries.is_asker(request.user),
    }
    if context["is_asker"]:
        context["planned"] = queries.rounds_planned(at=now)
    return render(request, "pulse/round_list.html", context)


@allow_members
@declares(RESULTS)
@require_GET
def round_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What came of a round; before its close, that there is nothing to see yet."""
    now = timezone.now()
    round_ = get_object_or_404(queries.rounds_visible(request.user, at=now), pk=pk)
    context = {"round": round_, "is_asker": queries.is_asker(request.user)}
    if not round_.told_at:
        context["is_open"] = round_.opens_at <= now < round_.closes_at
        context["is_over"] = now >= round_.closes_at
        return render(request, "pulse/round_waiting.html", context)
    results = _results(round_)
    context |= {
        "headlines": words.headlines(results),
        "facts": words.facts(results),
        "subjects": [words.subject_card(each) for each in results.subjects],
        "recommend": words.recommend_card(results),
        "n_more": max(len(results.subjects) - 1, 0),
    }
    return render(request, "pulse/round_detail.html", context)


@allow_members
@declares(RESULTS)
@require_GET
def round_picture(request: MemberRequest, pk: int) -> HttpResponse:
    """Every subject of a round as a dot with its bounds, beside the wave before."""
    told = queries.rounds_visible(request.user, at=timezone.now()).filter(told_at__isnull=False)
    return picture_response(
        request, pictures.subjects_picture(_results(get_object_or_404(told, pk=pk)))
    )


def _results(round_: PulseRound) -> Results:
    return results_of(round_, earlier=queries.earlier_rounds(round_))
