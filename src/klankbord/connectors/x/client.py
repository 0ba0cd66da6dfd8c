"""Reads X backwards until what it knows: a search, an account, or who names an account."""

import datetime as dt
import re
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from klankbord.connectors.contract import (
    Ability,
    ConnectorRefused,
    Context,
    Identity,
    Reading,
    Refusal,
)
from klankbord.connectors.http import check_address
from klankbord.connectors.lines import read_answer
from klankbord.connectors.x.adapter import PLATFORM, Adapter
from klankbord.connectors.x.wire import Page, Person
from klankbord.core.post import Batch, Post

API = "https://api.twitter.com"
PLACE = "x.com"
PAGE = 100
MAX_QUERY = 512
"""Characters of a search that every access takes."""
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


class XConnector:
    """X, by the address that a browser shows.

    Target: `https://x.com/name`, `/search?q=words` or `/hashtag/word`; who speaks to us is the
    search for `@name`. Secret: the bearer token of our app, by `x.com`. Cursor: `newest` (the
    highest number read), `user` (the number of the account), and on the way back `page` and
    `first` (what becomes the newest when all was read).
    """

    key = PLATFORM
    label = "X"
    abilities = frozenset({Ability.READ, Ability.SEARCH, Ability.THREAD})

    def __init__(self, api: str = API) -> None:
        self._api = api

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new; the first visit takes one page."""
        wanted = read_target(target)
        user = str(cursor.get("user") or "")
        if wanted.name and not user:
            user = self._user(wanted.name, context)
        asked: dict[str, Any] = {"max_results": PAGE}
        if cursor.get("newest"):
            asked["since_id"] = cursor["newest"]
        if cursor.get("page"):
            asked["pagination_token"] = cursor["page"]
        path = f"users/{user}/tweets" if user else "tweets/search/recent"
        if not user:
            asked["query"] = wanted.words
        found = self._list(path, asked, context)
        return _reading(found, cursor, user, wanted, context)

    def thread(self, post: Post, context: Context) -> Batch:
        """What was said in its conversation during the last week, oldest first."""
        number = post.thread.partition(":")[2]
        if not number:
            return Batch(())
        asked = {"max_results": PAGE, "query": f"conversation_id:{number}"}
        found = self._list("tweets/search/recent", asked, context)
        given = _adapter(found, context).posts(found.data)
        return Batch(tuple(each for each in given[::-1] if each.id != post.id))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:  # noqa: ARG002  # there is one place
        """Whether the token opens the API; it belongs to our app, and speaks for nobody."""
        found = self._get("users/by/username/X", {}, Person, context, token=secret)
        if found.data is None:
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=PLACE)
        return Identity(place=PLACE, handle="X")

    def _user(self, name: str, context: Context) -> str:
        found = self._get(f"users/by/username/{name}", {}, Person, context).data
        if found is None:
            raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=name)
        return str(found.id)

    def _list(self, path: str, asked: dict[str, Any], context: Context) -> Page:
        found: Page = self._get(path, {**_FIELDS, **asked}, Page, context)
        return found

    def _get(
        self, path: str, asked: dict[str, Any], kind: Any, context: Context, *, token: str = ""
    ) -> Any:
        token = token or context.secrets.get(PLACE, "")
        if not token:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=PLACE)
        query = f"?{urlencode(asked)}" if asked else ""
        answer = context.http.get(
            f"{self._api}/2/{path}{query}", headers={"Authorization": f"Bearer {token}"}
        )
        return read_answer(answer.require_success(context.now).body, kind, PLACE)


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
