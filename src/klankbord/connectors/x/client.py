"""Reads X backwards until what it knows: a search, an account, who names one; and answers."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

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
from klankbord.connectors.http import check_address
from klankbord.connectors.reading import read_pages
from klankbord.connectors.walking import short_of
from klankbord.connectors.x import sending, streaming
from klankbord.connectors.x.adapter import PLATFORM, Adapter
from klankbord.connectors.x.service import API, PLACE, Service
from klankbord.connectors.x.trunk import Trunk
from klankbord.connectors.x.wire import Page, Person
from klankbord.core.post import Batch, Post

PAGE = 100
MAX_QUERY = 512
"""Characters of a search that every access takes."""
_EPOCH = 1_288_834_974_657
_SEARCHED = dt.timedelta(days=7) - dt.timedelta(minutes=10)
_HOSTS = frozenset({"x.com", "twitter.com", "mobile.twitter.com"})
_NAME = re.compile(r"\w{1,15}", re.ASCII)
_PAGES = frozenset({"explore", "hashtag", "home", "i", "messages", "notifications", "search"})
"""Pages of the platform itself, where an account could stand."""
_FIELDS = {
    "tweet.fields": "author_id,conversation_id,created_at,entities,lang,public_metrics"
    ",referenced_tweets",
    "expansions": "author_id,referenced_tweets.id",
    "user.fields": "description,name,protected,public_metrics,username",
}


class Target(NamedTuple):
    """What is heard: the words of a search, or the posts of an account."""

    words: str = ""
    name: str = ""

    @property
    def rule(self) -> str:
        """The same as a rule of the stream."""
        return self.words or f"from:{self.name}"


class XConnector:
    """X, by the address that a browser shows.

    Target: `https://x.com/name`, `/search?q=words` or `/hashtag/word`; who speaks to us is the
    search for `@name`. Secret: the bearer token of our app, by `x.com`; to answer, key and secret
    of the app and of the account's access to it, four words in one line, by the account's name.
    Cursor: `newest` (the highest number read), `user` (the number of the account), and on the way
    back `page` and `first` (what becomes the newest when all was read).
    """

    key = PLATFORM
    label = "X"
    abilities = frozenset(
        {
            Ability.READ,
            Ability.STREAM,
            Ability.SEARCH,
            Ability.THREAD,
            Ability.REPLY,
            Ability.PUBLISH,
            Ability.VERIFY,
        }
    )

    def __init__(self, api: str = API) -> None:
        self._api = api
        self._trunks: dict[str, Trunk] = {}

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new; the first visit takes one page."""
        wanted, service = read_target(target), self._reader(context)
        user = str(cursor.get("user") or "")
        if wanted.name and not user:
            user = _user(wanted.name, service)
        asked: dict[str, Any] = {"max_results": PAGE}
        if newest := str(cursor.get("newest") or ""):
            asked |= _since(newest, context.now, is_search=not user)
        if cursor.get("page"):
            asked["pagination_token"] = cursor["page"]
        path = f"users/{user}/tweets" if user else "tweets/search/recent"
        if not user:
            asked["query"] = wanted.words
        found = service.get(path, {**_FIELDS, **asked}, Page)
        if not found.data and found.meta.result_count:
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="no `data`", host=PLACE)
        return _reading(found, cursor, user, wanted, context)

    def stream(
        self,
        target: str,
        cursor: dict[str, Any],
        context: Context,
        *,
        address: str = "",  # noqa: ARG002  # it streams where it answers
    ) -> Iterator[Reading]:
        """What is said at `target`, as it is said; an app has one stream, and `Trunk` divides it.

        It is for apps alone, and not for every access: else refused with `stream-missing`.
        """

        def catch_up(kept: dict[str, Any], at: Context) -> Iterator[Reading]:
            return read_pages(self, target, at, kept)

        wanted = read_target(target)
        token = context.secrets.get(PLACE, "")
        if not token:
            raise ConnectorRefused(Refusal.STREAM_MISSING, permanent=True, host=PLACE)
        return streaming.stream(
            wanted.rule,
            self._trunks.setdefault(short_of(token), Trunk()),
            cursor,
            context,
            service=lambda at: Service(self._api, token, at),
            fields=_FIELDS,
            catch_up=catch_up,
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """What was said in its conversation during the last week, oldest first."""
        number = post.thread.partition(":")[2]
        if not number:
            return Batch(())
        asked = {"max_results": PAGE, "query": f"conversation_id:{number}"}
        found = self._reader(context).get("tweets/search/recent", {**_FIELDS, **asked}, Page)
        given = _adapter(found, context).posts(found.data)
        return Batch(tuple(each for each in given[::-1] if each.id != post.id))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:  # noqa: ARG002  # the key says it
        """Whose account it is; or, of an app's token, whether it opens the API."""
        service = Service(self._api, secret, context)
        path = "users/me" if service.is_ours else "users/by/username/X"
        found = service.get(path, {}, Person).data
        if found is None:
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=PLACE)
        if not service.is_ours:
            return Identity(place=PLACE, handle="X")
        name = found.username
        return Identity(place=name, handle=name, name=found.name, url=f"https://{PLACE}/{name}")

    def answering_place(self, post_id: str, places: Sequence[str]) -> str:  # noqa: ARG002  # any account can
        """The first of our accounts: a token of an app is none."""
        return next((place for place in places if place != PLACE), "")

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # it is the same for all
        """What the platform takes from everybody; who pays may say more, by hand."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer, or say something by itself, as our account."""
        return sending.send(message, self._service(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.look(sent_id, self._service(account, context))

    def _service(self, account: str, context: Context) -> Service:
        return Service(self._api, context.secrets.get(account, ""), context)

    def _reader(self, context: Context) -> Service:
        """With the app's token, or else as the first account of ours."""
        is_first = PLACE in context.secrets or not context.secrets
        return self._service(PLACE if is_first else next(iter(context.secrets)), context)


def _since(newest: str, now: dt.datetime, *, is_search: bool) -> dict[str, str]:
    """From the newest on; a search knows seven days, and refuses a number from before them.

    A number holds its moment: milliseconds since the platform's own epoch, above 22 bits.
    """
    if is_search and newest.isdigit():
        moment = (int(newest) >> 22) + _EPOCH
        earliest = now - _SEARCHED
        if moment < earliest.timestamp() * 1_000:
            return {"start_time": earliest.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return {"since_id": newest}


def _user(name: str, service: Service) -> str:
    found = service.get(f"users/by/username/{name}", {}, Person).data
    if found is None:
        raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=name)
    return str(found.id)


def _adapter(found: Page, context: Context) -> Adapter:
    return Adapter(found.includes.users, found.includes.tweets, now=context.now)


def _reading(
    found: Page, cursor: dict[str, Any], user: str, wanted: Target, context: Context
) -> Reading:
    adapter = _adapter(found, context)
    posts = adapter.posts(found.data)
    numbers = [int(post.external_id) for post in posts if post.external_id.isdigit()]
    newest = int(cursor.get("newest") or 0)
    first = max([*numbers, int(cursor.get("first") or 0), newest])
    page = found.meta.next_token if newest else ""  # a first visit does not go further back
    on_the_way = {"newest": str(newest), "page": page, "first": str(first)}
    kept = on_the_way if page else {"newest": str(first)} if first else {}
    return Reading(
        batch=Batch(posts[::-1]),
        cursor={**kept, "user": user} if user else kept,
        title=f"{'@' + wanted.name if wanted.name else wanted.words} · X",
        warnings=adapter.warnings.collected(),
        is_unchanged=not posts,
        has_more=bool(page),
        next_after=dt.timedelta(minutes=15),
    )


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    parts = [part for part in address.path.split("/") if part]
    words = parse_qs(address.query).get("q", [""])[0].strip()
    if (address.hostname or "").removeprefix("www.") in _HOSTS:
        match parts:
            case ["search"] if 0 < len(words) <= MAX_QUERY:
                return Target(words=words)
            case ["hashtag", word] if len(word) < MAX_QUERY:
                return Target(words=f"#{word}")
            case [name] if _NAME.fullmatch(name) and name not in _PAGES:
                return Target(name=name)
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = XConnector()
