"""A line for colleagues, begun from a case."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.holding import refuse_closed
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent
from klankbord.reputation.desk.page import find_case, show_case, version_seen
from klankbord.reputation.lines.actions import write_line
from klankbord.reputation.lines.declarations import LINES
from klankbord.reputation.lines.forms import LineForm
from klankbord.reputation.lines.models import Line
from klankbord.reputation.lines.queries import lines_in_force
from klankbord.trust.register import declares


class ExistingLineForm(forms.Form):
    """A line that colleagues have, for one more case about the same thing."""

    line = forms.ModelChoiceField(
        label=gettext_lazy("Colleagues have a line about this"),
        queryset=Line.objects.none(),
        required=False,
        empty_label=gettext_lazy("No: write a new one"),
    )


@allow(*CHANGERS)
@declares(CASES, WORK, LINES)
@require_http_methods(["GET", "POST"])
def case_line(request: MemberRequest, pk: int) -> HttpResponse:
    """Write what colleagues may say, or name the line that they have."""
    case = find_case(pk)
    if case.line_id is not None:
        return redirect("lines:line-detail", case.line_id)
    existing = ExistingLineForm(request.POST or None)
    here = lines_in_force(on=timezone.localdate()).values("line")
    existing.fields["line"].queryset = Line.objects.filter(pk__in=here)  # type: ignore[attr-defined]
    form = LineForm(request.POST or None, initial={"title": case.title[:120]})
    shown = {"template": "desk/case_line.html", "form": form, "extra": {"existing": existing}}
    if request.method != "POST" or not existing.is_valid():
        return show_case(request, case, **shown)  # type: ignore[arg-type]  # one mapping for both
    line = existing.cleaned_data["line"]
    if line is None and not form.is_valid():
        return show_case(request, case, **shown)  # type: ignore[arg-type]  # idem
    try:
        kept = _begin(request, case, line, form)
    except errors.DeskRefused as refused:
        return show_case(request, find_case(pk), refused=refused, **shown)  # type: ignore[arg-type]  # idem
    messages.success(request, _("The case has its line. Until it is out, the answer warns."))
    return redirect("lines:line-detail", kept.pk)


def _begin(request: MemberRequest, case: Case, line: Line | None, form: LineForm) -> Line:
    """The line and the event of the case, both or neither."""
    now = timezone.now()
    with transaction.atomic():
        kept = line or write_line(by=request.user, at=now, **form.cleaned_data).line

        def decide(fresh: Case) -> Changes:
            refuse_closed(fresh)
            return {"line": kept}

        act = Act(CaseEvent.Kind.LINE_BEGUN, request.user, now, version_seen(request))
        change_case(case, act, decide)
    return kept
