"""Screens of trust. Who may open them is said in `site/urls.py`: people stand above this room."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from klankbord.trust import audit, queries
from klankbord.trust.register import Subject

PAGE = 50


@require_GET
def seen_of_me(request: HttpRequest) -> HttpResponse:
    """What the program knows of an employee, who sees it, why, and for how long."""
    declarations = queries.declarations_about(Subject.EMPLOYEE)
    return render(
        request,
        "trust/seen_of_me.html",
        {
            "personal": [each for each in declarations if each.granularity == "person"],
            "grouped": [each for each in declarations if each.granularity != "person"],
            "n_observing": sum(each.is_suitable_for_observing for each in declarations),
        },
    )


@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    """The log, newest first, and whether the chain is whole when that is asked."""
    act = request.GET.get("act", "")[:80]
    pages = Paginator(queries.entries_found(act=act), PAGE)
    return render(
        request,
        "trust/audit_list.html",
        {
            "page": pages.get_page(request.GET.get("page")),
            "act": act,
            "verification": audit.verify() if "verify" in request.GET else None,
        },
    )
