"""Screens about what I am told: the list, my choices about mail, and the way out of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.community.audience import groups_of
from klankbord.ambassadors.community.declarations import NOTIFICATIONS
from klankbord.ambassadors.community.notifications import actions, queries
from klankbord.ambassadors.community.notifications.forms import MailChoiceForm
from klankbord.ambassadors.community.notifications.letters import stop_of_token
from klankbord.ambassadors.community.notifications.models import Letter, Notification
from klankbord.ambassadors.community.notifications.reasons import ICONS, reasons_for
from klankbord.ambassadors.community.reading import id_in
from klankbord.people.access import MemberRequest, allow_everybody, allow_guests
from klankbord.people.models import Member
from klankbord.people.queries import zone_of
from klankbord.trust.register import declares

PAGE = 30


@allow_guests
@declares(NOTIFICATIONS)
@require_GET
def notification_list(request: MemberRequest) -> HttpResponse:
    """What I am told, newest first."""
    told = queries.notifications_shown(request.user)
    before = id_in(request.GET, "before")
    if before is not None:
        told = told.filter(pk__lt=before)
    found = list(told.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    rows = [
        {"told": each, "reason": reason, "icon": ICONS[Notification.Kind(each.kind)]}
        for each, reason in zip(shown, reasons_for(shown, request.user), strict=True)
    ]
    context = {
        "rows": rows,
        "before": found[PAGE - 1].pk if len(found) > PAGE else None,
        "n_unseen": queries.n_unseen(request.user),
    }
    return render(request, "community/notification_list.html", context)


@allow_guests
@declares(NOTIFICATIONS)
@require_POST
def notification_see(request: MemberRequest) -> HttpResponse:
    """I have seen all of it."""
    actions.see_notifications(member=request.user, at=timezone.now())
    return redirect("community:notification-list")


@allow_guests
@declares(NOTIFICATIONS)
@require_http_methods(["GET", "POST"])
def mail_choices(request: MemberRequest) -> HttpResponse:
    """When mail comes to me, and what is in it."""
    choice = queries.mail_choice(request.user)
    groups = groups_of(request.user).order_by("name", "pk")
    form = MailChoiceForm(request.POST or None, instance=choice, groups=groups)
    if request.method == "POST" and form.is_valid():
        actions.change_mail_choice(member=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your choices are saved."))
        return redirect("community:mail-choices")
    zone = zone_of(request.user)
    context = {"form": form, "zone": str(zone), "local": timezone.now().astimezone(zone)}
    return render(request, "community/mail_choices.html", context)


@allow_everybody
@declares(NOTIFICATIONS)
@csrf_exempt  # mail programs press the button for people (RFC 8058); the token is the proof
@require_http_methods(["GET", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """The way out of a letter; only pressing the button counts, scanners merely open pages."""
    stop = stop_of_token(token)
    if stop is None:
        raise Http404
    pk, kind = stop
    member = get_object_or_404(Member, pk=pk)
    if request.method == "POST":
        actions.stop_mail(member=member, kind=kind, at=timezone.now())
    context = {"is_done": request.method == "POST", "is_digest": kind == Letter.Kind.DIGEST}
    return render(request, "community/mail_stop.html", context)
