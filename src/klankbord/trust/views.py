"""Screens of trust. Who may open them is said in `site/trust_urls.py`: people stand above."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from klankbord.trust import audit, queries
from klankbord.trust.council.queries import functions_by_room, functions_known
from klankbord.trust.forms import LogFilterForm
from klankbord.trust.naming import View
from klankbord.trust.register import Subject
from klankbord.trust.tables import AUDIT_COLUMNS, audit_json_lines, audit_rows, csv_lines

PAGE = 50
Opens = Callable[[HttpRequest, View], bool]
"""Whether who asks may open a view: people, who have roles, stand above this room."""


@require_GET
def seen_of_me(request: HttpRequest) -> HttpResponse:
    """What the program knows of who asks, who sees it, why, since when, and for how long."""
    subject = Subject.GUEST if getattr(request.user, "is_guest", False) else Subject.EMPLOYEE
    functions = functions_known(on=timezone.localdate(), subject=subject)
    observing = [each for each in functions if each.declaration.is_suitable_for_observing]
    return render(
        request,
        "trust/seen_of_me.html",
        {
            "rooms": functions_by_room(functions),
            "n_functions": len(functions),
            "n_grouped": sum(not each.is_about_a_person for each in functions),
            "n_locked": sum(each.is_locked for each in observing),
            "n_opened": sum(not each.is_locked for each in observing),
        },
    )


@require_GET
def audit_list(request: HttpRequest, opens: Opens) -> HttpResponse:
    """The log, newest first, and whether the chain is whole when that is asked."""
    form = LogFilterForm(request.GET)
    found = queries.entries_found(form.wanted())
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:  # noqa: PLR2004  # what the database counts to
        found = found.filter(id__lt=int(before))
    entries = list(found[: PAGE + 1])
    return render(
        request,
        "trust/audit_list.html",
        {
            "form": form,
            "lines": queries.lines_of(entries[:PAGE], lets_in=partial(opens, request)),
            "next_before": entries[PAGE - 1].pk if len(entries) > PAGE else None,
            "is_later_page": bool(before),
            "verification": audit.verify() if "verify" in request.GET else None,
        },
    )


@require_GET
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """The lines that were asked for, oldest first, as CSV or JSON Lines; the log notes it."""
    now = timezone.now()
    wanted = LogFilterForm(request.GET).wanted()
    is_json = request.GET.get("form") == "jsonl"
    audit.record(
        at=now,
        actor=f"member:{request.user.pk}",
        act="trust.audit-exported",
        detail={"form": "jsonl" if is_json else "csv", "filters": wanted.as_detail()},
    )
    entries = queries.entries_found(wanted).order_by("id").iterator(chunk_size=2000)
    lines = audit_json_lines(entries) if is_json else csv_lines(AUDIT_COLUMNS, audit_rows(entries))
    return _file(lines, "application/jsonl" if is_json else "text/csv", _name(now, is_json=is_json))


def _name(now: dt.datetime, *, is_json: bool) -> str:
    return f"klankbord-log-{timezone.localdate(now):%Y-%m-%d}.{'jsonl' if is_json else 'csv'}"


def _file(lines: Iterable[str], kind: str, name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        lines,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
