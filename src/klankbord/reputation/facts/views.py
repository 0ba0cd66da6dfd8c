"""The fact base: what we may say, what ends soon, one fact with its versions and uses."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.facts import actions, wording
from klankbord.reputation.facts.declarations import OWNERS
from klankbord.reputation.facts.forms import FactChangeForm, FactForm, RetireForm, values_of
from klankbord.reputation.facts.models import Fact
from klankbord.reputation.facts.queries import (
    KEEPERS,
    VIEWS,
    facts_of_view,
    facts_with,
    newest_version,
    newest_versions,
)
from klankbord.reputation.facts.uses import uses_of
from klankbord.trust.register import declares

READERS = (*KEEPERS, Role.RESPONDER, Role.APPROVER)
CONFLICT = 409
_SHOWN = 200
_LONGEST_SEARCH = 100


@allow(*READERS)
@declares(OWNERS)
@require_GET
def fact_list(request: MemberRequest) -> HttpResponse:
    """What we may say now, and what ends soon."""
    now = timezone.now()
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "current"
    text = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST_SEARCH]
    facts = list(facts_with(facts_of_view(view, at=now), text)[: _SHOWN + 1])
    newest = newest_versions(facts)
    language = get_language() or "en"
    context = {
        "rows": [_row(fact, newest[fact.pk].text_in(language), now) for fact in facts[:_SHOWN]],
        "tabs": [
            (each, wording.VIEW_LABELS[each], facts_of_view(each, at=now).count(), each == view)
            for each in VIEWS
        ],
        "view": view,
        "text": text,
        "is_cut": len(facts) > _SHOWN,
        "may_change": request.user.has_role(*KEEPERS),
        "n_facts": Fact.objects.count(),
    }
    return render(request, "facts/fact_list.html", context)


@allow(*READERS)
@declares(OWNERS)
@require_GET
def fact_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One fact: what is stated, all earlier versions, and where it was used."""
    fact = _find(pk)
    now = timezone.now()
    versions = list(fact.versions.select_related("by").order_by("-number"))
    newest = versions[0]
    context = {
        "fact": fact,
        "newest": newest,
        "versions": versions,
        "end": wording.end_of(fact, at=now),
        "uses": [(use, versions[-use.number].says_the_same_as(newest)) for use in uses_of(fact)],
        "may_change": request.user.has_role(*KEEPERS),
        "now": now,
    }
    return render(request, "facts/fact_detail.html", context)


@allow(*KEEPERS)
@declares(OWNERS)
@require_http_methods(["GET", "POST"])
def fact_add(request: MemberRequest) -> HttpResponse:
    """State something new."""
    form = FactForm(request.POST or None, initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            version = actions.state_fact(
                title=data["title"],
                statement=form.statement,
                owner=data["owner"],
                mistakes=data["mistakes"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.ExpiryInThePast as refused:
            form.add_error("valid_until", wording.refusal(refused))
        else:
            messages.success(request, _("The fact is in the base."))
            return redirect("facts:fact-detail", version.fact_id)
    return render(request, "facts/fact_add.html", {"form": form})


@allow(*KEEPERS)
@declares(OWNERS)
@require_http_methods(["GET", "POST"])
def fact_change(request: MemberRequest, pk: int) -> HttpResponse:
    """State it anew; what was said stays in its versions."""
    fact = _find(pk)
    newest = newest_version(fact)
    form = FactChangeForm(request.POST or None, initial=values_of(newest))
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, fact, form)
        except actions.FactRefused as refused:
            # What was typed stays, and is now a change of what is stated by now.
            form = FactChangeForm({**request.POST.dict(), "number": str(newest.number)})
            form.add_error(None, wording.refusal(refused))
            status = CONFLICT
        else:
            messages.success(request, _("This is what we say now."))
            return redirect("facts:fact-detail", pk)
    context = {"form": form, "fact": fact, "newest": newest}
    return render(request, "facts/fact_change.html", context, status=status)


def _change(request: MemberRequest, fact: Fact, form: FactChangeForm) -> None:
    """A new version, another title or owner, or both."""
    data = form.cleaned_data
    described = (data["title"].strip(), data["owner"], data["mistakes"])
    is_described = described != (fact.title, fact.owner, fact.mistakes)
    try:
        actions.change_fact(
            fact=fact,
            number=data["number"],
            statement=form.statement,
            is_wrong=data["is_wrong"],
            by=request.user,
            at=timezone.now(),
        )
    except actions.NothingChanged:
        if not is_described:
            raise
    title, owner, mistakes = described
    actions.describe_fact(fact=fact, title=title, owner=owner, mistakes=mistakes)


@allow(*KEEPERS)
@declares(OWNERS)
@require_http_methods(["GET", "POST"])
def fact_retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Say it no more."""
    fact = _find(pk)
    form = RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retire_fact(fact=fact, by=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.FactAlreadyRetired as refused:
            messages.info(request, wording.refusal(refused))
        else:
            messages.success(
                request, _("The fact is retired. Open answers that use it are marked.")
            )
        return redirect("facts:fact-detail", pk)
    n_open = sum(use.is_open for use in uses_of(fact))
    context = {"form": form, "fact": fact, "newest": newest_version(fact), "n_open": n_open}
    return render(request, "facts/fact_retire.html", context)


def _find(pk: int) -> Fact:
    fact = Fact.objects.select_related("owner").filter(pk=pk).first()
    if fact is None:
        raise Http404
    return fact


def _row(fact: Fact, text: str, now: Any) -> dict[str, Any]:
    return {"fact": fact, "text": text, "end": wording.end_of(fact, at=now)}
