"""The doors themselves: open to a program with a signature, to anybody, and to every colleague."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from klankbord.participate.listening.declarations import HEAR_SIGNALS
from klankbord.participate.listening.doors.actions import DoorIsClosed, take_in, tip_source
from klankbord.participate.listening.doors.forms import TipForm, WrittenForm
from klankbord.participate.listening.doors.mentions import MentionRefused, ask_mention
from klankbord.participate.listening.doors.posts import (
    NotUnderstood,
    read_call,
    tipped_post,
    written_post,
)
from klankbord.participate.listening.doors.signing import (
    CallNotBelieved,
    Signed,
    check_call,
    secret_of,
)
from klankbord.participate.listening.models import Door
from klankbord.people.access import MemberRequest, allow, allow_everybody
from klankbord.people.limits.counting import caller_of, is_within
from klankbord.people.models import Role
from klankbord.trust.register import declares

MAX_BODY = 1_000_000
CALLS = 120  # a minute, of one program
WRITTEN = 5  # a minute, from one connection
WRITTEN_IN_ALL = 60  # a minute, on one form
MENTIONS = 30  # a minute, from one connection
MENTIONS_IN_ALL = 300  # a minute, of one site of ours
TIPPERS = [role for role in Role if role != Role.COUNCIL]
"""The council reads no content, and gives none."""
TIPS = 20  # a minute, of one colleague


@allow_everybody
@declares(HEAR_SIGNALS)
@csrf_exempt  # a program posts here; its signature is the proof
def webhook(request: HttpRequest, token: str) -> HttpResponse:
    """Posts of a program: believed with their signature, taken in once for each number."""
    door = get_object_or_404(_doors(), token=token, source__connector="webhook")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    now = timezone.now()
    if not is_within("webhook", str(door.pk), CALLS, at=now):
        return _said(429, f"More than {CALLS} calls a minute. Come back in a minute.", retry=60)
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        return _said(413, f"At most {MAX_BODY:,} bytes in a call. Send fewer posts at once.")
    return _heard(request, door, now)


def _heard(request: HttpRequest, door: Door, now: dt.datetime) -> HttpResponse:
    signed = Signed.of(request.headers)
    try:
        check_call(signed, request.body, secret_of(door.token), now=now)
        posts = read_call(request.body, door=door.source_id, number=signed.number, now=now)
        is_new = take_in(source=door.source, posts=posts, at=now, number=signed.number)
    except CallNotBelieved as fault:
        return _said(401, fault.fault.value)
    except NotUnderstood as fault:
        return _said(422, str(fault))
    except DoorIsClosed:
        return _said(503, "This door is closed for now. Try again later.", retry=3600)
    taken = len(posts) if is_new else 0
    return JsonResponse({"taken": taken, "is_repeated": not is_new}, status=202)


@allow_everybody
@declares(HEAR_SIGNALS)
@csrf_exempt  # another site posts here; what it says counts when we have seen it there
def mention_tell(request: HttpRequest, token: str) -> HttpResponse:
    """Another site says that it links to ours; it is looked at soon."""
    door = get_object_or_404(_doors(), token=token, source__connector="webmention")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    now = timezone.now()
    is_calm = is_within("mention", caller_of(request), MENTIONS, at=now)
    if not is_calm or not is_within("mention-door", str(door.pk), MENTIONS_IN_ALL, at=now):
        return _said(429, "Too many at once. Come back in a minute.", retry=60)
    try:
        ask_mention(
            source=door.source,
            page=request.POST.get("source", ""),
            target=request.POST.get("target", ""),
            at=now,
        )
    except MentionRefused as fault:
        return _said(400, str(fault))
    except DoorIsClosed:
        return _said(503, "This door is closed for now. Try again later.", retry=3600)
    return HttpResponse("Thank you. We look at your page soon.\n", "text/plain", status=202)


def _said(status: int, words: str, *, retry: int = 0) -> JsonResponse:
    headers = {"Retry-After": str(retry)} if retry else {}
    return JsonResponse({"error": words}, status=status, headers=headers)


@allow_everybody
@declares(HEAR_SIGNALS)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def form_write(request: HttpRequest, token: str) -> HttpResponse:
    """A page where anybody can tell us something, without an account."""
    door = get_object_or_404(_doors(), token=token, source__connector="form")
    form, is_closed = WrittenForm(request.POST or None), not door.source.is_active
    if request.method == "POST" and not is_closed and _written(request, door, form):
        return redirect("listening:form-thanks", token=token)
    context = {"door": door, "form": form, "is_closed": is_closed}
    return render(request, "listening/form_write.html", context, status=403 if is_closed else 200)


@sensitive_variables()
def _written(request: HttpRequest, door: Door, form: WrittenForm) -> bool:
    now = timezone.now()
    if not form.is_valid():
        form.renew()
        return False
    if form.is_trap_touched:
        return True  # a program is not told that it was seen
    if not _may_write(request, door, now):
        form.add_error(
            None, _("Many messages came in just now. Wait a minute and press once more.")
        )
        form.renew()
        return False
    chosen = form.cleaned_data
    post = written_post(
        door=door.source_id,
        page=chosen["opened"],
        text=chosen["text"],
        name=chosen["name"],
        address=chosen["address"],
        now=now,
    )
    try:
        take_in(source=door.source, posts=[post], at=now)
    except DoorIsClosed:  # while it was written
        form.add_error(None, _("This page is closed for now. Nothing can be sent here."))
        return False
    return True


def _may_write(request: HttpRequest, door: Door, now: dt.datetime) -> bool:
    return is_within("form", caller_of(request), WRITTEN, at=now) and is_within(
        "form-door", str(door.pk), WRITTEN_IN_ALL, at=now
    )


@allow_everybody
@declares(HEAR_SIGNALS)
@require_http_methods(["GET", "POST"])
def form_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """It came in; pressing “reload” here sends nothing again."""
    door = get_object_or_404(_doors(), token=token, source__connector="form")
    return render(request, "listening/form_thanks.html", {"door": door})


@allow(*TIPPERS)
@declares(HEAR_SIGNALS)
@require_http_methods(["GET", "POST"])
def tip_give(request: MemberRequest) -> HttpResponse:
    """A colleague saw something: the address is enough; who gave it is not kept."""
    given = {
        "url": request.GET.get("url", "")[:2_000],
        "title": request.GET.get("title", "")[:500],
        "words": request.GET.get("text", "")[:2_000],
    }
    form = TipForm(request.POST or None, initial=given)
    now = timezone.now()
    if request.method == "POST" and form.is_valid() and _tipped(request, form, now):
        messages.success(request, _("Thank you. The communication team sees it."))
        return redirect("listening:tip-give")
    here = f"{settings.PUBLIC_URL}{reverse('listening:tip-give')}"
    told = "?url='+encodeURIComponent(location.href)+'&title='+encodeURIComponent(document.title)"
    words = "+'&text='+encodeURIComponent(getSelection()+'')"
    context = {"form": form, "bookmark": f"javascript:void(open('{here}{told}{words}))"}
    return render(request, "listening/tip_give.html", context)


def _tipped(request: MemberRequest, form: TipForm, now: dt.datetime) -> bool:
    if not is_within("tip", str(request.user.pk), TIPS, at=now):
        form.add_error(None, _("Those were many tips at once. Wait a minute and press once more."))
        return False
    chosen = form.cleaned_data
    post = tipped_post(url=chosen["url"], title=chosen["title"], words=chosen["words"], now=now)
    try:
        take_in(source=tip_source(at=now), posts=[post], at=now)
    except DoorIsClosed:
        form.add_error(None, _("This page is closed for now. Nothing can be sent here."))
        return False
    return True


def _doors() -> QuerySet[Door]:
    return Door.objects.select_related("source").filter(source__erase_asked_at=None)
