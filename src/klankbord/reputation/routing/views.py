"""The screens of routing: the rules as sentences, their draft, what they did."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.routing import actions, wording
from klankbord.reputation.routing.declarations import ROUTED, RULES
from klankbord.reputation.routing.forms import ExampleForm, RuleForm, initial_of
from klankbord.reputation.routing.models import Example, RuleVersion
from klankbord.reputation.routing.queries import draft_rules, live_rules, routed_page
from klankbord.reputation.routing.rules import Rule, rules_of
from klankbord.reputation.routing.trying import Tried, tried_examples
from klankbord.trust.register import declares, no_personal_data

CHANGERS = (Role.MANAGER, Role.ADMINISTRATOR)
SEERS = (*CHANGERS, Role.RESPONDER)
PAGE = 50


@allow(*SEERS)
@no_personal_data("rules and examples that somebody wrote for the purpose")
@require_GET
def rule_list(request: MemberRequest) -> HttpResponse:
    """What becomes a case: the rules in force."""
    live, draft = live_rules(), draft_rules()
    context = {
        "live": live,
        "draft": draft,
        "sentences": wording.sentences_of(live, language()),
        "examples": [example_words(each) for each in tried_examples(live)],
        "versions": RuleVersion.objects.filter(is_draft=False)[:20],
        "may_change": request.user.has_role(*CHANGERS),
    }
    return render(request, "routing/rule_list.html", context)


@allow(*SEERS)
@no_personal_data("rules of an earlier version")
@require_GET
def version_detail(request: MemberRequest, number: int) -> HttpResponse:
    """The rules as they were."""
    version = get_object_or_404(RuleVersion, number=number, is_draft=False)
    context = {
        "version": version,
        "sentences": wording.sentences_of(version, language()),
        "is_live": version == live_rules(),
    }
    return render(request, "routing/version_detail.html", context)


@allow(*CHANGERS)
@declares(RULES)
@require_POST
def draft_begin(request: MemberRequest) -> HttpResponse:
    """Start to change the rules."""
    actions.begin_draft(by=request.user, at=timezone.now())
    return redirect("routing:draft-detail")


@allow(*CHANGERS)
@no_personal_data("rules and examples that somebody wrote for the purpose")
@require_GET
def draft_detail(request: MemberRequest) -> HttpResponse:
    """The draft: its rules, its examples, and what stands in the way of publishing."""
    draft = draft_rules()
    if draft is None:
        return redirect("routing:rule-list")
    tried = tried_examples(draft)
    live = live_rules()
    context = {
        "draft": draft,
        "sentences": wording.sentences_of(draft, language()),
        "examples": [example_words(each) for each in tried],
        "n_failing": sum(not each.holds for each in tried),
        "is_changed": draft.rules != (live.rules if live else []),
        "last_run": draft.dry_runs.first(),
    }
    return render(request, "routing/draft_detail.html", context)


@allow(*CHANGERS)
@declares(RULES)
@require_http_methods(["GET", "POST"])
def rule_edit(request: MemberRequest, rule_id: str = "") -> HttpResponse:
    """Write one rule of the draft."""
    draft = draft_or_404()
    known = next((rule for rule in rules_of(draft.rules) if rule.id == rule_id), None)
    if rule_id and known is None:
        raise Http404
    initial = initial_of(known) if known else {"is_last": True, "act": "open"}
    initial["revision"] = draft.revision
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        draft.revision = form.cleaned_data["revision"] or draft.revision
        rule = form.rule(rule_id)
        if _kept(request, draft, rule):
            return redirect("routing:draft-detail")
    context = {
        "form": form,
        "rule": known,
        "when": [form[name] for name in RuleForm.WHEN],
        "then": [form[name] for name in RuleForm.THEN],
    }
    return render(request, "routing/rule_edit.html", context)


def _kept(request: MemberRequest, draft: RuleVersion, rule: Rule) -> bool:
    try:
        actions.keep_rule(draft=draft, rule=rule, by=request.user, at=timezone.now())
    except actions.RulesChanged:
        messages.error(request, changed_words())
    except actions.TooMany:
        messages.error(request, _("There are 200 rules: delete some before you add another."))
    else:
        messages.success(request, _("Kept in the draft. It is not in force yet."))
        return True
    return False


@allow(*CHANGERS)
@declares(RULES)
@require_POST
def rule_move(request: MemberRequest, rule_id: str) -> HttpResponse:
    """Ask a rule earlier or later."""
    steps = -1 if request.POST.get("to") == "up" else 1
    return _change(
        request, lambda values: actions.move_rule(rule_id=rule_id, steps=steps, **values)
    )


@allow(*CHANGERS)
@declares(RULES)
@require_POST
def rule_delete(request: MemberRequest, rule_id: str) -> HttpResponse:
    """Take a rule out of the draft."""
    return _change(request, lambda values: actions.drop_rule(rule_id=rule_id, **values))


@allow(*CHANGERS)
@declares(RULES)
@require_POST
def draft_publish(request: MemberRequest) -> HttpResponse:
    """Put the draft in force, unless an example fails."""
    draft = draft_or_404(request)
    try:
        actions.publish_rules(draft=draft, by=request.user, at=timezone.now())
    except actions.ExamplesFail as refused:
        n_failed = len(refused.failed)
        words = _("Not published: examples that fail: %(n)s. Change the rules or the examples.")
        messages.error(request, words % {"n": n_failed})
        return redirect("routing:draft-detail")
    except actions.RulesChanged:
        messages.error(request, changed_words())
        return redirect("routing:draft-detail")
    messages.success(request, _("In force: what arrives from now on goes by these rules."))
    return redirect("routing:rule-list")


@allow(*CHANGERS)
@declares(RULES)
@require_POST
def draft_delete(request: MemberRequest) -> HttpResponse:
    """Throw the draft away."""
    actions.drop_draft(draft=draft_or_404(), by=request.user, at=timezone.now())
    messages.success(request, _("The draft is gone. The rules in force stay."))
    return redirect("routing:rule-list")


@allow(*CHANGERS)
@declares(RULES)
@require_http_methods(["GET", "POST"])
def example_add(request: MemberRequest) -> HttpResponse:
    """Write a message, and what must happen to it."""
    form = ExampleForm(request.POST or None, instance=Example())
    if request.method == "POST" and form.is_valid():
        example = form.save(commit=False)
        try:
            actions.keep_example(example=example, by=request.user, at=timezone.now())
        except actions.TooMany:
            messages.error(request, _("There are 500 examples: delete some first."))
        return redirect("routing:draft-detail" if draft_rules() else "routing:rule-list")
    return render(request, "routing/example_add.html", {"form": form})


@allow(*CHANGERS)
@declares(RULES)
@require_POST
def example_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an example away."""
    actions.drop_example(pk=pk, by=request.user, at=timezone.now())
    return redirect("routing:draft-detail" if draft_rules() else "routing:rule-list")


@allow(*SEERS)
@declares(ROUTED)
@require_GET
def routed_list(request: MemberRequest) -> HttpResponse:
    """What the rules did, newest first: each message with what became of it."""
    rows = routed_page(before=_before(request), limit=PAGE + 1)
    names = {rule.id: rule.name for version in _versions(rows) for rule in rules_of(version.rules)}
    shown = [
        {"row": row, "rules": [names[each] for each in row.rules if each in names]}
        for row in rows[:PAGE]
    ]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    key = f"{last.routed_at.timestamp()}_{last.mention_id}" if last else ""
    context = {"rows": shown, "next_key": key, "is_later": "before" in request.GET}
    return render(request, "routing/routed_list.html", context)


def language() -> str:
    """The reader's."""
    return (get_language() or "en")[:2]


def changed_words() -> str:
    """A colleague was quicker."""
    return _("A colleague changed this draft meanwhile. Look at it again, then change it.")


def draft_or_404(request: MemberRequest | None = None) -> RuleVersion:
    """The draft, as the page saw it that sends this form."""
    draft = draft_rules()
    if draft is None:
        raise Http404
    seen = request.POST.get("revision", "") if request else ""
    if seen.isascii() and seen.isdecimal() and len(seen) < 9:  # noqa: PLR2004  # fits a column
        draft.revision = int(seen)
    return draft


def example_words(tried: Tried) -> dict[str, Any]:
    """An example as the page shows it."""
    example = tried.example
    department = example.department.name if example.department else ""
    decided = tried.decision.department
    names = wording.names_of([], language()).departments
    if decided and example.department_id == decided:
        names = {decided: department}
    return {
        "tried": tried,
        "asked": wording.expected_words(example.expected, example.severity, department),
        "came": wording.decision_words(tried.decision, names),
    }


def _change(request: MemberRequest, change: Any) -> HttpResponse:
    values = {"draft": draft_or_404(request), "by": request.user, "at": timezone.now()}
    try:
        change(values)
    except actions.RulesChanged:
        messages.error(request, changed_words())
    return redirect("routing:draft-detail")


def _versions(rows: list[Any]) -> list[RuleVersion]:
    return list(RuleVersion.objects.filter(number__in={row.version for row in rows}))


def _before(request: MemberRequest) -> tuple[dt.datetime, int] | None:
    moment, _sign, number = request.GET.get("before", "").partition("_")
    try:
        at = dt.datetime.fromtimestamp(float(moment), dt.UTC)
        return at, min(int(number), 2**63 - 1)
    except (ValueError, OverflowError, OSError):
        return None
