"""A program of ours in the place of X."""

import datetime as dt
import itertools
import json
import re
import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from oauthlib import oauth1

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
TOKEN = "a-token-of-ours"
US = {"id": "42", "username": "proefdam", "name": "Proefdam"}
SECRET = "app hush/+ at-token at&secret"
GONE = {
    "title": "Not Found Error",
    "type": "https://api.twitter.com/2/problems/resource-not-found",
}
SEARCH = "https://x.com/search?q=brug%20dicht"
ELS = {"id": "7", "username": "els", "name": "Els &amp; Co", "protected": False}


def number_of(at: dt.datetime) -> int:
    """The first number of a moment: X writes it in."""
    return (int(at.timestamp() * 1_000) - 1_288_834_974_657) << 22


FIRST = number_of(NOW - dt.timedelta(hours=1))


def tweet(number: int, **more) -> dict:
    given = {
        "id": str(FIRST + number),
        "text": f"De brug &amp; de weg {number} @gemeente #brug https://t.co/x",
        "author_id": "7",
        "conversation_id": str(FIRST + 1),
        "created_at": "2026-03-01T10:00:00.000Z",
        "lang": "nl",
        "edit_history_tweet_ids": [str(FIRST + number)],
        "entities": {
            "urls": [{"url": "https://t.co/x", "expanded_url": "https://krant.example/1"}],
            "hashtags": [{"start": 0, "end": 1, "tag": "brug"}],
            "mentions": [{"start": 0, "end": 1, "username": "gemeente"}],
        },
        "public_metrics": {
            "retweet_count": 2,
            "reply_count": 3,
            "like_count": 5,
            "quote_count": 1,
            "impression_count": 90,
        },
    }
    return given | more


class Api:
    """A list by number, newest first, a page at a time; and one stream, by rules."""

    def __init__(self) -> None:
        self.tweets = [tweet(number) for number in range(1, 4)]
        self.users = [ELS]
        self.said: dict[str, dict] = {}
        self.why = GONE
        self.rules: list[dict] = []
        self.most_rules = 1_000
        self.has_stream = True
        self.at = NOW
        self.n_opened = 0
        self.wires: list[SimpleQueue] = []

    def __call__(self, method, path, query, body):
        if path.startswith("/2/tweets/search/stream"):
            return self._streamed(method, path, json.loads(body or b"{}"))
        if method == "POST":
            return self._written(json.loads(body))
        if path == "/2/users/me":
            return 200, {"data": US}
        if path.startswith("/2/tweets/") and "search" not in path:
            found = self.said.get(path.rpartition("/")[2])
            return 200, {"data": found} if found else {"errors": [self.why]}
        if path == f"/2/users/{US['id']}/tweets":
            return 200, {"data": list(self.said.values())[::-1], "meta": {}}
        return self._list(path, query)

    def _written(self, given) -> tuple[int, dict]:
        """Links become short addresses, told beside the text; whom it answers stands before it."""
        own = tweet(500 + len(self.said), author_id=US["id"], referenced_tweets=[])
        short, links = itertools.count(1), []

        def shorten(found) -> str:
            url = f"https://t.co/{next(short)}"
            links.append({"url": url, "expanded_url": found[0]})
            return url

        text = re.sub(r"https://[^\s,]+(?<![.,])", shorten, given["text"])
        own |= {"text": text.replace("&", "&amp;"), "entities": {"urls": links}}
        if "reply" in given:
            above = given["reply"]["in_reply_to_tweet_id"]
            own["referenced_tweets"] = [{"type": "replied_to", "id": above}]
            own["text"] = f"@els @gemeente {own['text']}"
        self.said[own["id"]] = own
        return 201, {"data": {"id": own["id"], "text": own["text"]}}

    def _streamed(self, method, path, given):
        if not self.has_stream:
            return 403, {"title": "Client Forbidden", "reason": "client-not-enrolled"}
        if path.endswith("/rules"):
            return self._ruled(given) if method == "POST" else (200, {"data": self.rules})
        over_at = time.monotonic() + 0.5
        while self.wires and time.monotonic() < over_at:
            time.sleep(0.01)  # until it sees that who was there has gone
        if self.wires:
            return 429, {"title": "ConnectionException", "connection_issue": "TooManyConnections"}
        return 200, self._wire()

    def _ruled(self, given):
        gone = given.get("delete", {"ids": []})["ids"]
        self.rules = [each for each in self.rules if each["id"] not in gone]
        made = [
            each | {"id": str(100 + len(self.rules) + number)}
            for number, each in enumerate(given.get("add", ()))
        ]
        if len(self.rules) + len(made) > self.most_rules:
            return 201, {"errors": [{"title": "RulesCapExceeded"}]}
        self.rules += made
        return 201, {"data": made} if made else {"meta": {"summary": {"deleted": len(gone)}}}

    def _wire(self) -> Iterator[bytes]:
        wire: SimpleQueue = SimpleQueue()
        self.wires.append(wire)
        self.n_opened += 1
        try:
            while True:
                try:
                    given = wire.get(timeout=0.05)
                except Empty:
                    given = b""
                if given is None:
                    return
                yield given + b"\r\n"
        finally:
            self.wires.remove(wire)

    def tell(self, given: dict, *values: str) -> None:
        """Say it in the stream, for these rules."""
        rules = [
            {"id": each["id"], "tag": each["tag"]} for each in self.rules if each["value"] in values
        ]
        line = {"data": given, "includes": {"users": self.users}, "matching_rules": rules}
        for wire in self.wires:
            wire.put(json.dumps(line).encode())

    def cut(self, line: bytes = b"") -> None:
        """End the stream, with a last word."""
        for wire in self.wires:
            wire.put(line)
            wire.put(None)

    def _list(self, path, query):
        if path.startswith("/2/users/by/username/"):
            return 200, {"data": ELS} if path.endswith(("/els", "/X")) else {"errors": []}
        since, size = int(query.get("since_id", 0)), int(query["max_results"])
        if "search" in path and since and since < number_of(self.at - dt.timedelta(days=7)):
            return 400, {"title": "Invalid Request", "detail": "'since_id' must be newer"}
        if "start_time" in query:
            earliest = dt.datetime.fromisoformat(query["start_time"])
            if earliest < self.at - dt.timedelta(days=7):
                return 400, {"title": "Invalid Request", "detail": "'start_time' must be later"}
            since = number_of(earliest)
        begin = int(query.get("pagination_token", "0").removeprefix("page"))
        newest = [each for each in self.tweets[::-1] if int(each["id"]) > since]
        page = {"data": newest[begin : begin + size], "includes": {"users": self.users}}
        meta = {"result_count": len(page["data"])}
        if begin + size < len(newest):
            meta["next_token"] = f"page{begin + size}"
        return 200, page | {"meta": meta} if page["data"] else {"meta": meta}


def is_signed(method: str, address: str, given: str) -> bool:
    """Whether another program, made for it, signs the same request in the same way."""
    told = dict(re.findall(r'(oauth_\w+)="([^"]*)"', given))
    app, app_secret, token, token_secret = SECRET.split()
    client = oauth1.Client(
        app,
        app_secret,
        token,
        token_secret,
        nonce=told.get("oauth_nonce", "-"),
        timestamp=told.get("oauth_timestamp", "0"),
    )
    _, headers, _ = client.sign(address, method)
    expected = dict(re.findall(r'(oauth_\w+)="([^"]*)"', headers["Authorization"]))
    return bool(told) and told == expected
