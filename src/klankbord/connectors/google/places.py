"""Google, asked as one account that owns places."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from klankbord.connectors.contract import Context
from klankbord.connectors.google.wire import Account, Accounts, Location, Locations
from klankbord.connectors.grants import Key, Signed, Tokens, refreshed
from klankbord.connectors.http import Response
from klankbord.connectors.lines import read_answer
from klankbord.connectors.plaintext import tidy, web_address

HOST = "business.google.com"
MOST_PAGES = 50
"""Of places, a hundred a page, and of accounts, twenty a page: more is not given."""
_JSON = "application/json"
Shape = TypeVar("Shape")
Listed = TypeVar("Listed", Accounts, Locations)


class Doors(NamedTuple):
    """Where each of the APIs stands, and the gate that gives tokens."""

    reviews: str = "https://mybusiness.googleapis.com"
    accounts: str = "https://mybusinessaccountmanagement.googleapis.com"
    places: str = "https://mybusinessbusinessinformation.googleapis.com"
    gate: str = "https://oauth2.googleapis.com"


class Place(NamedTuple):
    """A place of ours: the numbers of its account and its own, how it is called, where it is."""

    account: str
    location: str
    title: str = ""
    url: str = ""


class Business:
    """The calls, as one account of ours."""

    def __init__(
        self, doors: Doors, account: str, secret: str, context: Context, tokens: Tokens
    ) -> None:
        self.account = account
        self._doors = doors
        self._context = context
        self._signed = Signed(account, secret, tokens, self._buy, context)

    def reviews(self, path: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        """Read of reviews; raises `ConnectorRefused`."""
        return self._get(f"{self._doors.reviews}/v4/{path}", asked, kind)

    def put(self, path: str, given: dict[str, str], kind: type[Shape]) -> Shape:
        """Write at a review; raises `ConnectorRefused`."""
        answer = self._signed.request(
            "PUT",
            f"{self._doors.reviews}/v4/{path}",
            content=msgspec.json.encode(given),
            form=_JSON,
        )
        return self._decode(answer, kind)

    def accounts(self) -> Iterator[Account]:
        """The accounts that the key opens: its own, groups of places, organisations."""
        for page in self._pages(f"{self._doors.accounts}/v1/accounts", {"pageSize": 20}, Accounts):
            yield from page.accounts

    def places(self) -> Iterator[Place]:
        """The places of this account."""
        address = f"{self._doors.places}/v1/accounts/{self.account}/locations"
        asked = {"readMask": "name,title,metadata", "pageSize": 100}
        for page in self._pages(address, asked, Locations):
            yield from map(self._place, page.locations)

    def _place(self, found: Location) -> Place:
        return Place(
            account=self.account,
            location=found.name.rpartition("/")[2],
            title=tidy(found.title or "")[:200],
            url=web_address((found.metadata and found.metadata.maps_uri) or ""),
        )

    def _pages(self, address: str, asked: dict[str, Any], kind: type[Listed]) -> Iterator[Listed]:
        mark = ""
        for _ in range(MOST_PAGES):
            page = self._get(address, asked | ({"pageToken": mark} if mark else {}), kind)
            yield page
            mark = page.next_page_token
            if not mark:
                return

    def _get(self, address: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        query = f"?{urlencode(asked)}" if asked else ""
        return self._decode(self._signed.request("GET", f"{address}{query}"), kind)

    def _decode(self, answer: Response, kind: type[Shape]) -> Shape:
        return read_answer(answer.require_success(self._context.now).body, kind, HOST)

    def _buy(self, key: Key) -> str:
        return refreshed(f"{self._doors.gate}/token", key, self._context, HOST)


def number_on_map(address: str) -> str:
    """The number of a place in an address of the map; empty if it names none."""
    asked = parse_qs(urlsplit(address).query)
    told = (asked[name][0] for name in ("cid", "ludocid") if asked.get(name))
    return next(filter(str.isdigit, told), "")
