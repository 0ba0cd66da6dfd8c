"""Screens to set an event, answer it, and bring it into a calendar."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.community import audience
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.events import actions, queries
from klankbord.ambassadors.community.events.declarations import ANSWERS, CALENDAR
from klankbord.ambassadors.community.events.forms import EventChangeForm, EventForm, as_initial
from klankbord.ambassadors.community.events.ical import calendar_of
from klankbord.ambassadors.community.events.models import Event, EventAnswer
from klankbord.ambassadors.community.moderation.actions import WaitsForOwner
from klankbord.ambassadors.community.reading import written_so_far
from klankbord.people.access import MemberRequest, allow_everybody, allow_guests, allow_members
from klankbord.people.limits.counting import OWN, caller_of, is_within
from klankbord.people.queries import house_language, zone_of
from klankbord.trust.register import declares

FETCHES = 60  # a minute from one network


@allow_guests
@declares(WORDS, ANSWERS, CALENDAR)
@require_http_methods(["GET", "POST"])
def event_list(request: MemberRequest) -> HttpResponse:
    """What is coming in my groups; and the address for my calendar, which a guest has not."""
    address = ""
    if request.user.is_guest and "calendar" in request.POST:
        raise PermissionDenied
    if request.POST.get("calendar") == "new":
        token = actions.make_address(by=request.user, at=timezone.now())
        path = reverse("community:calendar-feed", args=[token])
        address = settings.PUBLIC_URL + path
    elif request.POST.get("calendar") == "stop":
        actions.stop_address(by=request.user, at=timezone.now())
        messages.success(request, _("Your calendar gets nothing from here any more."))
        return redirect("community:event-list")
    coming = queries.events_coming(request.user, at=timezone.now())[: queries.MOST_LISTED]
    events = list(coming)
    answers = queries.answers_among([event.post for event in events], request.user)
    context = {
        "rows": [{"event": event, "answers": answers[event.pk]} for event in events],
        "address": address,
        "has_address": queries.has_address(request.user),
    }
    return render(request, "community/event_list.html", context)


@allow_members
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def event_write(request: MemberRequest) -> HttpResponse:
    """Tell of something with a day and a time."""
    groups = audience.groups_of(request.user)
    form = EventForm(**written_so_far(request), groups=groups, zone=str(zone_of(request.user)))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            post = actions.write_event(
                group=given["group"],
                text=given["text"],
                occasion=given["occasion"],
                by=request.user,
                at=timezone.now(),
            )
        except WaitsForOwner:
            form.add_error("group", _owners_only())
        else:
            return redirect("community:post-detail", pk=post.pk)
    return render(request, "community/event_write.html", {"form": form})


@allow_members
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def event_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an event of mine."""
    event = _own_event_or_404(request, pk)
    form = EventChangeForm(request.POST or None, initial=as_initial(event), zone=event.zone)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.edit_event(
                event=event,
                text=given["text"],
                occasion=given["occasion"],
                by=request.user,
                at=timezone.now(),
            )
        except WaitsForOwner:
            form.add_error(None, _owners_only())
        except actions.EventOver:
            form.add_error(None, _("It is called off, so nothing is changed about it any more."))
        else:
            return redirect("community:post-detail", pk=pk)
    return render(request, "community/event_edit.html", {"form": form, "event": event})


@allow_members
@declares(WORDS, ANSWERS)
@require_http_methods(["GET", "POST"])
def event_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Call an event of mine off."""
    event = _own_event_or_404(request, pk)
    if request.method == "POST":
        actions.cancel_event(event=event, by=request.user, at=timezone.now())
        return redirect("community:post-detail", pk=pk)
    return render(request, "community/event_cancel.html", {"event": event})


@allow_guests
@declares(ANSWERS)
@require_POST
def event_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """I come, perhaps, or not; the same once more takes it back."""
    event = get_object_or_404(audience.events_readable(request.user), pk=pk)
    says = request.POST.get("says", "")
    if says not in EventAnswer.Says.values:
        raise Http404
    try:
        actions.answer_event(event=event, says=says, by=request.user, at=timezone.now())
    except actions.EventOver:
        messages.info(request, _("It is over or called off, so nobody answers any more."))
    return redirect("community:post-detail", pk=pk)


@allow_guests
@declares(WORDS)
@require_GET
def event_save(request: MemberRequest, pk: int) -> HttpResponse:
    """One event as a file for a calendar."""
    events = audience.events_readable(request.user).select_related("post__group")
    event = get_object_or_404(events, pk=pk)
    answer = _as_calendar(calendar_of([event], is_fetched=False))
    answer["Content-Disposition"] = f'attachment; filename="event-{event.pk}.ics"'
    return answer


@allow_everybody
@declares(WORDS, CALENDAR)
@require_GET
@never_cache
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """My events for my calendar, which shows its secret address; with my rights of this moment."""
    now = timezone.now()
    if not is_within("calendar", caller_of(request), FETCHES, at=now, where=OWN):
        return HttpResponse(status=429)
    member = queries.member_of_token(token)
    if member is None:
        raise Http404
    with translation.override(member.language or house_language()):
        return _as_calendar(calendar_of(queries.events_fed(member, at=now), is_fetched=True))


def _as_calendar(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _own_event_or_404(request: MemberRequest, pk: int) -> Event:
    own = audience.events_readable(request.user).filter(post__author=request.user)
    return get_object_or_404(own.select_related("post__group"), pk=pk)


def _owners_only() -> str:
    return _(
        "In this group an owner looks at each post first, and only owners set events. Ask an owner,"
        " or choose another group."
    )
