"""Reads what people say of a place of ours on Google, and answers as that place."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from klankbord.connectors.accounts import found_by
from klankbord.connectors.contract import (
    Ability,
    ConnectorRefused,
    Context,
    Identity,
    Limits,
    Message,
    Reading,
    Refusal,
    Sent,
)
from klankbord.connectors.google import sending
from klankbord.connectors.google.adapter import PLATFORM, Adapter
from klankbord.connectors.google.places import HOST, Business, Doors, Place, number_on_map
from klankbord.connectors.google.wire import Page
from klankbord.connectors.grants import Tokens
from klankbord.connectors.http import check_address
from klankbord.connectors.plaintext import tidy
from klankbord.connectors.walking import Walk
from klankbord.core.post import Batch, Post

PAGE = 50
_SITE = re.compile(r"(?:www\.|maps\.)?google\.[a-z.]{2,6}")
_IN_DATA = re.compile(r"!1s0x[0-9a-f]+:0x([0-9a-f]{1,16})", re.IGNORECASE)
_ORDER = "updateTime desc"


class GoogleConnector:
    """Reviews of a place of ours, by its address on the map.

    Secret: number and secret of an app of ours and a refresh token of who manages the place, in one
    line with spaces between them; kept under the number of the account. Cursor: see `Walk`; `page`
    is the platform's own mark of the next page, `place` what the address stands for.
    """

    key = PLATFORM
    label = "Google"
    abilities = frozenset({Ability.READ, Ability.THREAD, Ability.REPLY, Ability.VERIFY})

    def __init__(self, doors: Doors | None = None) -> None:
        self._doors = doors or Doors()
        self._tokens = Tokens()

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new or was changed; the first visit takes one page."""
        number, walk = read_target(target), Walk(cursor, size=PAGE, mark=_as_it_stands)
        kept = cursor.get("place")
        place = Place(*kept) if kept else self._place_of(number, context)
        asked: dict[str, Any] = {"pageSize": PAGE, "orderBy": _ORDER}
        if cursor.get("page"):
            asked["pageToken"] = str(cursor["page"])
        path = f"accounts/{place.account}/locations/{place.location}/reviews"
        found = self._business(place.account, context).reviews(path, asked, Page)
        if not found.reviews and found.total_review_count and not cursor.get("page"):
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="no `reviews`", host=HOST)
        adapter = Adapter(place, now=context.now)
        placed = list(adapter.placed(found.reviews))
        posts = walk.take(placed)
        return Reading(
            batch=Batch(tuple(sorted(posts, key=lambda each: each.published_at))),
            cursor={**walk.cursor(placed, found.next_page_token), "place": list(place)},
            title=f"{place.title} · Google",
            warnings=adapter.warnings.collected(),
            is_unchanged=not posts,
            has_more=walk.has_more(placed, found.next_page_token),
            next_after=dt.timedelta(minutes=15),
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """The review and our answer to it, without `post` itself."""
        own = post.thread.partition(":")[2]
        path = sending.path_of(own)
        account, location, _ = own.split("/")
        raw = self._business(account, context).reviews(path, {}, msgspec.Raw)
        adapter = Adapter(Place(account, location, post.source, post.url), now=context.now)
        given = (each for _, each in adapter.placed([raw]) if each and each.id != post.id)
        return Batch(tuple(given))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """The account called `place` among those that the key opens, or else the only one."""
        named = place.strip().removeprefix("accounts/").casefold()
        found = tuple(self._signed("", secret, context).accounts())
        for account in found:
            number = account.name.rpartition("/")[2]
            name = tidy(account.account_name or "")[:200]
            if len(found) == 1 or named in {number, name.casefold()}:
                return Identity(place=number, handle=name or number, name=name)
        raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=place[:200])

    def answering_place(self, post_id: str, places: Sequence[str]) -> str:
        """The account that owns the place of which it was said."""
        account = post_id.removeprefix(f"{PLATFORM}:").partition("/")[0]
        return account if account in places else ""

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # it is the same for all
        """What the platform takes as an answer."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer a review as the place of which it was said."""
        return sending.send(message, self._business(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.look(sent_id, self._business(account, context))

    def _business(self, account: str, context: Context) -> Business:
        return self._signed(account, context.secret(account, HOST), context)

    def _signed(self, account: str, secret: str, context: Context) -> Business:
        return Business(self._doors, account, secret, context, self._tokens)

    def _place_of(self, number: str, context: Context) -> Place:
        """Which place of ours stands there on the map."""
        if not context.secrets:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=HOST)

        def look(account: str) -> Place | None:
            ours = self._business(account, context).places()
            return next((each for each in ours if number_on_map(each.url) == number), None)

        return found_by(context.secrets, look, number)


def _as_it_stands(post: Post) -> str:
    return f"{post.id} {post.title} {post.text}"


def read_target(target: str) -> str:
    """The number on the map that `target` names; raises `ConnectorRefused`."""
    address = check_address(target)
    if _SITE.fullmatch(urlsplit(str(address)).hostname or ""):
        if number := number_on_map(str(address)):
            return number
        if found := _IN_DATA.search(unquote(str(address))):
            return str(int(found[1], 16))
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = GoogleConnector()
