"""Views of the answer: write it within what its platform takes, post it, say that it stands."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk import actions, replying, wording
from klankbord.reputation.desk.acts import fill_in, who_when
from klankbord.reputation.desk.approvals.actions import ask_approval
from klankbord.reputation.desk.citing.page import fact_choice
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.forms import AnswerForm, SentForm
from klankbord.reputation.desk.models import Case, Reply
from klankbord.reputation.desk.page import find_case, show_case
from klankbord.reputation.desk.picking import Picker, picked
from klankbord.reputation.desk.sending import send_reply
from klankbord.reputation.desk.suggesting import suggestion_for, with_suggestion
from klankbord.reputation.desk.views import SEERS
from klankbord.reputation.desk.ways import Bounds, bounds_for
from klankbord.reputation.drafting.declarations import DRAFTING
from klankbord.reputation.replies.declarations import SAVED_REPLY
from klankbord.trust.register import declares

_ACTS: dict[str, Callable[..., object]] = {
    "ask": ask_approval,
    "send": send_reply,
    "continue": replying.show_reply,
}
_KEEP = "keep"
_AFTER: dict[str, tuple[Promise | str, str]] = {
    "ask": (
        gettext_lazy("Your colleagues are asked to look at it. The case waits for their word."),
        "desk:case-detail",
    ),
    "send": ("", "desk:case-detail"),
    "continue": ("", "desk:case-sent"),
    "attach": (gettext_lazy("The draft is kept, with its pictures."), "desk:case-answer"),
    _KEEP: (gettext_lazy("The draft is kept."), "desk:case-detail"),
}
"""What is said after each button, and where it leads."""


@allow(*actions.CHANGERS)
@declares(CASES, WORK, DRAFTING)
@require_http_methods(["GET", "POST"])
def case_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Write an answer; the desk posts it, or "continue" leads to copying it and the place."""
    case = find_case(pk)
    reply = case.replies.exclude(status=Reply.Status.SENT).first()
    given = with_suggestion(request.POST)
    bounds = bounds_for(case)
    kept = {"text": reply.text, "visibility": reply.visibility} if reply else {}
    files = request.FILES if given else None
    form = AnswerForm(given or None, files, initial=kept, bounds=bounds, reply=reply)
    extra = {"fact_choice": fact_choice(case, reply, form, at=timezone.now())}
    chosen = _chosen(request, case, given)
    if chosen is not None:
        if "suggest" in request.POST:
            extra |= suggestion_for(case, by=request.user, at=timezone.now())
        form = AnswerForm(initial=chosen, bounds=bounds, reply=reply)
        extra |= _counted(bounds, chosen["text"])
        return show_case(request, case, template="desk/case_answer.html", form=form, extra=extra)
    extra |= _counted(bounds, str(form["text"].value() or ""))
    pressed = next((each for each in _AFTER if each in request.POST), _KEEP)

    def draft(data: dict[str, Any]) -> None:
        with transaction.atomic():  # an answer that finds no way stays as it was
            drafted = replying.draft_reply(case=case, **who_when(request), **data)
            if pressed in _ACTS:
                _ACTS[pressed](reply=drafted.reply, by=request.user, at=timezone.now())
        _warn_if_long(request, case, bounds, drafted.reply.text)

    done, target = _AFTER[pressed]
    return fill_in(
        request, case, form, draft, name="answer", done=str(done), target=target, extra=extra
    )


@allow(*actions.CHANGERS)
@declares(CASES, WORK, SAVED_REPLY)
@require_GET
def case_saved(request: MemberRequest, pk: int) -> HttpResponse:
    """The saved replies that hold the words, while somebody types them."""
    picker = Picker(find_case(pk), request.user, request.GET.get("find", ""))
    return render(request, "desk/_choices.html", {"picker": picker})


def _counted(bounds: Bounds | None, text: str) -> dict[str, Any]:
    """What the page says of the length, with and without a script."""
    text = text.replace("\r\n", "\n")
    told = {"length": bounds.length_of(text), "n_over": bounds.n_over(text)} if bounds else {}
    return {"bounds": bounds, **told}


def _warn_if_long(request: MemberRequest, case: Case, bounds: Bounds | None, text: str) -> None:
    """A draft may be too long; whoever keeps it hears by how much."""
    n_over = bounds.n_over(text) if bounds else 0
    if n_over:
        words = {"n": n_over, "platform": wording.platform_name(case.platform)}
        said = ngettext(
            "The answer is %(n)s character too long for %(platform)s. Make it shorter.",
            "The answer is %(n)s characters too long for %(platform)s. Make it shorter.",
            n_over,
        )
        messages.warning(request, said % words)


def _chosen(request: MemberRequest, case: Case, given: QueryDict) -> dict[str, Any] | None:
    """What the form holds when somebody looked for words; nothing is kept yet."""
    if request.method != "POST" or not {"pick", "look", "suggest", "take"} & given.keys():
        return None
    kept = {name: given.get(name, "") for name in ("text", "saved", "machine", "visibility")}
    found = picked(Picker(case, request.user), given.get("pick", ""), kept["text"])
    return {**kept, **(found or {})}


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_sent(request: MemberRequest, pk: int) -> HttpResponse:
    """Copy the answer, post it at its place, and say that it stands there."""
    case = find_case(pk)
    # A second press of the button finds the answer posted already: that is no error.
    replies = case.replies.order_by("-drafted_at", "-pk")
    reply = replies.exclude(status=Reply.Status.SENT).first() or replies.first()
    if reply is None or (reply.status == Reply.Status.SENT and request.method == "GET"):
        return redirect("desk:case-detail", pk)
    if reply.status == Reply.Status.DRAFTED and request.method == "GET":
        return redirect("desk:case-answer", pk)  # nothing is given out that was not let go
    form = SentForm(request.POST or None)

    def confirm(data: dict[str, Any]) -> None:
        replying.confirm_reply_sent(reply=reply, by=request.user, at=timezone.now(), **data)

    done = _("Well done: the answer is recorded.")
    extra = _counted(bounds_for(case), reply.text)
    return fill_in(request, case, form, confirm, name="sent", done=done, extra=extra)


@allow(*SEERS)
@declares(CASES, WORK)
@require_GET
def case_progress(request: MemberRequest, pk: int) -> HttpResponse:
    """Whether an answer is still on its way; once it is not, the page is drawn anew."""
    case = find_case(pk)
    if case.replies.filter(status=Reply.Status.SENDING).exists():
        return render(request, "desk/_sending.html", {"case": case})
    return HttpResponseClientRefresh()
