"""Screens for every reader: the archive, and whether I get it by mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.community.reading import id_in
from klankbord.ambassadors.newsletters import actions, queries
from klankbord.ambassadors.newsletters.declarations import DELIVERY, QUOTED
from klankbord.ambassadors.newsletters.letters import member_of_token
from klankbord.ambassadors.newsletters.models import Edition
from klankbord.people.access import MemberRequest, allow_everybody, allow_members
from klankbord.people.models import Member
from klankbord.trust.register import declares


@allow_members
@declares(DELIVERY)
@require_GET
def edition_list(request: MemberRequest) -> HttpResponse:
    """All editions, newest first."""
    editions = queries.editions_for(request.user, before=id_in(request.GET, "before"))
    shown = list(editions[: queries.PAGE + 1])
    context = {
        "editions": shown[: queries.PAGE],
        "before": shown[queries.PAGE - 1].pk if len(shown) > queries.PAGE else None,
        "is_editor": queries.is_editor(request.user),
        "is_subscribed": queries.is_subscribed(request.user),
    }
    return render(request, "newsletters/edition_list.html", context)


@allow_members
@declares(QUOTED)
@require_GET
def edition_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Read an edition; a draft opens in the editor."""
    edition = get_object_or_404(queries.editions_for(request.user), pk=pk)
    if edition.is_draft:
        return redirect("newsletters:edition-edit", pk=pk)
    cards = [card for card in queries.item_cards(edition) if card.item.is_included]
    context = {"edition": edition, "cards": cards}
    if edition.state == Edition.State.SENDING:
        context["progress"] = queries.sending_progress(edition)
    return render(request, "newsletters/edition_detail.html", context)


@allow_members
@declares(DELIVERY)
@require_POST
def subscription_change(request: MemberRequest) -> HttpResponse:
    """Get the newsletter by mail, or not."""
    is_on = request.POST.get("on") == "1"
    actions.change_subscription(member_id=request.user.pk, is_on=is_on, at=timezone.now())
    words = (
        _("From now on you get the newsletter by mail.")
        if is_on
        else _("You no longer get the newsletter by mail. You can read it here.")
    )
    messages.success(request, words)
    return redirect("newsletters:edition-list")


@allow_everybody
@declares(DELIVERY)
@csrf_exempt  # mail programs press the button for people (RFC 8058); the token is the proof
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The way out of the letter; only pressing the button counts, scanners merely open pages."""
    member_pk = member_of_token(token)
    if member_pk is None:
        raise Http404
    member = get_object_or_404(Member.objects, pk=member_pk)
    if request.method == "POST":
        actions.change_subscription(member_id=member.pk, is_on=False, at=timezone.now())
    context = {"is_done": request.method == "POST"}
    return render(request, "newsletters/unsubscribe.html", context)
