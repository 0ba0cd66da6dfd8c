"""Try the draft on what was heard: counts, a list, and where it differs from the live rules."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klankbord.jobs.queries import job_progress
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mentions_shown
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Department
from klankbord.reputation.desk.queries import title_of
from klankbord.reputation.desk.wording import platform_name
from klankbord.reputation.routing import actions, wording
from klankbord.reputation.routing.declarations import ROUTED
from klankbord.reputation.routing.forms import DryRunForm
from klankbord.reputation.routing.history import Result, result_of
from klankbord.reputation.routing.models import RuleVersion
from klankbord.reputation.routing.queries import live_rules
from klankbord.reputation.routing.rules import rules_of
from klankbord.reputation.routing.views import CHANGERS, draft_or_404
from klankbord.trust.register import declares


@allow(*CHANGERS)
@declares(ROUTED)
@require_GET
def dry_run(request: MemberRequest) -> HttpResponse:
    """What the draft would have done."""
    draft = draft_or_404()
    run = draft.dry_runs.first()
    result = result_of(run) if run else None
    progress = job_progress(run.job_key) if run and result is None else None
    context = {
        "draft": draft,
        "run": run,
        "form": DryRunForm(),
        "progress": progress,
        "has_live": live_rules() is not None,
        "is_outdated": run is not None and run.revision != draft.revision,
        **(_told(draft, result) if result else {}),
    }
    return render(request, "routing/dry_run.html", context)


@allow(*CHANGERS)
@declares(ROUTED)
@require_POST
def dry_run_ask(request: MemberRequest) -> HttpResponse:
    """Begin a dry run; it is done in the background."""
    form = DryRunForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        since = now - dt.timedelta(days=form.cleaned_data["days"])
        actions.ask_dry_run(version=draft_or_404(), since=since, until=now, by=request.user, at=now)
    return redirect("routing:dry-run")


def _told(draft: RuleVersion, result: Result) -> dict[str, Any]:
    ids = [*(each.mention for each in result.differences), *result.opened]
    rows = {row.pk: row for row in mentions_shown(ids)}
    departments = dict(Department.objects.values_list("pk", "name"))
    return {
        "result": result,
        "rules": [(rule, result.by_rule.get(rule.id, 0)) for rule in rules_of(draft.rules)],
        "acts": [
            (label, result.n_by_act.get(act, 0), result.n_by_act_live.get(act, 0))
            for act, label in wording.EXPECTED.items()
        ],
        "differences": [
            {
                **_row(rows[each.mention]),
                "before": wording.decision_words(each.before, departments),
                "after": wording.decision_words(each.after, departments),
            }
            for each in result.differences
            if each.mention in rows
        ],
        "opened": [_row(rows[pk]) for pk in reversed(result.opened) if pk in rows],
    }


def _row(mention: Mention) -> dict[str, Any]:
    return {
        "mention": mention,
        "title": title_of(mention),
        "platform": platform_name(mention.platform),
    }
