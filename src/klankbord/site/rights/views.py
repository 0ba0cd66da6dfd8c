"""Screens: what is purged and held, who is forgotten, and one's own data."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.community.reading import id_in
from klankbord.jobs.queries import job_progress
from klankbord.participate.archive.filing import kept_until
from klankbord.participate.archive.models import MonthFile
from klankbord.participate.archive.rights import outsider_found
from klankbord.participate.listening.models import Source
from klankbord.participate.topics.rights import topics_naming
from klankbord.people.access import MemberRequest, allow, allow_guests
from klankbord.people.actions import LastAdministrator
from klankbord.people.models import Member, Role
from klankbord.site.rights import erasing, leaving, own_data
from klankbord.site.rights.declarations import ERASURE, HOLDS, LEAVING, OWN_DATA, RETENTION
from klankbord.site.rights.forms import EraseForm, HoldForm, LeaveForm
from klankbord.trust.register import declares
from klankbord.trust.retention.contract import KEPT
from klankbord.trust.retention.holds import holds_in_force, lift_hold, place_hold
from klankbord.trust.retention.models import LegalHold, PurgeReport
from klankbord.trust.rights.contract import ERASERS, Outsider
from klankbord.trust.rights.models import Departure, Erasure, OwnExport

SHOWN = 30


@allow(Role.ADMINISTRATOR, Role.COUNCIL, Role.MANAGER)
@declares(RETENTION)
@require_GET
def purge_list(request: MemberRequest) -> HttpResponse:
    """How long every kind is kept, what the last runs dropped, and which files there are."""
    now = timezone.now()
    reports = PurgeReport.objects.prefetch_related("lines")[:SHOWN]
    shown = [
        {"report": report, "lines": [_line(line) for line in report.lines.all() if line.n_dropped]}
        for report in reports
    ]
    kinds = [{"kind": kind, "until": kind.time.before(now)} for kind in KEPT.values()]
    files = [{"file": file, "until": kept_until(file.month)} for file in MonthFile.objects.all()]
    context = {
        "kinds": kinds,
        "reports": shown,
        "n_holds": holds_in_force(at=now).count(),
        "files": files,
    }
    return render(request, "site/rights/purge_list.html", context)


def _line(line: Any) -> dict[str, Any]:
    known = KEPT.get(line.kind)
    return {"label": known.label if known else line.kind, "line": line}


@allow(Role.ADMINISTRATOR, Role.COUNCIL)
@declares(HOLDS)
@require_http_methods(["GET", "POST"])
def hold_list(request: MemberRequest) -> HttpResponse:
    """What is held back, why, and until when; an administrator adds one."""
    now = timezone.now()
    may_hold = request.user.has_role(Role.ADMINISTRATOR)
    form = HoldForm(request.POST or None) if may_hold else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            place_hold(**form.cleaned_data, by=f"member:{request.user.pk}", at=now)
            messages.success(request, _("It is held back until the day you chose."))
            return redirect("rights:hold-list")
    holds = [
        {"hold": hold, "label": KEPT[hold.kind].label if hold.kind in KEPT else hold.kind}
        for hold in holds_in_force(at=now)[:200]
    ]
    return render(request, "site/rights/hold_list.html", {"holds": holds, "form": form})


@allow(Role.ADMINISTRATOR)
@declares(HOLDS)
@require_POST
def hold_lift(request: MemberRequest, pk: int) -> HttpResponse:
    """End a hold before its day."""
    hold = get_object_or_404(LegalHold, pk=pk)
    if lift_hold(hold=hold, by=f"member:{request.user.pk}", at=timezone.now()):
        messages.success(request, _("The hold is lifted: the next purge no longer passes it by."))
    return redirect("rights:hold-list")


@allow(Role.ADMINISTRATOR, Role.COUNCIL, Role.MANAGER)
@declares(ERASURE)
@require_GET
def erasure_list(request: MemberRequest) -> HttpResponse:
    """Who asked to be forgotten: numbers and proofs, no names."""
    context = {
        "erasures": Erasure.objects.defer("handle", "url", "platform")[:100],
        "may_erase": request.user.has_role(Role.ADMINISTRATOR, Role.MANAGER),
    }
    return render(request, "site/rights/erasure_list.html", context)


@allow(Role.ADMINISTRATOR, Role.MANAGER)
@declares(ERASURE)
@require_http_methods(["GET", "POST"])
def author_erase(request: MemberRequest) -> HttpResponse:
    """Say who, look at what goes, and press once more; names travel in no address."""
    form = EraseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "site/rights/author_erase.html", {"form": form})
    if "sure" in request.POST:
        asked = erasing.ask_erasure(
            **form.cleaned_data, by=f"member:{request.user.pk}", at=timezone.now()
        )
        return redirect("rights:erasure-detail", asked.pk)
    outsider = outsider_found(**form.cleaned_data)
    context = {"form": form, "outsider": outsider, **_preview(outsider)}
    return render(request, "site/rights/author_erase.html", context)


def _preview(outsider: Outsider) -> dict[str, Any]:
    counts = erasing.counts_before(outsider)
    return {
        "is_preview": True,
        "counts": [(ERASERS[key].label, n) for key, n in counts.items()],
        "n_found": sum(counts.values()),
        "topics": topics_naming(outsider),
        "sources": Source.objects.filter(target__in=outsider.urls, erase_asked_at=None),
    }


@allow(Role.ADMINISTRATOR, Role.COUNCIL, Role.MANAGER)
@declares(ERASURE)
@require_GET
def erasure_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One erasure: how far it is, or its proof."""
    erasure = get_object_or_404(Erasure, pk=pk)
    proof = erasing.statement_of(erasure)
    context = {
        "erasure": erasure,
        "proof": proof,
        "removed": [(_label(key), n) for key, n in proof.get("removed", {}).items()],
        "n_left": sum(proof.get("left", {}).values()),
        "progress": job_progress(erasing.job_key(erasure)),
    }
    return render(request, "site/rights/erasure_detail.html", context)


def _label(key: str) -> Any:
    return ERASERS[key].label if key in ERASERS else key


@allow(Role.ADMINISTRATOR, Role.COUNCIL, Role.MANAGER)
@declares(ERASURE)
@require_GET
def erasure_export(request: MemberRequest, pk: int) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The signed statement as a file."""
    erasure = get_object_or_404(Erasure.objects.exclude(finished_at=None), pk=pk)
    response = JsonResponse(
        erasing.statement_file(erasure), json_dumps_params={"indent": 1, "ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="erasure-{erasure.pk}.json"'
    return response


@allow_guests
@declares(OWN_DATA)
@require_http_methods(["GET", "POST"])
def own_list(request: MemberRequest) -> HttpResponse:
    """My own data: ask for a file, see how far it is, fetch it."""
    now = timezone.now()
    if request.method == "POST":
        own_data.ask_own_data(member=request.user, at=now)
        return redirect("rights:own-list")
    exports = [
        {"export": export, "progress": job_progress(own_data.job_key(export))}
        for export in own_data.exports_of(request.user, at=now)
    ]
    return render(request, "site/rights/own_list.html", {"exports": exports})


@allow_guests
@declares(OWN_DATA)
@require_GET
def own_export(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Fetch my own file; somebody else's does not exist here."""
    now = timezone.now()
    export = get_object_or_404(
        OwnExport.objects.exclude(finished_at=None),
        pk=pk,
        member=request.user.pk,
        expires_at__gt=now,
    )
    path = own_data.own_folder() / export.name
    if not path.is_file():
        raise Http404
    own_data.record_fetch(export=export, at=now)
    response = FileResponse(path.open("rb"), as_attachment=True, filename="klankbord-my-data.zip")
    response["Cache-Control"] = "no-store"
    return response


@allow(Role.ADMINISTRATOR)
@declares(LEAVING)
@require_http_methods(["GET", "POST"])
def member_leave(request: MemberRequest) -> HttpResponse:
    """Let the member of `?member=` leave, after a look at what that touches."""
    member = get_object_or_404(Member, pk=id_in(request.GET, "member") or 0)
    departure = Departure.objects.filter(member=member.pk).first()
    form = LeaveForm(request.POST or None, initial={"way": Departure.Way.PSEUDONYM})
    if request.method == "POST" and form.is_valid() and _leave(request, member, form):
        messages.success(request, _("The door is closed behind them."))
        return redirect("people:member-list")
    context = {
        "member": member,
        "departure": departure,
        "form": form,
        "counts": leaving.counts_of(member),
    }
    return render(request, "site/rights/member_leave.html", context)


def _leave(request: MemberRequest, member: Member, form: LeaveForm) -> bool:
    way = Departure.Way(form.cleaned_data["way"])
    try:
        leaving.let_leave(member=member, way=way, by=request.user, at=timezone.now())
    except LastAdministrator:
        form.add_error(None, _("Somebody must stay administrator. Give the role to another first."))
    except leaving.LeftAlready:
        form.add_error(None, _("Somebody did this already."))
    else:
        return True
    return False
