"""The page of the copies of a message: answer one or all, or let all stand with one reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk import actions, errors, wording
from klankbord.reputation.desk.copies import (
    Outcome,
    Place,
    answer_all,
    answer_to_repeat,
    has_left,
    join_twins,
    let_all_stand,
    places_of,
)
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.forms import LetStandForm
from klankbord.reputation.desk.models import Case, Reply, State
from klankbord.reputation.desk.page import find_case, show_case
from klankbord.reputation.desk.refusals import told_refusal
from klankbord.trust.register import declares

_TEMPLATE = "desk/case_copies.html"


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_copies(request: MemberRequest, pk: int) -> HttpResponse:
    """Deal with a message in all the places where it stands."""
    case = find_case(pk)
    if request.method == "POST" and "copy" in request.POST:
        return _answer(request, case)
    form = LetStandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _let_stand(request, case, form)
    return _show(request, case, form)


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_POST
def case_join(request: MemberRequest, pk: int) -> HttpResponse:
    """Deal with the other cases about the same message from here."""
    case = find_case(pk)
    try:
        join_twins(case=case, by=request.user, at=timezone.now())
    except errors.DeskRefused as refused:
        return show_case(request, find_case(pk), refused=refused)
    return redirect(f"{reverse('desk:case-copies', args=[pk])}#act")


def _answer(request: MemberRequest, case: Case) -> HttpResponse:
    """Answer one copy, or all that nobody has answered."""
    answer = answer_to_repeat(case)
    wanted = request.POST["copy"]
    to_do = [each.message for each in places_of(case) if each.is_to_do]
    copies = [each for each in to_do if wanted in {"all", str(each.pk)}]
    try:
        if answer is None or _stamp(answer) != request.POST.get("answer"):
            raise errors.CaseChanged(case, since=case.version)
        outcome = answer_all(answer=answer, copies=copies, by=request.user, at=timezone.now())
    except errors.DeskRefused as refused:
        return _show(request, find_case(case.pk), refused=refused)
    words = ngettext(
        "%(n)s answer is on its way.", "%(n)s answers are on their way.", outcome.n_done
    )
    return _tell(request, case, outcome, words % {"n": outcome.n_done})


def _let_stand(request: MemberRequest, case: Case, form: LetStandForm) -> HttpResponse:
    copies = [each.message for each in places_of(case) if each.is_to_do]
    now = timezone.now()
    try:
        outcome = let_all_stand(
            case=case, copies=copies, by=request.user, at=now, **form.cleaned_data
        )
    except errors.DeskRefused as refused:
        return _show(request, find_case(case.pk), form, refused=refused)
    words = ngettext(
        "%(n)s message stands in the silence ledger, with its reason.",
        "%(n)s messages stand in the silence ledger, each with its reason.",
        outcome.n_done,
    )
    return _tell(request, case, outcome, words % {"n": outcome.n_done})


def _tell(request: MemberRequest, case: Case, outcome: Outcome, words: str) -> HttpResponse:
    """One line where all went well; else the page says at each what kept it."""
    if not outcome.left:
        nothing = _("Nothing was left to do: every copy has its outcome.")
        messages.success(request, words if outcome.n_done else nothing)
        return redirect("desk:case-copies", case.pk)
    why = {each.message.pk if each.message else 0: told_refusal(each.refusal)
           for each in outcome.left}  # fmt: skip
    return _show(request, find_case(case.pk), why=why, told=words if outcome.n_done else "")


def _show(
    request: MemberRequest,
    case: Case,
    form: LetStandForm | None = None,
    *,
    refused: errors.DeskRefused | None = None,
    why: dict[int, tuple[str, str]] | None = None,
    told: str = "",
) -> HttpResponse:
    why = why or {}
    answer, rows = answer_to_repeat(case), places_of(case)
    n_to_do = sum(each.is_to_do for each in rows)
    is_sending = answer is not None and answer.status == Reply.Status.SENDING
    extra = {
        "answer": answer,
        "stamp": _stamp(answer) if answer else "",
        "has_left": has_left(answer),
        "rows": [_row(each, why) for each in rows],
        "n_to_do": n_to_do,
        "n_silent": n_to_do + (not case.is_concluded and not is_sending),
        "why_here": why.get(0),
        "is_told": bool(why),
        "told": told,
    }
    form = form or LetStandForm()
    return show_case(request, case, template=_TEMPLATE, form=form, refused=refused, extra=extra)


def _row(place: Place, why: dict[int, tuple[str, str]]) -> dict[str, Any]:
    case, reply = place.case, place.reply
    state = State(case.state) if case else None
    return {
        "place": place,
        "platform": wording.platform_name(place.message.platform),
        "tone": wording.STATE_TONES[state] if state else "",
        "is_sending": reply is not None and reply.status == Reply.Status.SENDING,
        "is_refused": reply is not None and reply.status == Reply.Status.REFUSED,
        "why": why.get(place.message.pk),
    }


def _stamp(answer: Reply) -> str:
    """Which words somebody saw: others must not go out in their place."""
    return f"{answer.pk}.{answer.drafted_at.timestamp()}"
