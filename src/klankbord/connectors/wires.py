"""The transport under the guarded client: checked addresses, and one deadline for a whole call."""

import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpcore
import httpx

from klankbord.connectors.addresses import Network, resolve

_TICK = 0.5  # seconds that a wait may go on after somebody hung up
_DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)
_FAULTS: Mapping[type[Exception], type[httpx.RequestError]] = {
    httpcore.ConnectTimeout: httpx.ConnectTimeout,
    httpcore.ConnectError: httpx.ConnectError,
    httpcore.TimeoutException: httpx.ReadTimeout,
    httpcore.NetworkError: httpx.NetworkError,
    httpcore.ProtocolError: httpx.RemoteProtocolError,
    httpcore.UnsupportedProtocol: httpx.UnsupportedProtocol,
}


@contextmanager
def until(deadline: float) -> Iterator[None]:
    """Everything sent and received inside is over at `deadline` (monotonic seconds)."""
    token = _DEADLINE.set(deadline)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def time_left() -> float | None:
    """Seconds until the deadline of this call, None without one; raises when it has passed."""
    deadline = _DEADLINE.get()
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        message = "the deadline of the whole call has passed"
        raise httpx.ReadTimeout(message)
    return left


def _shorter(timeout: float | None) -> float | None:
    left = time_left()
    return min(each for each in (timeout, left) if each is not None) if left else timeout


class _TimedStream(httpcore.NetworkStream):
    """A connection on which no single wait is longer than what is left of the whole call.

    Another thread may set `hung_up`: a wait for the other side then ends within `_TICK`.
    """

    def __init__(self, inner: httpcore.NetworkStream, hung_up: threading.Event) -> None:
        self._inner = inner
        self._hung_up = hung_up

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        patience = _shorter(timeout)
        over_at = None if patience is None else time.monotonic() + patience
        while not self._hung_up.is_set():
            left = _TICK if over_at is None else over_at - time.monotonic()
            try:
                return self._inner.read(max_bytes, min(max(left, 0.001), _TICK))
            except httpcore.ReadTimeout:
                if over_at is not None and time.monotonic() >= over_at:
                    raise
        message = "we hung up"
        raise httpcore.ReadError(message)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _shorter(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, _shorter(timeout))
        return _TimedStream(inner, self._hung_up)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connects to the very address that was resolved and checked: no second look-up."""

    def __init__(self, allowed: tuple[Network, ...], hung_up: threading.Event) -> None:
        self._allowed = allowed
        self._hung_up = hung_up
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        fault: Exception = httpcore.ConnectError(host)
        for address in resolve(host, port, self._allowed):
            try:
                plain = self._plain.connect_tcp(
                    address, port, _shorter(timeout), local_address, socket_options
                )
            except httpcore.ConnectError as missed:  # after a timeout no time is left
                fault = missed
            else:
                return _TimedStream(plain, self._hung_up)
        raise fault


class _Body(httpx.SyncByteStream):
    """The body of an answer, with the transport's errors under httpx's names."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        with httpx_names():
            yield from self._inner

    def close(self) -> None:
        self._inner.close()


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates of the wide world, read once a process: that costs more than a visit."""
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.BaseTransport):
    """httpx's own kind of transport, on a pool whose connections are checked."""

    def __init__(self, allowed: tuple[Network, ...], verify: ssl.SSLContext | None) -> None:
        self._hung_up = threading.Event()
        self._network = _CheckedNetwork(allowed, self._hung_up)
        self._trust = verify or _trusted()
        self._wires: list[httpcore.NetworkStream] = []
        self._pool = httpcore.ConnectionPool(
            ssl_context=self._trust,
            network_backend=self._network,
            max_keepalive_connections=10,
            keepalive_expiry=15.0,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the answer's body is still to be read."""
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with httpx_names():
            answer = self._pool.handle_request(sent)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), request=request
        )

    def connect(self, url: httpx.URL) -> httpcore.NetworkStream:
        """A wire of its own to the machine that `url` names, for what is not a request."""
        is_safe = url.scheme == "https"
        wire = self._network.connect_tcp(url.host, url.port or (443 if is_safe else 80))
        wire = wire.start_tls(self._trust, url.host) if is_safe else wire
        self._wires.append(wire)
        return wire

    @property
    def is_hung_up(self) -> bool:
        """Whether every wait was ended."""
        return self._hung_up.is_set()

    def hang_up(self) -> None:
        """End every wait, from any thread; nothing can be asked afterwards."""
        self._hung_up.set()

    def close(self) -> None:
        """Close the pool, and the wires that nobody closed."""
        self._pool.close()
        for wire in self._wires:
            wire.close()


@contextmanager
def httpx_names() -> Iterator[None]:
    """The transport's errors under the names of httpx."""
    try:
        yield
    except tuple(_FAULTS) as fault:
        name = next(ours for theirs, ours in _FAULTS.items() if isinstance(fault, theirs))
        raise name(str(fault)) from fault
