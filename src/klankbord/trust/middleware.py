"""A locked function says that it is locked, why, and who can open it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from klankbord.trust.council.locks import FunctionLocked


class ExplainLocks:
    """Answer `FunctionLocked` with a page of its own, status 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on: only what goes wrong concerns us."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Explain a lock; leave every other error to whom it concerns."""
        if not isinstance(error, FunctionLocked):
            return None
        return render(request, "trust/locked.html", {"key": error.key}, status=403)
