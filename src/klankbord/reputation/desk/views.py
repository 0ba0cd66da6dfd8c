"""The desk: the list, the page of one case, opening a case, the answer on its way out."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mention as archived_mention
from klankbord.participate.stakeholders.models import GIVEN_CHOICES
from klankbord.participate.topics.listing import language_name
from klankbord.participate.topics.models import Driver
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Department, Role
from klankbord.reputation.desk import actions, list_words, opening, queries, wording
from klankbord.reputation.desk.bulk import BULK
from klankbord.reputation.desk.calls.queries import n_waiting
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.exporting import CASE_COLUMNS, case_cells, record_export
from klankbord.reputation.desk.figures.words import followers_name, group_name
from klankbord.reputation.desk.forms import OpenByHandForm, OpenFromMentionForm, platform_of
from klankbord.reputation.desk.listing import UNKNOWN, Filters, case_page, read_filters, read_id
from klankbord.reputation.desk.live.hub import newest_event
from klankbord.reputation.desk.models import Case, Channel, Reason, Severity
from klankbord.reputation.desk.page import find_case, show_case
from klankbord.trust.register import declares
from klankbord.trust.tables import csv_lines
from klankbord.ui.streaming import stream_file

SEERS = (*actions.CHANGERS, Role.EXPERT, Role.APPROVER)


@allow(*SEERS)
@declares(CASES, WORK)
@require_GET
def case_list(request: MemberRequest) -> HttpResponse:
    """Cases, by what there is to do."""
    may_change = request.user.has_role(*actions.CHANGERS)
    filters = read_filters(request.GET, default_view="mine" if may_change else "waiting")
    page = case_page(filters, member=request.user)
    counts = queries.view_counts(request.user)
    now = timezone.now()
    context = {
        "filters": filters,
        "page": page,
        "rows": [_row(case, now) for case in page.cases],
        "tabs": [_tab(view, filters.view, counts) for view in queries.VIEWS],
        "label": list_words.VIEW_LABELS[filters.view],
        "empty": list_words.EMPTY_VIEWS[filters.view],
        "n_unclaimed": counts["unclaimed"],
        "severities": [(s.name.lower(), s.label, s == filters.severity) for s in Severity],
        "departments": Department.objects.all(),
        "platforms": _platforms(filters.platform),
        "drivers": _choices(Driver.choices, filters.driver),
        "groups": _choices(GIVEN_CHOICES, filters.group),
        "orders": _orders(filters),
        "next_page": _address(request, after=page.next_key) if page.next_key else "",
        "first_page": _address(request, after="") if filters.after else "",
        "may_change": may_change,
        "newest_event": newest_event(),
        "n_for_you": n_waiting(request.user),
        "bulk_acts": list(BULK.values()),
        "here": f"?{request.GET.urlencode()}",
        "export_url": _export_url(request, filters),
        "language_label": _unknown_or(filters.language, language_name),
        "followers_label": _unknown_or(filters.followers, lambda band: followers_name(int(band))),
        "outcome_label": list_words.OUTCOME_LABELS.get(filters.outcome, ""),
        "reason_label": Reason(filters.reason).label if filters.reason else "",
        "may_set_clocks": request.user.has_role(Role.MANAGER, Role.ADMINISTRATOR),
        "now": now,
    }
    return render(request, "desk/case_list.html", context)


@allow(*actions.CHANGERS)
@declares(CASES)
@require_GET
def case_export(request: MemberRequest) -> StreamingHttpResponse:
    """All cases of a list as a file, without who of us did the work."""
    filters = read_filters(request.GET, default_view="open")
    record_export(
        act="desk.cases-exported",
        what="cases",
        filters=request.GET.dict(),
        by=request.user,
        at=timezone.now(),
    )
    lines = csv_lines(CASE_COLUMNS, case_cells(filters, member=request.user))
    pieces = (line.encode() for line in lines)
    return stream_file(request, pieces, kind="text/csv; charset=utf-8", name="cases.csv")


@allow(*SEERS)
@declares(CASES, WORK)
@require_GET
def case_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One case whole: the conversation, what to do, what was done."""
    return show_case(request, find_case(pk))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_open(request: MemberRequest) -> HttpResponse:
    """Open a case, from a mention or by hand."""
    mention = _mention(request)
    if mention is None:
        return _open_by_hand(request)
    existing = queries.open_case_of_mention(mention)
    if existing is not None and request.method == "GET":
        messages.info(request, _("This conversation has a case already: here it is."))
        return redirect("desk:case-detail", existing.pk)
    same = queries.case_of_same_story(mention)
    if same is not None and request.method == "POST" and "join" in request.POST:
        return _join(request, same, mention)
    form = OpenFromMentionForm(request.POST or None, initial={"title": queries.title_of(mention)})
    if request.method == "POST" and form.is_valid():
        opened = opening.open_case(
            by=request.user,
            at=timezone.now(),
            channel=Channel.MENTION,
            message=opening.message_of(mention),
            **form.cleaned_data,
        )
        return _arrive(request, opened)
    context = {
        "form": form,
        "mention": mention,
        "message": opening.message_of(mention),
        "platform": wording.platform_name(mention.platform),
        "closed": queries.closed_case_of_mention(mention),
        "same": same,
    }
    return render(request, "desk/case_open.html", context)


def _join(request: MemberRequest, case: Case, mention: Mention) -> HttpResponse:
    """The message becomes a copy in the case that there is."""
    message = opening.message_of(mention, is_copy=True)
    opening.add_message(case=case, by=request.user, at=timezone.now(), message=message)
    text = _("Case %(number)s now holds this message as a copy.") % {"number": case.number}
    messages.success(request, text)
    return redirect(f"{reverse('desk:case-copies', args=[case.pk])}#act")


def _open_by_hand(request: MemberRequest) -> HttpResponse:
    channel = request.GET.get("channel", Channel.PHONE)
    initial = {
        "channel": channel if channel in Channel.values else Channel.PHONE,
        "url": request.GET.get("url", "")[:2000],
    }
    form = OpenByHandForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        data = form.cleaned_data
        message = opening.Message(
            text=data["text"],
            published_at=now,
            platform=platform_of(data["url"]),
            author_name=data["author_name"],
            url=data["url"],
        )
        opened = opening.open_case(
            by=request.user,
            at=now,
            title=data["title"],
            channel=Channel(data["channel"]),
            message=message,
            severity=data["severity"],
            department=data["department"],
            promised_at=data["promised_at"],
        )
        return _arrive(request, opened)
    return render(request, "desk/case_open.html", {"form": form})


def _arrive(request: HttpRequest, opened: opening.Opening) -> HttpResponse:
    words = {"number": opened.case.number}
    if opened.is_new:
        messages.success(request, _("Case %(number)s is open.") % words)
    else:
        text = _("This conversation had case %(number)s already: the message is added to it.")
        messages.info(request, text % words)
    return redirect("desk:case-detail", opened.case.pk)


def _mention(request: HttpRequest) -> Mention | None:
    text = request.GET.get("mention", "") or request.POST.get("mention", "")
    if not text:
        return None
    number = read_id(text)
    mention = archived_mention(number) if number else None
    if mention is None:
        raise Http404
    return mention


def _row(case: Case, now: dt.datetime) -> dict[str, Any]:
    return {
        "case": case,
        "state_tone": wording.STATE_TONES[case.state],  # type: ignore[index]  # the values of State
        "severity_tone": wording.SEVERITY_TONES.get(case.severity, ""),  # type: ignore[call-overload]  # as above
        "platform": wording.platform_name(case.platform),
        "is_held": case.is_held(now),
        "clock": wording.clock_words(case, now),
    }


def _tab(view: str, current: str, counts: dict[str, int]) -> dict[str, Any]:
    n_cases = counts[view]
    return {
        "url": f"{reverse('desk:case-list')}?view={view}",
        "label": list_words.VIEW_LABELS[view],
        "count": f"{queries.COUNTED_TO}+" if n_cases > queries.COUNTED_TO else str(n_cases),
        "is_current": view == current,
    }


def _export_url(request: HttpRequest, filters: Filters) -> str:
    """The whole list, from its start and whatever page is shown."""
    values = request.GET.copy()
    values.pop("after", None)
    values["view"] = filters.view
    return f"{reverse('desk:case-export')}?{values.urlencode()}"


def _unknown_or(value: str, name: Callable[[str], str]) -> str:
    """What a list was narrowed to, in words; empty if it was not."""
    if not value:
        return ""
    return _("not known") if value == UNKNOWN else name(value)


def _platforms(chosen: str) -> list[tuple[str, str, bool]]:
    names = dict.fromkeys([*queries.platforms_with_cases(), *([chosen] if chosen else [])])
    return [
        (name, group_name("platform", "" if name == UNKNOWN else name), name == chosen)
        for name in names
    ]


def _choices(labels: Iterable[tuple[str, Any]], chosen: str) -> list[tuple[str, str, bool]]:
    known = [(UNKNOWN, _("not known")), *labels]
    return [(value, str(label), value == chosen) for value, label in known]


def _orders(filters: Filters) -> list[tuple[str, str, bool]]:
    labels = {"newest": _("Newest first"), "oldest": _("Oldest first"), "urgent": _("Most urgent")}
    if filters.view in queries.VIEWS_IN_HAND:
        labels["due"] = _("Least time left")
    return [(name, label, name == filters.order) for name, label in labels.items()]


def _address(request: HttpRequest, **changes: str) -> str:
    values = request.GET.copy()
    for name, value in changes.items():
        values[name] = value
    return "?" + values.urlencode()
