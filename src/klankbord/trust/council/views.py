"""The works council's room: the register, locks and decisions, and what changed."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.trust.council import actions, papers, queries
from klankbord.trust.council.forms import DecisionForm, WithdrawForm
from klankbord.trust.council.models import Decision
from klankbord.trust.council.odt import ODT, as_odt
from klankbord.trust.naming import View
from klankbord.trust.queries import lines_of, names_of
from klankbord.trust.tables import csv_lines

PAGE = 50
HouseName = Callable[[], str]
Rights = Callable[[HttpRequest], dict[str, bool]]
Opens = Callable[[HttpRequest, View], bool]


@require_GET
def council(request: HttpRequest, opens: Opens) -> HttpResponse:
    """What asks for the council now, and the way to everything it may read."""
    today = timezone.localdate()
    functions = queries.functions_known(on=today)
    observing = [each for each in functions if each.declaration.is_suitable_for_observing]
    waiting = list(queries.decisions_waiting())
    return render(
        request,
        "trust/council.html",
        {
            "n_functions": len(functions),
            "n_locked": sum(each.is_locked for each in observing),
            "n_open": sum(not each.is_locked for each in observing),
            "n_about_employees": sum("employee" in each.declaration.subjects for each in functions),
            "waiting": _with_states(waiting, today),
            "newest": lines_of(queries.entries_of_settings()[:6], lets_in=partial(opens, request)),
        },
    )


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every function that handles people's data, by part of the program."""
    functions = queries.functions_known(on=timezone.localdate())
    return render(
        request,
        "trust/register.html",
        {
            "rooms": queries.functions_by_room(functions),
            "n_functions": len(functions),
            "n_locked": sum(each.is_locked for each in functions),
            "languages": settings.LANGUAGES,
        },
    )


@require_GET
def function_detail(request: HttpRequest, key: str, rights: Rights) -> HttpResponse:
    """One function: what it declares, whether it is locked, and every decision about it."""
    today = timezone.localdate()
    function = _function_or_404(key, today)
    return render(
        request,
        "trust/function_detail.html",
        {
            "function": function,
            "room": queries.label_of_room(function.declaration.room),
            "decisions": _with_states(queries.decisions_about(key), today),
            "actor": _actor(request),
            "languages": settings.LANGUAGES,
            **rights(request),
        },
    )


@require_http_methods(["GET", "POST"])
def decision_record(request: HttpRequest, key: str) -> HttpResponse:
    """Write down what was decided about a locked function."""
    now = timezone.now()
    function = _function_or_404(key, timezone.localdate(now))
    if not function.declaration.is_suitable_for_observing:
        raise Http404
    form = DecisionForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        actions.record_decision(
            declaration=function.declaration,
            values=form.cleaned_data,
            by=_actor(request),
            at=now,
        )
        messages.success(
            request, _("The decision is noted. It opens when the council confirms it.")
        )
        return redirect("trust:function-detail", key)
    return render(request, "trust/decision_record.html", {"function": function, "form": form})


@require_POST
def decision_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The council says: this is what we decided."""
    decision = get_object_or_404(Decision, pk=pk)
    try:
        actions.confirm_decision(decision=decision, by=_actor(request), at=timezone.now())
    except actions.SamePerson:
        messages.error(request, _("You noted this decision yourself: another must confirm it."))
    except actions.ScopeChanged:
        messages.error(request, _("The function changed since: it needs a new decision."))
    except actions.DecisionSettled:
        messages.error(request, _("This decision was confirmed or withdrawn a moment ago."))
    else:
        messages.success(request, _("The decision is confirmed."))
    return redirect("trust:function-detail", decision.function)


@require_POST
def decision_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock the function again, with the reason."""
    decision = get_object_or_404(Decision, pk=pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the decision is withdrawn."))
        return redirect("trust:function-detail", decision.function)
    because = form.cleaned_data["because"]
    try:
        actions.withdraw_decision(
            decision=decision, because=because, by=_actor(request), at=timezone.now()
        )
    except actions.DecisionSettled:
        messages.error(request, _("This decision was confirmed or withdrawn a moment ago."))
    else:
        messages.success(request, _("The decision is withdrawn: what it opened is locked."))
    return redirect("trust:function-detail", decision.function)


@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    """Every decision there was, newest first."""
    page = _page(request)
    found = list(Decision.objects.all()[(page - 1) * PAGE : page * PAGE + 1])
    return render(
        request,
        "trust/decision_list.html",
        {
            "decisions": _with_states(found[:PAGE], timezone.localdate()),
            "page": page,
            "has_next": len(found) > PAGE,
        },
    )


@require_GET
def history(request: HttpRequest, opens: Opens) -> HttpResponse:
    """How the program was set, and what it was before; newest first."""
    found = queries.entries_of_settings()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:  # noqa: PLR2004  # what the database counts to
        found = found.filter(id__lt=int(before))
    entries = list(found[: PAGE + 1])
    return render(
        request,
        "trust/history.html",
        {
            "lines": lines_of(entries[:PAGE], lets_in=partial(opens, request)),
            "next_before": entries[PAGE - 1].pk if len(entries) > PAGE else None,
            "is_later_page": bool(before),
        },
    )


@require_GET
def register_export(request: HttpRequest, house: HouseName) -> HttpResponseBase:
    """The register of processing activities, as a table or as a document to complete."""
    today = timezone.localdate()
    functions = queries.functions_known(on=today)
    with translation.override(_language(request)):
        if request.GET.get("form") == "odt":
            return _document(papers.processing_register(functions, house(), today))
        lines = list(csv_lines(*papers.register_table(functions)))
        name = _("register-of-processing")
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@require_GET
def assessment_export(request: HttpRequest, house: HouseName) -> HttpResponse:
    """The draft of a data protection impact assessment, to complete."""
    today = timezone.localdate()
    functions = queries.functions_known(on=today)
    with translation.override(_language(request)):
        return _document(papers.impact_assessment(functions, house(), today))


@require_GET
def request_export(request: HttpRequest, key: str, house: HouseName) -> HttpResponse:
    """The letter that asks the works council for a decision about one function."""
    today = timezone.localdate()
    function = _function_or_404(key, today)
    if not function.declaration.is_suitable_for_observing:
        raise Http404
    with translation.override(_language(request)):
        return _document(papers.request_letter(function, house(), today))


def _function_or_404(key: str, today: dt.date) -> queries.Function:
    function = queries.function_known(key, on=today)
    if function is None:
        raise Http404
    return function


def _with_states(decisions: Any, today: dt.date) -> list[dict[str, Any]]:
    """Decisions with their state and the names of who dealt with them."""
    shown = list(decisions)
    actors = [(each.recorded_by, each.confirmed_by, each.withdrawn_by) for each in shown]
    names = names_of(actor for three in actors for actor in three)
    return [
        {
            "decision": each,
            "state": queries.state_of(each, on=today),
            "recorded_by": names.get(each.recorded_by, each.recorded_by),
            "confirmed_by": names.get(each.confirmed_by, each.confirmed_by),
            "withdrawn_by": names.get(each.withdrawn_by, each.withdrawn_by),
        }
        for each in shown
    ]


def _document(paper: papers.Paper) -> HttpResponse:
    return HttpResponse(
        as_odt(paper, language=translation.get_language() or "en"),
        content_type=ODT,
        headers={"Content-Disposition": f'attachment; filename="{paper.name}.odt"'},
    )


def _language(request: HttpRequest) -> str:
    """The language that was asked for; else the reader's own."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "en"


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1  # noqa: PLR2004  # digits


def _actor(request: HttpRequest) -> str:
    return f"member:{request.user.pk}"
