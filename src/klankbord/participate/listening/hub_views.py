"""The door for hubs: they ask whether we meant it, and say that a feed has news."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from klankbord.participate.listening import hubs
from klankbord.participate.listening.models import Push
from klankbord.people.access import allow_everybody
from klankbord.trust.register import no_personal_data

_LONGEST = 500  # letters of a challenge


@allow_everybody
@no_personal_data("says that a feed has news; what it says is read at the feed itself")
@csrf_exempt  # a program posts here: that is what the protocol is; the signature is the proof
@require_http_methods(["GET", "POST"])
def hub_tells(request: HttpRequest, token: str) -> HttpResponse:
    """A forged message gets the same answer as a real one (WebSub, section 8)."""
    push = get_object_or_404(Push.objects.select_related("source"), token=token)
    now = timezone.now()
    if request.method == "POST":
        signature = request.headers.get("X-Hub-Signature", "")
        hubs.heed(push=push, body=request.body, signature=signature, now=now)
        return HttpResponse(status=202)
    asked = request.GET
    if asked.get("hub.mode") == "denied":
        hubs.refuse_push(push=push)
        return HttpResponse(status=200)
    lease = asked.get("hub.lease_seconds", "")
    topic = asked.get("hub.topic", "")
    is_ours = asked.get("hub.mode") == "subscribe" and hubs.confirm(
        push=push, topic=topic, lease_seconds=lease, now=now
    )
    challenge = asked.get("hub.challenge", "")[:_LONGEST]
    return HttpResponse(
        challenge if is_ours else "", status=200 if is_ours else 404, content_type="text/plain"
    )
