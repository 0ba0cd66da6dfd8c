"""Saved replies from a file: bring it, say what its columns mean, see what happens, say yes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.replies import importing, reading
from klankbord.reputation.replies.forms import KEEPERS, ColumnsForm, ReplyFileForm
from klankbord.reputation.replies.models import ReplyFile
from klankbord.trust.register import no_personal_data

FAULTS = {
    reading.Fault.TOO_LARGE: gettext_lazy("The file is too large: at most 5 MB and 2,000 replies."),
    reading.Fault.NOT_READABLE: gettext_lazy(
        "We cannot read this file. Save it as CSV, Excel (XLSX) or JSON and try again."
    ),
    reading.Fault.NO_ROWS: gettext_lazy(
        "We found no replies in it. The first row must hold the names of the columns."
    ),
}
SHOWN = 100


@allow(*KEEPERS)
@no_personal_data("a file of ready words")
@require_http_methods(["GET", "POST"])
def saved_import(request: MemberRequest) -> HttpResponse:
    """Bring a file."""
    form = ReplyFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = reading.read_table(file.read(reading.MOST_BYTES + 1))
        except reading.FileNotUsable as refused:
            form.add_error("file", FAULTS[refused.fault])
        else:
            waiting = importing.keep_file(
                table=table, file_name=file.name, by=request.user, at=timezone.now()
            )
            return redirect("replies:saved-columns", waiting.pk)
    return render(request, "replies/saved_import.html", {"form": form})


@allow(*KEEPERS)
@no_personal_data("a file of ready words")
@require_http_methods(["GET", "POST"])
def saved_columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which column holds what, see what would happen, and do it: all or nothing."""
    waiting = get_object_or_404(ReplyFile, pk=pk, by=request.user)
    guess = importing.guessed_columns(waiting.columns)
    data = request.POST if request.method == "POST" else guess
    form = ColumnsForm(waiting.columns, data)
    plan = importing.plan_of(waiting, form.cleaned_data) if form.is_valid() else None
    if plan and "start" in request.POST and not plan.faults:
        done = importing.carry_out(
            waiting=waiting, columns=form.cleaned_data, by=request.user, at=timezone.now()
        )
        words = _("Done: %(added)s replies added, %(changed)s changed.")
        n_done = {"added": len(done.adding), "changed": len(done.changing)}
        messages.success(request, words % n_done)
        return redirect("replies:saved-list")
    context = {"form": form, "plan": plan, "waiting": waiting, "shown": f":{SHOWN}"}
    return render(request, "replies/saved_columns.html", context)
