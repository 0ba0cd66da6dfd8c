"""Voting without a name: the sheet, the token for who is signed in, the ballot from nobody.

The two addresses are apart on purpose, as in the pulse; see `trust.ballots.answers`.
"""

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from klankbord.ambassadors.community import audience
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.polls import queries
from klankbord.ambassadors.community.polls.actions import marks_of
from klankbord.ambassadors.community.polls.declarations import RESULTS
from klankbord.ambassadors.community.polls.models import Poll
from klankbord.people.access import MemberRequest, allow_everybody, allow_members
from klankbord.people.limits.counting import OWN, caller_of, is_within
from klankbord.trust.ballots.answers import answer_cast, answer_token
from klankbord.trust.ballots.declarations import BALLOT, TOKEN_FETCHED
from klankbord.trust.ballots.models import BallotRound
from klankbord.trust.ballots.queries import offer_of, published_round
from klankbord.trust.register import declares

CASTS = 120  # a minute from one network: a whole office may sit behind it


@allow_members
@declares(WORDS, TOKEN_FETCHED)
@require_GET
def poll_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """What can be chosen, for a browser that seals it."""
    poll, vote = _anonymous_or_404(request, pk)
    if poll.closes_at <= timezone.now():
        return redirect("community:post-detail", pk=pk)
    choices = list(poll.choices.all())
    marks = marks_of(poll, len(choices))
    context = {
        "poll": poll,
        "rows": [(choice, letter) for choice, (_place, letter) in zip(choices, marks, strict=True)],
        "blank": "" if not poll.has_several else queries.NOT_CHOSEN,
        "is_entitled": queries.is_entitled(request.user, poll),
        "least": vote.least,
        "offer": json.dumps(offer_of(vote)),
    }
    return render(request, "community/poll_answer.html", context)


@allow_members
@declares(TOKEN_FETCHED)
@require_POST
def poll_token(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign the blinded token of a colleague who was in the group when the poll was made."""
    poll, vote = _anonymous_or_404(request, pk)
    if not queries.is_entitled(request.user, poll):
        return JsonResponse({"reason": "not-entitled"}, status=403)
    now = timezone.now()
    return answer_token(request, round=vote, member=f"member:{request.user.pk}", at=now)


@csrf_exempt  # comes without cookies: the signed token is the proof
@allow_everybody
@declares(BALLOT)
@require_POST
def poll_cast(request: HttpRequest, key: str) -> HttpResponse:
    """Take a ballot from whoever holds a token of this poll."""
    now = timezone.now()
    if not is_within("poll-cast", caller_of(request), CASTS, at=now, where=OWN):
        return JsonResponse({"reason": "busy"}, status=429, headers={"Retry-After": "60"})
    poll = queries.poll_of_key(key)
    if poll is None or poll.vote is None:
        raise Http404
    return answer_cast(request, round=poll.vote, at=now)


@allow_members
@declares(RESULTS)
@require_GET
def poll_ballots(request: MemberRequest, pk: int) -> HttpResponse:
    """The list of ballots of a closed poll, to find one's own receipt; not what they say."""
    poll, vote = _anonymous_or_404(request, pk)
    if poll.counted_at is None:
        raise Http404
    answer = JsonResponse(published_round(vote) or {}, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="ballots-{poll.pk}.json"'
    return answer


def _anonymous_or_404(request: MemberRequest, pk: int) -> tuple[Poll, BallotRound]:
    polls = audience.polls_readable(request.user).filter(is_anonymous=True, vote__isnull=False)
    poll = get_object_or_404(polls.select_related("post__group", "post__author", "vote"), pk=pk)
    if poll.vote is None:
        raise Http404
    return poll, poll.vote
