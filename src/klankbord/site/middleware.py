"""Headers that every answer carries, and addresses that can name nothing."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

LARGEST_ID = 2**63 - 1  # of every database that we know

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; "
    "worker-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Strict content security policy: own files only, nothing inline, nothing evaluated."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
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
