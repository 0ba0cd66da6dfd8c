"""Two small choices of the reader, and the page that shows every component.

These views know nothing of people: `site` marks who may open them.
"""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from klankbord.ui import showroom

THEMES = ("light", "dark")
YEAR = dt.timedelta(days=365)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the colours that the reader chose; anything else means: as the system says."""
    response = HttpResponseRedirect(next_url(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        _remember(response, "theme", chosen)
    else:
        response.delete_cookie("theme")
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language that the reader chose."""
    response = HttpResponseRedirect(next_url(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_GET
def styles(request: HttpRequest) -> HttpResponse:
    """Show every component once, to look at and to test."""
    return render(request, "ui/styles.html", showroom.everything(request))


def next_url(request: HttpRequest) -> str:
    """Go back to where the form stood; never to another site."""
    asked = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_own else "/"


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
