"""Screens of a question: asked at the case, answered on a page of its own, taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.asking import actions
from klankbord.reputation.desk.asking.forms import AskForm, ExpertAnswerForm
from klankbord.reputation.desk.asking.models import ExpertQuestion
from klankbord.reputation.desk.asking.proposing import ANSWERERS
from klankbord.reputation.desk.declarations import CASES, CONTACTS, WORK
from klankbord.reputation.desk.page import find_case, show_case, version_seen
from klankbord.trust.register import declares


@allow(*CHANGERS)
@declares(CASES, WORK, CONTACTS)
@require_http_methods(["GET", "POST"])
def case_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a colleague or a contact from a case."""
    case, now = find_case(pk), timezone.now()
    form = AskForm(request.POST or None, case=case, by=request.user, now=now)
    shown: dict[str, Any] = {"template": "desk/case_ask.html", "form": form}
    if request.method != "POST" or not form.is_valid():
        return show_case(request, case, **shown)
    try:
        actions.ask_expert(
            case=case,
            by=request.user,
            at=now,
            version=version_seen(request),
            **form.cleaned_data,
        )
    except errors.DeskRefused as refused:
        return show_case(request, find_case(pk), refused=refused, **shown)
    messages.success(request, _("The question is on its way; the case waits for the answer."))
    return redirect("desk:case-detail", pk)


@allow(*ANSWERERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def question_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The page of one question, for who was asked and for nobody else."""
    question = _question(pk, expert=request.user)
    form = ExpertAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_question(
                question=question, at=timezone.now(), way="page", **form.cleaned_data
            )
        except actions.QuestionNotOpen:
            messages.info(request, _("It was answered already, or nobody needs it any more."))
        else:
            messages.success(request, _("Thank you. The desk goes on with it."))
        return redirect("desk:question-detail", pk)
    context = {"question": question, "form": form, "is_open": _is_open(question)}
    return render(request, "desk/question_detail.html", context)


@allow(*CHANGERS)
@declares(CASES, WORK)
@require_POST
def question_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """The answer is not needed any more."""
    question = _question(pk)
    actions.withdraw_question(question=question, by=request.user, at=timezone.now())
    messages.success(request, _("The question is taken back."))
    return redirect("desk:case-detail", question.case_id)


def _question(pk: int, **only: Any) -> ExpertQuestion:
    questions = ExpertQuestion.objects.select_related("case", "expert", "asked_by", "about")
    found = questions.filter(pk=pk, **only).first()
    if found is None:
        raise Http404
    return found


def _is_open(question: ExpertQuestion) -> bool:
    return question.status == ExpertQuestion.Status.OPEN and not question.case.is_closed
