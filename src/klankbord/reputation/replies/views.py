"""Screens of saved replies: the list, one reply, a file out."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.replies import actions, queries
from klankbord.reputation.replies.declarations import SAVED_REPLY
from klankbord.reputation.replies.exporting import EXPORTS
from klankbord.reputation.replies.forms import KEEPERS, PLATFORMS, SavedReplyForm
from klankbord.reputation.replies.lengths import fits_of
from klankbord.reputation.replies.models import SavedReply
from klankbord.trust.register import declares

READERS = (*KEEPERS, Role.RESPONDER, Role.EXPERT, Role.APPROVER)


@allow(*READERS)
@declares(SAVED_REPLY)
@require_GET
def saved_list(request: MemberRequest) -> HttpResponse:
    """All saved replies, with how long they are and how often they were used."""
    text = request.GET.get("q", "")[:200]
    today = timezone.localdate()
    context = {
        "rows": [_row(reply, today) for reply in queries.saved_replies(text)],
        "text": text,
        "may_change": request.user.has_role(*KEEPERS),
    }
    return render(request, "replies/saved_list.html", context)


@allow(*KEEPERS)
@declares(SAVED_REPLY)
@require_http_methods(["GET", "POST"])
def saved_add(request: MemberRequest) -> HttpResponse:
    """Write a new saved reply."""
    return _edit(request, None)


@allow(*KEEPERS)
@declares(SAVED_REPLY)
@require_http_methods(["GET", "POST"])
def saved_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a saved reply."""
    return _edit(request, get_object_or_404(SavedReply, pk=pk))


@allow(*KEEPERS)
@declares(SAVED_REPLY)
@require_http_methods(["GET", "POST"])
def saved_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Throw a saved reply away."""
    reply = get_object_or_404(SavedReply, pk=pk)
    if request.method == "POST":
        actions.delete_reply(reply=reply, by=request.user, at=timezone.now())
        messages.success(request, _("The saved reply is gone. Answers that used it stay."))
        return redirect("replies:saved-list")
    return render(request, "replies/saved_delete.html", {"reply": reply})


@allow(*KEEPERS)
@declares(SAVED_REPLY)
@require_GET
def saved_export(_request: MemberRequest, form: str) -> HttpResponse:
    """All saved replies as a file."""
    if form not in EXPORTS:
        raise Http404
    content_type, written = EXPORTS[form]
    response = HttpResponse(written(queries.saved_replies()), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="saved-replies.{form}"'
    return response


def _edit(request: MemberRequest, reply: SavedReply | None) -> HttpResponse:
    before = SavedReply.objects.get(pk=reply.pk) if reply else None
    form = SavedReplyForm(request.POST or None, instance=before or SavedReply())
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        actions.save_reply(by=request.user, at=timezone.now(), reply=reply, **fields)
        messages.success(request, _("The saved reply is kept."))
        return redirect("replies:saved-list")
    context = {"form": form, "reply": reply, "fits": fits_of("", [])}
    return render(request, "replies/saved_change.html", context)


def _row(reply: SavedReply, today: dt.date) -> dict[str, Any]:
    language = "nl" if (get_language() or "").startswith("nl") else "en"
    own = language if reply.text_in(language) else reply.languages[0]
    longest = max(reply.text_nl, reply.text_en, key=len)
    return {
        "reply": reply,
        "text": reply.text_in(own),
        "language": own,
        "fits": [(PLATFORMS[each.platform], each) for each in fits_of(longest, reply.platforms)],
        "length": len(longest),
        "platforms": [PLATFORMS.get(name, name) for name in reply.platforms],
        "is_due": reply.review_on is not None and reply.review_on <= today,
    }
