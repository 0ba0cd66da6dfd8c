"""The one guarded client for everything outside.

Every outbound call goes through here: names are resolved once, checked, and the connection goes to
the very address that was checked; redirects are followed by hand and checked again; size (also
after unpacking), time and number of redirects are bounded; nothing is read from the environment.
"""

import datetime as dt
import email.utils
import ipaddress
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType
from typing import Self

import httpx

from klankbord.connectors.addresses import Network, read_networks, resolve
from klankbord.connectors.packing import bounded, unpacked
from klankbord.connectors.reasons import ConnectorRefused, Refusal
from klankbord.connectors.sockets import NoSocket, Socket
from klankbord.connectors.wires import GuardedTransport, httpx_names, until

USER_AGENT = "Klankbord/0.1 (+https://klankbord.example/reader)"
MAX_BYTES = 10 * 1024 * 1024
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5
PATIENCE = 60.0
"""Seconds without a sign of life after which a stream counts as broken."""
MAX_WAIT = dt.timedelta(days=1)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_WEBSOCKET = re.compile(r"^ws(s?)://", re.IGNORECASE)
_SOCKETS = {"http": "ws", "https": "wss"}
_TAKEN_ALONG = frozenset(
    {"accept", "accept-encoding", "if-modified-since", "if-none-match", "user-agent"}
)
"""What goes on to another machine: a key of ours may stand in any other header (`Api-Key`)."""
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol)
_REFUSALS = {
    401: Refusal.NOT_ALLOWED,
    403: Refusal.NOT_ALLOWED,
    404: Refusal.NOT_FOUND,
    407: Refusal.NOT_ALLOWED,
    410: Refusal.GONE,
    429: Refusal.ASKED_TO_WAIT,
    451: Refusal.NOT_ALLOWED,
}


@dataclass(frozen=True, kw_only=True)
class Response:
    """An answer: `headers` in lower case, `body` unpacked, `url` where it came from in the end.

    `moved_to` is the new address if the asked one has moved for good (301, 308), else empty.
    """

    status: int
    body: bytes
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str = ""

    @property
    def is_moved(self) -> bool:
        """Whether the asked address has moved for good."""
        return bool(self.moved_to)

    @property
    def is_unchanged(self) -> bool:
        """Whether the other side says that nothing changed since the last visit."""
        return self.status == httpx.codes.NOT_MODIFIED

    def require_success(self, now: dt.datetime) -> Self:
        """The answer itself, if good or unchanged; otherwise raises `ConnectorRefused`."""
        if 200 <= self.status < 300 or self.is_unchanged:  # noqa: PLR2004  # HTTP's own classes
            return self
        fallback = Refusal.SERVER_FAULT if self.status >= 500 else Refusal.STATUS_UNEXPECTED  # noqa: PLR2004  # idem
        raise ConnectorRefused(
            _REFUSALS.get(self.status, fallback),
            permanent=self.status == httpx.codes.GONE,
            retry_after=retry_after(self.headers, now),
            cause=f"{self.status} {self.url}",
            status=self.status,
        )


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """How long the other side asks to wait, at most a day; None if unsaid.

    `Retry-After` holds seconds or a date; programs that leave it out often name the moment of
    their next window in `X-RateLimit-Reset` (RFC 3339, or seconds since 1970).
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(dt.timedelta(seconds=int(text[:9])), MAX_WAIT)
    moment = _http_date(text) or _window_end(_reset(headers))
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return min(max(aware - now, dt.timedelta(0)), MAX_WAIT)


def _reset(headers: Mapping[str, str]) -> str:
    """X writes the names in another way; where calls are left, it is no window that ends."""
    for name in ("x-ratelimit", "x-rate-limit"):
        if f"{name}-reset" in headers:
            is_used_up = headers.get(f"{name}-remaining", "0").strip() in {"", "0"}
            return headers[f"{name}-reset"].strip() if is_used_up else ""
    return ""


def _http_date(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None


def _window_end(text: str) -> dt.datetime | None:
    try:
        if text.isascii() and text.isdigit():
            return dt.datetime.fromtimestamp(int(text[:11]), dt.UTC)
        return dt.datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None


def conditional(*, etag: str = "", last_modified: str = "") -> dict[str, str]:
    """Headers that ask only for news since the last visit."""
    wanted = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in wanted.items() if value}


def validators(response: Response) -> dict[str, str]:
    """What to keep for the next `conditional`: `etag` and `last_modified`, absent if not given."""
    given = {
        "etag": response.headers.get("etag", ""),
        "last_modified": response.headers.get("last-modified", ""),
    }
    return {name: value for name, value in given.items() if value and _is_honest(value)}


def _is_honest(validator: str) -> bool:
    """We send it back one day: that must be possible, and not dear."""
    return len(validator) <= 500 and _is_sendable(validator)  # noqa: PLR2004  # characters


def _is_sendable(value: str) -> bool:
    """Whether a header can carry this: visible ASCII and spaces (RFC 9110, 5.5)."""
    return value.isascii() and value.isprintable()


class GuardedClient:
    """The one way out. Safe to share between threads; close it or use it in a `with`.

    `allowed_networks` names networks that are open although they are private (`"127.0.0.0/8"` in
    tests, the own intranet by an administrator); everything private is closed by default.
    """

    def __init__(
        self,
        *,
        allowed_networks: tuple[str, ...] = (),
        max_bytes: int = MAX_BYTES,
        max_seconds: float = MAX_SECONDS,
        max_redirects: int = MAX_REDIRECTS,
        user_agent: str = USER_AGENT,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self.allowed_networks: tuple[Network, ...] = read_networks(allowed_networks)
        self.max_bytes = max_bytes
        self.max_seconds = max_seconds
        self.max_redirects = max_redirects
        self._transport = GuardedTransport(self.allowed_networks, verify)
        self._client = httpx.Client(
            transport=self._transport,
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=max_seconds,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # none is ever kept
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def hang_up(self) -> None:
        """End every call that is under way within a second, from any thread, and take no more."""
        self._transport.hang_up()

    @property
    def is_hung_up(self) -> bool:
        """Whether somebody ended every call: for what waits on a wire of its own."""
        return self._transport.is_hung_up

    def refuse_clear_text(self, origin: str) -> None:
        """A key goes in clear text only within the own networks that an administrator opened.

        Raises `ConnectorRefused` (`address-unsealed`) for an address without TLS elsewhere.
        """
        if origin.lower().startswith("https://"):
            return
        address = check_address(origin)
        if not self.allowed_networks or not self._is_within(address.host, address.port or 80):
            raise ConnectorRefused(Refusal.ADDRESS_UNSEALED, permanent=True, address=origin[:200])

    def _is_within(self, host: str, port: int) -> bool:
        found = map(ipaddress.ip_address, resolve(host, port, self.allowed_networks))
        return all(any(each in own for own in self.allowed_networks) for each in found)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Fetch `url`; every answer with a status comes back, everything else is refused."""
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Response:
        """Send a request; redirects are followed for reading methods only, each one checked."""
        address = check_address(url)
        if not all(_is_sendable(value) for value in (headers or {}).values()):
            host = httpx.URL(address).host
            raise ConnectorRefused(Refusal.SECRET_UNSENDABLE, permanent=True, host=host)
        asked = self._client.build_request(
            method, address, headers=dict(headers or {}), content=content
        )
        with (
            until(time.monotonic() + self.max_seconds),
            _named_faults(asked.url.host, self.max_seconds),
        ):
            return self._follow(asked)

    def listen(
        self,
        url: str,
        *,
        kind: str,
        now: dt.datetime,
        headers: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> Iterator[bytes]:
        """The pieces of an answer of `kind` that does not end, as they come; open on return.

        Refused after `patience` seconds of silence, and when the other side breaks off; the whole
        has no limit, so whoever reads must bound what it keeps. Redirects are not followed.
        """
        asked = self._client.build_request(
            "GET",
            check_address(url),
            headers={**(headers or {}), "Accept": kind, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(self.max_seconds, read=patience),
        )
        with (
            until(time.monotonic() + self.max_seconds),
            _named_faults(asked.url.host, self.max_seconds),
        ):
            response = self._send(asked)
            if response.status_code != httpx.codes.OK or not _is_kind(response, kind):
                _plain(response, self._body(response), "").require_success(now)
                raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=asked.url.host)
        return _pieces(response, patience)

    def subscribe(
        self,
        url: str,
        *,
        now: dt.datetime,
        headers: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> Iterator[bytes]:
        """The messages of a WebSocket at `url` (`ws://`, `wss://`), as they come; open on return.

        An empty one is a sign of life. Otherwise as `listen`.
        """
        address = check_address(_WEBSOCKET.sub(lambda found: f"http{found[1]}://", url.strip()))
        given = {"User-Agent": self._client.headers["user-agent"], **(headers or {})}
        with (
            until(time.monotonic() + self.max_seconds),
            _named_faults(address.host, self.max_seconds),
            httpx_names(),
        ):
            wire = self._transport.connect(address)
            try:
                socket = Socket(
                    wire, str(address.copy_with(scheme=_SOCKETS[address.scheme])), given
                )
            except NoSocket as fault:
                answer = Response(status=fault.status, body=b"", url=url, headers=fault.headers)
                if fault.status:
                    answer.require_success(now)
                raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=address.host) from None
        return _messages(socket, address.host, patience)

    def _follow(self, request: httpx.Request) -> Response:
        moved_to, is_permanent = "", True
        for _ in range(self.max_redirects + 1):
            response = self._send(request)
            target = _redirect_target(request, response)
            if target is None:
                return _plain(response, self._body(response), moved_to)
            response.close()
            is_permanent = is_permanent and response.status_code in _PERMANENT
            moved_to = str(target) if is_permanent else moved_to
            request = self._redirected(request, target)
        raise ConnectorRefused(Refusal.REDIRECTS_TOO_MANY, redirects=self.max_redirects)

    def _send(self, request: httpx.Request) -> httpx.Response:
        """The client reads where an answer leads to, also when we decide whether to follow."""
        try:
            return self._client.send(request, stream=True)
        except httpx.InvalidURL as fault:
            raise ConnectorRefused(Refusal.REDIRECT_INVALID, address=str(request.url)) from fault

    def _redirected(self, request: httpx.Request, target: httpx.URL) -> httpx.Request:
        is_home = _origin(target) == _origin(request.url)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name in _TAKEN_ALONG or (is_home and name not in {"host", "content-length"})
        }
        return self._client.build_request(
            request.method, check_address(str(target)), headers=headers
        )

    def _body(self, response: httpx.Response) -> bytes:
        try:
            chunks = unpacked(response, self.max_bytes)
            return b"".join(bounded(chunks, self.max_bytes))
        finally:
            response.close()


def _is_kind(response: httpx.Response, kind: str) -> bool:
    given = str(response.headers.get("content-type", ""))
    return given.partition(";")[0].strip().lower() == kind


def _pieces(response: httpx.Response, patience: float) -> Iterator[bytes]:
    host = response.request.url.host
    try:
        with _named_faults(host, patience), suppress(httpx.RemoteProtocolError):
            yield from response.iter_raw()  # who breaks off in the middle has ended it too
    finally:
        response.close()
    raise ConnectorRefused(Refusal.CONNECTION_FAILED, cause="the stream ended", host=host)


def _messages(socket: Socket, host: str, patience: float) -> Iterator[bytes]:
    try:
        with _named_faults(host, patience), httpx_names():
            yield from socket.messages(patience)
    finally:
        socket.close()
    raise ConnectorRefused(Refusal.CONNECTION_FAILED, cause="the stream ended", host=host)


def check_address(url: str) -> httpx.URL:
    """The address, if it is a web address without name and password in it."""
    try:
        address = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as fault:
        raise ConnectorRefused(
            Refusal.ADDRESS_INVALID, permanent=True, cause=str(fault), address=url[:200]
        ) from fault
    if address.scheme not in {"http", "https"}:
        key = Refusal.ADDRESS_SCHEME if address.scheme else Refusal.ADDRESS_INVALID
        raise ConnectorRefused(key, permanent=True, address=url[:200], scheme=address.scheme)
    if not address.host:
        raise ConnectorRefused(Refusal.ADDRESS_INVALID, permanent=True, address=url[:200])
    if address.userinfo:
        raise ConnectorRefused(Refusal.ADDRESS_PASSWORD, permanent=True)
    return address


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _redirect_target(request: httpx.Request, response: httpx.Response) -> httpx.URL | None:
    if response.status_code not in _REDIRECTS or request.method not in {"GET", "HEAD"}:
        return None
    try:
        return request.url.join(response.headers["location"])
    except (KeyError, httpx.InvalidURL, ValueError) as fault:
        response.close()
        raise ConnectorRefused(Refusal.REDIRECT_INVALID, address=str(request.url)) from fault


def _plain(response: httpx.Response, body: bytes, moved_to: str) -> Response:
    return Response(
        status=response.status_code,
        body=body,
        url=str(response.request.url),
        headers=MappingProxyType({k.lower(): v for k, v in response.headers.items()}),
        moved_to=moved_to,
    )


@contextmanager
def _named_faults(host: str, seconds: float) -> Iterator[None]:
    """Turn what the transport raises into a refusal with a key."""
    try:
        yield
    except httpx.TimeoutException as fault:
        raise ConnectorRefused(
            Refusal.ANSWER_TOO_SLOW,
            cause=str(fault),
            is_unanswered=not isinstance(fault, _UNSENT),
            seconds=round(seconds),
        ) from fault
    except httpx.RequestError as fault:
        raise ConnectorRefused(
            _key_of(fault),
            cause=str(fault),
            is_unanswered=not isinstance(fault, _UNSENT),
            host=host,
        ) from fault


def _key_of(fault: httpx.RequestError) -> Refusal:
    if isinstance(fault, httpx.ProtocolError | httpx.DecodingError):
        return Refusal.ANSWER_MALFORMED
    is_certificate = "CERTIFICATE" in str(fault) or "SSL" in str(fault)
    return Refusal.CERTIFICATE_REFUSED if is_certificate else Refusal.CONNECTION_FAILED
