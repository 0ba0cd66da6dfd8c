"""The flowchart at a case: one question at a time, with what is known and why."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from klankbord.core.flow import StepKind
from klankbord.core.flow.chart import Action, Check, Node, Outcome, Question, guard_of
from klankbord.core.flow.words import Act, Result
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.assessing import (
    Assessment,
    assess_case,
    assessment_of,
)
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.following import PASSED_ON
from klankbord.reputation.desk.models import Case
from klankbord.reputation.desk.page import find_case, show_case, version_seen
from klankbord.reputation.flowcharts.page import kind_of, picture_of, title_of, words_in
from klankbord.reputation.flowcharts.wording import SOURCES
from klankbord.trust.register import declares

TEMPLATE = "desk/case_assess.html"
_WRITTEN = frozenset({Act.REPLY, Act.AGREE, Act.CORRECT, Act.RESTORE, Act.THANK, Act.SHARE})
_KINDS = {kind.value: kind for kind in StepKind if kind != StepKind.STARTED}


@allow(*CHANGERS, Role.APPROVER)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_assess(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer the question that the flow asks now, or look where the case stands."""
    case = find_case(pk)
    if request.method != "POST":
        return _show(request, case)
    kind = _KINDS.get(request.POST.get("kind", ""))
    if kind is None:
        return redirect("desk:case-assess", pk)
    try:
        assess_case(
            case=case,
            by=request.user,
            at=timezone.now(),
            kind=kind,
            node=request.POST.get("node", "")[:60],
            choices=[each[:60] for each in request.POST.getlist("choice")] or [""],
            version=version_seen(request),
        )
    except errors.DeskRefused as refused:
        return _show(request, find_case(pk), refused=refused)
    return redirect(f"{reverse('desk:case-assess', args=[pk])}#act")


def _show(
    request: MemberRequest, case: Case, *, refused: errors.DeskRefused | None = None
) -> HttpResponse:
    assessment = assessment_of(case, at=timezone.now())
    extra = _step_context(assessment, request.user.roles) if assessment else {}
    return show_case(request, case, template=TEMPLATE, refused=refused, extra=extra)


def _step_context(assessment: Assessment, roles: frozenset[str]) -> dict[str, Any]:
    standing = assessment.standing
    node, state = standing.node, standing.state
    approval = guard_of(node).approval
    url = "#act"
    return {
        "node": node,
        "kind": "approval" if state.is_waiting_for_approval else kind_of(node),
        "may_approve": approval in roles,
        "title": title_of(node),
        "help": words_in(node.help),
        "answers": _answers(assessment),
        "items": _items(node, state.ticked),
        "is_written": isinstance(node, Action) and node.act in _WRITTEN,
        "is_end": isinstance(node, Outcome),
        "is_passed_on": isinstance(node, Outcome) and node.result in PASSED_ON,
        "is_yours": isinstance(node, Outcome) and node.owner in roles,
        "is_answer": isinstance(node, Outcome) and node.result == Result.ANSWERED,
        "way": [_passed(standing.chart.by_id[key]) for key in state.path[:-1]],
        "picture": picture_of(standing.chart, url=url, current=node.id, path=state.path),
    }


def _answers(assessment: Assessment) -> list[dict[str, Any]]:
    node, proposal = assessment.standing.node, assessment.standing.proposal
    if not isinstance(node, Question):
        return []
    return [
        {
            "id": answer.id,
            "label": words_in(answer.label, answer.id),
            "is_proposed": proposal is not None and proposal.answer == answer.id,
            "because": _because(assessment) if proposal and proposal.answer == answer.id else "",
        }
        for answer in node.answers
    ]


def _because(assessment: Assessment) -> str:
    """Why an answer is proposed: the kind of evidence, and what led to it."""
    proposal = assessment.standing.proposal
    sources = proposal.sources if proposal else ()
    said = []
    for source in sources:
        because = ", ".join(assessment.findings[source].because)
        said.append(f"{SOURCES[source]}: {because}" if because else str(SOURCES[source]))
    return "; ".join(said)


def _items(node: Node, ticked: frozenset[str]) -> list[tuple[str, str, bool]]:
    lines = node.items if isinstance(node, Check) else ()
    return [(item.id, words_in(item.text, item.id), item.id in ticked) for item in lines]


def _passed(node: Node) -> dict[str, Any]:
    return {"id": node.id, "title": title_of(node), "is_question": isinstance(node, Question)}
