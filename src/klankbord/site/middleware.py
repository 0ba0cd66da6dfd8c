"""Headers that every answer carries, addresses that can name nothing, and not too much at once."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from klankbord.people.limits.counting import OWN, SHARED, is_within

LARGEST_ID = 2**63 - 1  # of every database that we know

# How often one member may ask for what costs us, or others, much: times a minute.
DEAR = {
    "people:member-invite": 30,
    "topics:mention-list": 600,
    "desk:list-stream": 600,  # one for each page that opens, like the mentions
    "desk:case-stream": 600,
    "desk:case-typing": 120,
    "topics:mention-export": 10,
    "topics:query-check": 240,
    "topics:topic-volume": 600,
    "community:search": 60,
    "community:post-write": 60,
    "community:post-edit": 60,
    "community:comment-write": 60,
    "community:comment-edit": 60,
    "listening:import-file": 30,
    "listening:source-add": 60,
    "newsletters:edition-test": 10,
    "insight:alert-test": 10,
    "trust:audit-export": 10,
    "pulse:round-token": 60,  # over SELDOM: who fetches when is written nowhere
    "guidelines:check": 120,
    "guidelines:check-share": 120,
    "share:share-take": 120,
    "guidelines:check-ask": 20,
    "guidelines:check-proof": 10,
}
SELDOM = 30  # up to this limit a count is worth a write, and holds over all web processes
CALLS = 600  # of the interface together, by the session of a browser; keys have their own count

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; "
    "worker-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def addresses_of_directory(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Who asks for SCIM gets the addresses that know it."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/scim/v2/"):
            request.urlconf = "klankbord.site.scim_urls"
        return get_response(request)

    return respond


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Strict content security policy: own files only, nothing inline, nothing evaluated."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method == "TRACE":  # would show what stands between the browser and us
            return HttpResponseNotAllowed(["GET", "POST"])
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", FEATURES)
        return response

    return respond


class NoSuchNumber:
    """A number in an address that no database can hold names nothing: 404, whichever view it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on: the numbers are known when the view is."""
        return self.get_response(request)

    def process_view(
        self, _request: HttpRequest, _view: object, _args: object, values: dict[str, Any]
    ) -> None:
        """Raise `Http404` for a number that is too large."""
        if any(isinstance(value, int) and value > LARGEST_ID for value in values.values()):
            raise Http404


class NotTooMuchAtOnce:
    """Nobody may hold the machine: who asks too often for something dear waits a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on: the view is known later."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _values: object
    ) -> HttpResponse | None:
        """Answer 429 with a page that says what to do, or None to go on."""
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return None
        is_call = match.app_name == "ninja"
        dear, limit = ("api", CALLS) if is_call else (match.view_name, DEAR.get(match.view_name, 0))
        where = SHARED if limit <= SELDOM else OWN
        key = str(request.user.pk)
        if not limit or is_within(dear, key, limit, at=timezone.now(), where=where):
            return None
        if is_call:
            answer: HttpResponse = JsonResponse({"detail": "Too many calls."}, status=429)
        else:
            answer = render(request, "429.html", status=429)
        answer.headers["Retry-After"] = "60"
        return answer
