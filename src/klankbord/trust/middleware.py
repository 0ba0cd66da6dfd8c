"""A locked function and a lost key file say what is the matter, and who can do what about it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from klankbord.trust.council.locks import FunctionLocked
from klankbord.trust.vault.keys import KeyFileRefused


class ExplainRefusals:
    """Answer `FunctionLocked` (403) and `KeyFileRefused` (503) with a page of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on: only what goes wrong concerns us."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Explain; leave every other error to whom it concerns."""
        if isinstance(error, FunctionLocked):
            return render(request, "trust/locked.html", {"key": error.key}, status=403)
        if isinstance(error, KeyFileRefused):
            return render(request, "trust/keys_missing.html", status=503)
        return None
