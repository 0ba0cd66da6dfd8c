"""One Mastodon server, asked with our token where we have one."""

from collections.abc import Iterator
from typing import Any, Self, TypeVar
from urllib.parse import quote

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import Response, check_address
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.mastodon.wire import Account, Found, Instance, Status
from klankbord.core.post import Post

Shape = TypeVar("Shape")
GONE = frozenset({404, 410})


class Server:
    """The API at `origin` (`https://name`); our token is the secret under the account's place."""

    def __init__(self, origin: str, context: Context, *, token: str = "") -> None:
        self.origin = origin
        self.name = origin.partition("://")[2]
        self._context = context
        self._token = token or context.secrets.get(self.account_place, "")

    @property
    def account_place(self) -> str:
        """How an account here is named: the server, and its scheme where that is not https."""
        return self.origin.removeprefix("https://")

    @classmethod
    def named(cls, place: str, context: Context, *, token: str = "") -> Self:
        """The server where one of our accounts is."""
        address = check_address(place if "://" in place else f"https://{place}")
        context.http.refuse_clear_text(str(address))
        return cls(f"{address.scheme}://{address.netloc.decode('ascii')}", context, token=token)

    @classmethod
    def of_post(cls, post: Post, context: Context) -> tuple[Self, str]:
        """The server where a post was heard, and its number there."""
        name, _, own = post.external_id.rpartition("/")
        scheme = "http" if post.url.startswith(f"http://{name}/") else "https"
        return cls(f"{scheme}://{name}", context), quote(own, safe="")

    def require_token(self) -> None:
        """Raise `ConnectorRefused` (`sign-in-needed`) where we have no account."""
        if not self._token:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=self.name)

    def ask(
        self, method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None
    ) -> Response:
        """Any answer with a status; the caller decides what it means."""
        given = {"Accept": "application/json", **self._bearer(), **(headers or {})}
        content = None
        if body is not None:
            given["Content-Type"] = "application/json"
            content = msgspec.json.encode(body)
        return self._context.http.request(
            method, f"{self.origin}{path}", headers=given, content=content
        )

    def hand_in(self, path: str, kind: str, body: bytes) -> Response:
        """Post a file; `kind` is the content type of the whole body."""
        given = {"Accept": "application/json", "Content-Type": kind, **self._bearer()}
        return self._context.http.request(
            "POST", f"{self.origin}{path}", headers=given, content=body
        )

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def listen(self, path: str, address: str) -> Iterator[bytes]:
        """The pieces of the stream at `path`, of `address` or of where the server says it is."""
        base = self._streaming_base(address or self.instance().streaming)
        return self._context.http.listen(
            f"{base}/api/v1/streaming/{path}",
            kind="text/event-stream",
            now=self._context.now,
            headers=self._bearer(),
        )

    def _streaming_base(self, announced: str) -> str:
        """Servers announce `wss` or a wrong scheme: it is spoken as safely as the server itself."""
        scheme = self.origin.partition("://")[0]
        where = announced.strip().rpartition("://")[2].rstrip("/") or self.name
        return f"{scheme}://{where.removesuffix('/api/v1/streaming')}"

    def instance(self) -> Instance:
        """What the server says of itself; relatives of Mastodon say it in older words."""
        answer = self.ask("GET", "/api/v2/instance")
        if answer.status in GONE:
            answer = self.ask("GET", "/api/v1/instance")
        return self.decode(self.require_success(answer), Instance)

    def get(self, path: str) -> bytes:
        """The body of a good answer; raises `ConnectorRefused`."""
        return self.ask("GET", path).require_success(self._context.now).body

    def decode(self, body: bytes, kind: type[Shape]) -> Shape:
        """Their words as ours; raises `ConnectorRefused` (`answer-malformed`)."""
        try:
            return read_whole(body, kind, strict=False)
        except msgspec.MsgspecError as fault:
            raise ConnectorRefused(
                Refusal.ANSWER_MALFORMED, cause=str(fault), host=self.name
            ) from fault

    def require_success(self, answer: Response) -> bytes:
        """The body of an answer, if it is good."""
        return answer.require_success(self._context.now).body

    def find_account(self, handle: str) -> Account:
        """Somebody by name; raises `ConnectorRefused` (`account-unknown`)."""
        answer = self.ask("GET", f"/api/v1/accounts/lookup?acct={quote(handle, safe='@')}")
        if answer.status == 404:  # noqa: PLR2004  # HTTP's own number
            raise ConnectorRefused(
                Refusal.ACCOUNT_UNKNOWN, permanent=True, account=f"@{handle}"[:200]
            )
        return self.decode(self.require_success(answer), Account)

    def own_account(self) -> Account:
        """Whose token this is."""
        self.require_token()
        return self.decode(self.get("/api/v1/accounts/verify_credentials"), Account)

    def number_of(self, post: Post) -> str:
        """The number of a post on this server, also of one that was heard elsewhere."""
        name, _, own = post.external_id.rpartition("/")
        if name == self.name:
            return own
        asked = f"/api/v2/search?type=statuses&resolve=true&limit=1&q={quote(post.url, safe='')}"
        found = self.decode(self.get(asked), Found).statuses
        if not found:
            raise ConnectorRefused(Refusal.NOT_FOUND, status=404, cause=post.url)
        return self.decode(bytes(found[0]), Status).id
