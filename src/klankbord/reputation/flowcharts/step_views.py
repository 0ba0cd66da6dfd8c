"""Change one step or one example of a draft."""

from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from klankbord.core.flow import run_case
from klankbord.core.flow.chart import Example
from klankbord.core.flow.examples import case_of
from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.flowcharts import editing, forms, page, queries
from klankbord.reputation.flowcharts.draft_views import draft_or_404, editor, keep
from klankbord.reputation.flowcharts.models import FlowVersion
from klankbord.reputation.flowcharts.views import CHANGERS
from klankbord.trust.register import no_personal_data


@allow(*CHANGERS)
@no_personal_data("flows, without any case")
@require_http_methods(["GET", "POST"])
def step_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a step; it hangs loose until an answer leads to it, and the check says so."""
    draft = draft_or_404(pk)
    form = forms.AddNodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        document, key = editing.add_node(draft.document, **form.cleaned_data)
        if keep(request, draft, document):
            return _to_form("flowcharts:step-edit", pk, key)
        return redirect("flowcharts:draft-detail", pk=pk)
    return editor(request, draft, "flowcharts/step_add.html", form=form)


def _to_form(name: str, *parts: Any) -> HttpResponse:
    """Back to the same form, with the drawing made anew."""
    return redirect(reverse(name, args=parts) + "#form")


@allow(*CHANGERS)
@no_personal_data("flows, without any case")
@require_http_methods(["GET", "POST"])
def step_edit(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    """Change a step: its words, its answers or lines, its evidence, and what holds for it."""
    draft = draft_or_404(pk)
    node = editing.node_in(draft.document, key)
    if node is None:
        raise Http404
    chart = queries.chart_of(draft)
    steps = page.step_choices(chart)
    form = forms.NodeForm(request.POST or None, node=node, steps=steps)
    sets = _sets(request, node, steps)
    if request.method == "POST" and all(
        [form.is_valid(), *(each.is_valid() for each in sets.values())]
    ):
        changed = form.changed() | _parts(sets)
        keep(request, draft, editing.put_node(draft.document, key, changed))
        return _to_form("flowcharts:step-edit", pk, key)
    words = page.step_words(chart, key)
    return editor(
        request, draft, "flowcharts/step_edit.html", key=key, form=form, sets=sets, step=words
    )  # fmt: skip


def _sets(
    request: MemberRequest, node: editing.Document, steps: list[tuple[str, str]]
) -> dict[str, Any]:
    """The rows that belong to a kind of step."""
    data = request.POST or None
    if node["kind"] == "check":
        return {"items": forms.ItemSet(data, prefix="items", initial=forms.item_rows(node))}
    if node["kind"] != "question":
        return {}
    language = page.language_now()
    names = [
        (each["id"], each["label"].get(language) or each["id"]) for each in node.get("answers", [])
    ]
    answers = forms.AnswerSet(
        data, prefix="answers", initial=forms.answer_rows(node), form_kwargs={"steps": steps}
    )
    rules = forms.RuleSet(
        data, prefix="rules", initial=forms.rule_rows(node), form_kwargs={"answers": names}
    )
    return {"answers": answers, "rules": rules}


def _parts(sets: dict[str, Any]) -> editing.Document:
    """The filled-in rows as parts of a node; an empty row is none, a ticked one goes."""
    parts: editing.Document = {}
    if "items" in sets:
        parts["items"] = forms.items_of(_filled(sets["items"], "text_nl", "text_en"))
    if "answers" in sets:
        parts["answers"] = forms.answers_of(_filled(sets["answers"], "label_nl", "label_en"))
        parts["evidence"] = forms.rules_of(_filled(sets["rules"], "says"))
    return parts


def _filled(rows: Any, *names: str) -> list[dict[str, Any]]:
    got = (each.cleaned_data for each in rows)
    return [row for row in got if not row.get("DELETE") and any(row.get(name) for name in names)]


@allow(*CHANGERS)
@no_personal_data("flows, without any case")
@require_http_methods(["GET", "POST"])
def step_delete(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    """Take a step out; what led to it leads nowhere, and the check says so."""
    draft = draft_or_404(pk)
    if editing.node_in(draft.document, key) is None:
        raise Http404
    if request.method == "POST":
        keep(request, draft, editing.remove_node(draft.document, key))
        return redirect("flowcharts:draft-detail", pk=pk)
    chart = queries.chart_of(draft)
    led_from = [page.title_of(n) for n in chart.nodes if key in _ways_to(draft, n.id)]
    context = {
        "flow": draft.flow,
        "draft": draft,
        "step": page.step_words(chart, key),
        "led_from": led_from,
    }
    return render(request, "flowcharts/step_delete.html", context)


def _ways_to(draft: FlowVersion, key: str) -> set[str]:
    return {way.to for way in page.step_words(queries.chart_of(draft), key).ways}


@allow(*CHANGERS)
@no_personal_data("made-up messages")
@require_http_methods(["GET", "POST"])
def example_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an example: a message and the way that it must take."""
    return _example_page(request, draft_or_404(pk), {})


@allow(*CHANGERS)
@no_personal_data("made-up messages")
@require_http_methods(["GET", "POST"])
def example_edit(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    """Change an example, or accept the way that it takes now."""
    draft = draft_or_404(pk)
    example = editing.example_in(draft.document, key)
    if example is None:
        raise Http404
    return _example_page(request, draft, example)


def _example_page(
    request: MemberRequest, draft: FlowVersion, example: editing.Document
) -> HttpResponse:
    chart = queries.chart_of(draft)
    form = forms.ExampleForm(
        request.POST or None, chart=chart, example=example, language=page.language_now()
    )
    if request.method == "POST" and form.is_valid():
        taken = {each.id for each in chart.examples}
        got = form.cleaned_data
        key = example.get("id") or editing.free_id(got["message_en"], taken, "example")
        changed = form.changed(key)
        if got["is_right"]:
            run = run_case(chart, case_of(msgspec.convert(changed, Example)))
            changed["path"] = list(run.path)
        keep(request, draft, editing.put_example(draft.document, key, changed))
        return _to_form("flowcharts:example-edit", draft.flow_id, key)
    key = example.get("id", "")
    shown = next((each for each in page.examples_in_words(chart) if each.key == key), None)
    found = next((each for each in chart.examples if each.id == key), None)
    path = run_case(chart, case_of(found)).path if found else ()
    return editor(
        request, draft, "flowcharts/example_edit.html", form=form, example=shown, path=path
    )


@allow(*CHANGERS)
@no_personal_data("made-up messages")
@require_http_methods(["POST"])
def example_delete(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    """Take an example out."""
    draft = draft_or_404(pk)
    if editing.example_in(draft.document, key) is None:
        raise Http404
    keep(request, draft, editing.remove_example(draft.document, key))
    return redirect("flowcharts:draft-detail", pk=pk)
