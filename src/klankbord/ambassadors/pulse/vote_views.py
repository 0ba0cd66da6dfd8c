"""Answering: the sheet, the token for who is signed in, and the ballot from nobody in particular.

The two addresses are apart on purpose. The first knows who asks and signs what it cannot read. The
second takes a sheet without cookies and keeps nothing of where it came from: its count of tries
stays in the memory of the process, and goes with the minute.
"""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from klankbord.ambassadors.pulse import queries
from klankbord.ambassadors.pulse.declarations import ASKED
from klankbord.ambassadors.pulse.instruments import LETTERS, said
from klankbord.ambassadors.pulse.models import PulseRound
from klankbord.people.access import MemberRequest, allow_everybody, allow_members
from klankbord.people.limits.counting import OWN, caller_of, is_within
from klankbord.trust.ballots.answers import answer_cast, answer_token
from klankbord.trust.ballots.declarations import BALLOT, TOKEN_FETCHED
from klankbord.trust.ballots.queries import offer_of, published_round
from klankbord.trust.register import declares, no_personal_data

CASTS = 120  # a minute from one network: a whole office may sit behind it


@allow_members
@declares(ASKED, TOKEN_FETCHED)
@require_GET
def round_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """The sheet, one statement at a time on a phone."""
    now = timezone.now()
    round_ = queries.rounds_open(at=now).filter(pk=pk).first()
    if round_ is None or round_.vote is None:
        return redirect("pulse:round-detail", pk=pk)
    survey = round_.survey
    steps = range(1, survey.points + 1)
    context = {
        "round": round_,
        "survey": survey,
        "subjects": survey.subjects,
        "steps": [(LETTERS[step], step) for step in steps],
        "low": said(survey.low),
        "high": said(survey.high),
        "recommend": said(survey.recommend) if survey.recommend else "",
        "recommend_steps": list(zip(LETTERS, range(len(LETTERS)), strict=True)),
        "n_questions": len(survey.sheet),
        "is_entitled": queries.is_entitled(request.user, round_),
        "offer": json.dumps(offer_of(round_.vote)),
    }
    return render(request, "pulse/round_answer.html", context)


@allow_members
@declares(TOKEN_FETCHED)
@require_POST
def round_token(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign the blinded token of a member who was here when the round was made."""
    now = timezone.now()
    round_ = get_object_or_404(queries.rounds_open(at=now), pk=pk)
    vote = round_.vote
    if vote is None or not queries.is_entitled(request.user, round_):
        return JsonResponse({"reason": "not-entitled"}, status=403)
    return answer_token(request, round=vote, member=f"member:{request.user.pk}", at=now)


@csrf_exempt  # comes without cookies: the signed token is the proof
@allow_everybody
@declares(BALLOT)
@require_POST
def round_cast(request: HttpRequest, key: str) -> HttpResponse:
    """Take a sheet from whoever holds a token of this round."""
    now = timezone.now()
    if not is_within("pulse-cast", caller_of(request), CASTS, at=now, where=OWN):
        return JsonResponse({"reason": "busy"}, status=429, headers={"Retry-After": "60"})
    round_ = get_object_or_404(PulseRound.objects.select_related("vote"), vote__key=key)
    if round_.vote is None:
        return JsonResponse({"reason": "unreadable"}, status=400)
    return answer_cast(request, round=round_.vote, at=now)


@allow_members
@no_personal_data("a list of ballots that lead to nobody, without what they say")
@require_GET
def round_ballots(request: MemberRequest, pk: int) -> HttpResponse:
    """The list of ballots of a closed round, to find one's own receipt and to check the count."""
    told = queries.rounds_visible(request.user, at=timezone.now()).filter(told_at__isnull=False)
    round_ = get_object_or_404(told, pk=pk, vote__isnull=False)
    published = published_round(round_.vote) if round_.vote else None
    answer = JsonResponse(published or {}, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="ballots-{round_.pk}.json"'
    return answer
