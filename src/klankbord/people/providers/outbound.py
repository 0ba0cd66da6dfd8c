"""Calls to identity providers, through the one guarded client."""

from typing import Any, Self

import requests
from django.conf import settings

from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reasons import ConnectorRefused

SECONDS = 10.0
LARGEST = 2 * 1024 * 1024


class GuardedSession:
    """What allauth expects of a `requests` session, and nothing that could reach our own house."""

    def __init__(self) -> None:
        self._http = client()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, url: str, **options: Any) -> requests.Response:
        """Fetch; raises `requests.ConnectionError` for whatever the guard refuses."""
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> requests.Response:
        """Send; raises as `get`."""
        return self.request("POST", url, **options)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Any call, made ready by `requests` and carried by the guarded client."""
        wanted = {key: value for key, value in options.items() if key in _KNOWN}
        asked = requests.Request(method, url, **wanted).prepare()
        body = asked.body.encode() if isinstance(asked.body, str) else None
        headers = {name: str(value) for name, value in asked.headers.items()}
        headers.pop("Content-Length", None)
        headers.setdefault("Accept", "application/json")
        try:
            answer = self._http.request(method, str(asked.url), headers=headers, content=body)
        except ConnectorRefused as error:
            raise requests.ConnectionError(str(error)) from error
        return _as_response(answer.status, answer.body, dict(answer.headers), answer.url)


_KNOWN = frozenset({"params", "data", "json", "headers", "auth"})


def client() -> GuardedClient:
    """The guarded client, with the own networks that an administrator opened."""
    networks = tuple(getattr(settings, "OPEN_NETWORKS", ()))
    return GuardedClient(allowed_networks=networks, max_seconds=SECONDS, max_bytes=LARGEST)


def _as_response(status: int, body: bytes, headers: dict[str, str], url: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body  # noqa: SLF001  # the one way to fill it; its own adapters do the same
    response.headers.update(headers)
    response.url = url
    return response
