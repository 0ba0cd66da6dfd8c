"""One Discourse site, asked as one of our accounts or as nobody."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import Response, check_address
from klankbord.connectors.lines import read_answer

Shape = TypeVar("Shape")


class Place(NamedTuple):
    """Where an account is: `name@forum.example`; with its scheme where that is not https."""

    name: str
    origin: str

    @classmethod
    def read(cls, place: str) -> "Place":
        """From `name@site`; raises `ConnectorRefused` (`account-unknown`, `address-…`)."""
        name, _, site = place.strip().removeprefix("@").partition("@")
        if not name or not site:
            raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=place[:200])
        address = check_address(site if "://" in site else f"https://{site}")
        return cls(name, f"{address.scheme}://{address.netloc.decode('ascii')}")

    def __str__(self) -> str:
        """As an account is named: what its key is kept under."""
        return f"{self.name}@{self.origin.removeprefix('https://')}"


class Site:
    """The calls of one site; `name` and `key` are empty where anybody may read."""

    def __init__(self, origin: str, context: Context, *, name: str = "", key: str = "") -> None:
        if key:
            context.http.refuse_clear_text(origin)
        self.origin = origin
        self.host = origin.partition("://")[2]
        self.name = name
        self._key = key
        self._context = context

    @classmethod
    def of_account(cls, account: str, context: Context) -> "Site":
        """As one of our accounts; raises `ConnectorRefused` (`sign-in-needed`)."""
        place = Place.read(account)
        key = context.secret(str(place), place.origin.partition("://")[2])
        return cls(place.origin, context, name=place.name, key=key)

    @classmethod
    def of_reader(cls, origin: str, context: Context) -> "Site":
        """As our account there, if we have one: a site may be closed to others."""
        for name, key in context.secrets.items():
            place = Place.read(name)
            if place.origin == origin:
                return cls(origin, context, name=place.name, key=key)
        return cls(origin, context)

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Response:
        """Any answer with a status; the caller decides what it means."""
        headers = {"Accept": "application/json"}
        if self._key:
            headers |= {"Api-Key": self._key, "Api-Username": self.name}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = msgspec.json.encode(body)
        return self._context.http.request(
            method, f"{self.origin}{path}", headers=headers, content=content
        )

    def get(self, path: str, kind: type[Shape]) -> Shape:
        """Read; raises `ConnectorRefused`."""
        return self.decode(self.ask("GET", path), kind)

    def decode(self, answer: Response, kind: type[Shape]) -> Shape:
        """Their words as ours; raises `ConnectorRefused`."""
        return read_answer(answer.require_success(self._context.now).body, kind, self.host)
