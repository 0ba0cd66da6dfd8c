"""Who calls with `Authorization: Bearer …`, and how often they may try."""

import datetime as dt
from importlib.util import find_spec

from django.apps import apps
from django.http import HttpRequest

from klankbord.people.limits import counting
from klankbord.people.tokens import actions
from klankbord.people.tokens.models import ApiToken

READING = frozenset({"GET", "HEAD", "OPTIONS"})
SCHEME = "bearer "


class TooManyCalls(Exception):  # noqa: N818  # named after the broken promise
    """Too many calls in a short time; ask again in a minute."""


def secret_of(request: HttpRequest) -> str | None:
    """The secret in the header; None if there is no such header."""
    header = str(request.headers.get("Authorization", ""))
    return header[len(SCHEME) :].strip() if header[: len(SCHEME)].lower() == SCHEME else None


def token_of(request: HttpRequest, secret: str, *, at: dt.datetime) -> ApiToken | None:
    """The key, or None; raises `TooManyCalls`. Wrong guesses count per network address."""
    token = actions.token_used(secret=secret, at=at)
    if token is None:
        caller = counting.caller_of(request)
        if not counting.is_within("guess", caller, counting.GUESSES, at=at):
            raise TooManyCalls
        return None
    limit, where = counting.CALLS, counting.OWN
    if not counting.is_within("call", str(token.pk), limit, at=at, where=where):
        raise TooManyCalls
    return token


def may(token: ApiToken, *, method: str, room: str) -> bool:
    """Whether the key's scopes cover a call in a room."""
    wanted = actions.READ if method in READING else f"write:{room}"
    return wanted in token.scopes


def rooms() -> list[tuple[str, str]]:
    """Label and name of every room with an interface of its own."""
    return [
        (config.label, str(config.verbose_name))
        for config in apps.get_app_configs()
        if config.name.startswith("klankbord.")
        and config.label != "site"
        and find_spec(f"{config.name}.api")
    ]
