"""Views that act on many cases of the list at once, and the one that gives the next case."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk import actions
from klankbord.reputation.desk.bulk import (
    AT_ONCE,
    BULK,
    Report,
    act_on_each,
    cases_chosen,
    take_next,
)
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.listing import read_id
from klankbord.reputation.desk.refusals import told_refusal
from klankbord.trust.register import declares


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_POST
def case_bulk(request: MemberRequest) -> HttpResponse:
    """Ask what an act needs, do it on each case that was chosen, and tell what came of it."""
    numbers = [read_id(text) or 0 for text in request.POST.getlist("case")]
    cases, name = cases_chosen(numbers), request.POST.get("act", "")
    bulk = BULK.get(name)
    if bulk is None or not cases:
        messages.info(request, _("Choose one or more cases first."))
        return redirect(_back(request))
    is_filled = bulk.form is None or "filled" in request.POST
    form = bulk.form(request.POST if is_filled else None) if bulk.form else None
    context = {"cases": cases, "name": name, "bulk": bulk, "form": form, "back": _back(request)}
    if form is not None and not (is_filled and form.is_valid()):
        return render(request, "desk/case_bulk.html", context)
    given = form.cleaned_data if form else {}
    now = timezone.now()
    report = act_on_each(cases, lambda case: bulk.act(case=case, by=request.user, at=now, **given))
    return _tell(request, report, context, is_cut=len(numbers) > AT_ONCE)


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_POST
def case_next(request: MemberRequest) -> HttpResponse:
    """Take up the case that has to be taken up first."""
    case = take_next(by=request.user, at=timezone.now())
    if case is None:
        messages.info(request, _("Nothing waits: every open case has an owner."))
        return redirect("desk:case-list")
    messages.success(request, _("The case is yours for half an hour at a time."))
    return redirect("desk:case-detail", case.pk)


def _tell(
    request: MemberRequest, report: Report, context: dict[str, Any], *, is_cut: bool
) -> HttpResponse:
    """One line where all went well; else a page that names each case that was left as it was."""
    n_done = len(report.done)
    words = ngettext("Done for %(n)s case: %(act)s.", "Done for %(n)s cases: %(act)s.", n_done)
    told = words % {"n": n_done, "act": str(context["bulk"].label).lower()}
    if not report.refused and not is_cut:
        messages.success(request, told)
        return redirect(context["back"])
    refused = [(each.case, *told_refusal(each.refusal)) for each in report.refused]
    shown = {"told": told, "n_done": n_done, "refused": refused, "is_cut": is_cut}
    return render(request, "desk/case_bulk_report.html", context | shown | {"at_once": AT_ONCE})


def _back(request: MemberRequest) -> str:
    """The list as it was: of the address that was sent only the question is taken."""
    asked = request.POST.get("back", "").partition("?")[2]
    return reverse("desk:case-list") + (f"?{asked}" if asked else "")
