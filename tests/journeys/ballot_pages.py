"""A page and two addresses for the browser test; the pulse room makes the real ones."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from klankbord.people.access import allow_everybody
from klankbord.trust.ballots import actions, queries
from klankbord.trust.ballots.actions import CastBallot
from klankbord.trust.ballots.models import BallotRound
from klankbord.trust.register import no_personal_data

SEEN: list[dict[str, str]] = []


@allow_everybody
@no_personal_data("a test")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><html lang=en><title>Vote</title><h1>Vote</h1>")


@allow_everybody
@no_personal_data("a test")
def offer(request: HttpRequest) -> JsonResponse:
    return JsonResponse(queries.offer_of(BallotRound.objects.get()))


@csrf_exempt
@allow_everybody
@no_personal_data("a test")
def token(request: HttpRequest) -> JsonResponse:
    signed = actions.issue_token(
        round=BallotRound.objects.get(),
        member="member:1",
        blinded=bytes.fromhex(json.loads(request.body)["blinded"]),
        at=timezone.now(),
    )
    return JsonResponse({"signed": signed.hex()})


@csrf_exempt
@allow_everybody
@no_personal_data("a test")
def cast(request: HttpRequest) -> JsonResponse:
    SEEN.append(dict(request.headers))
    ballot = CastBallot(**json.loads(request.body))
    round_ = BallotRound.objects.get()
    return JsonResponse(
        {"commitment": actions.cast_ballot(round=round_, cast=ballot, at=timezone.now())}
    )


urlpatterns = [
    path("", page),
    path("offer", offer),
    path("token", token),
    path("cast", cast),
    path("", include("klankbord.site.urls")),
]
