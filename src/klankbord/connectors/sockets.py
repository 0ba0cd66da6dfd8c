"""WebSocket (RFC 6455) on the guarded network: what the other side tells, and signs of life.

The protocol is that of `websockets`, without its network: every byte goes over a checked wire.
"""

import time
from collections.abc import Iterator, Mapping

import httpcore
from websockets.client import ClientProtocol
from websockets.frames import DATA_OPCODES, Frame
from websockets.http11 import Response
from websockets.protocol import Event, State
from websockets.uri import parse_uri

MAX_MESSAGE = 1024 * 1024
"""Bytes of one message: more is no honest message."""
PING_AFTER = 20.0
"""Seconds of silence after which we ask whether the other side is still there."""
_AT_ONCE = 64 * 1024


class NoSocket(Exception):  # noqa: N818  # named after the broken promise
    """The other side gave no socket: the status and headers that it answered, 0 for nonsense."""

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(str(status))
        self.status = status
        self.headers = headers


class Socket:
    """A WebSocket at `url` (`ws://`, `wss://`) over `wire`, open when made; raises `NoSocket`."""

    def __init__(self, wire: httpcore.NetworkStream, url: str, headers: Mapping[str, str]) -> None:
        self._wire = wire
        self._protocol = ClientProtocol(parse_uri(url), max_size=MAX_MESSAGE)
        request = self._protocol.connect()
        for name, value in headers.items():
            request.headers[name] = value
        self._protocol.send_request(request)
        self._events: list[Event] = []
        self._pieces: list[bytes] = []
        self._send()
        self._shake_hands()

    def close(self) -> None:
        """Leave without a word."""
        self._wire.close()

    def messages(self, patience: float) -> Iterator[bytes]:
        """Each message as it comes, empty for a sign of life; ends when the other side hangs up.

        Raises `httpcore.ReadTimeout` after `patience` seconds without any sign.
        """
        heard_at = time.monotonic()
        while True:
            for event in self._events:
                heard_at = time.monotonic()
                if isinstance(event, Frame):
                    yield self._completed(event)
            if self._protocol.state is not State.OPEN:
                return
            self._listen(heard_at + patience - time.monotonic())

    def _shake_hands(self) -> None:
        while self._protocol.state is State.CONNECTING and not self._protocol.handshake_exc:
            self._receive(None)
        self._events = self._protocol.events_received()
        if self._protocol.handshake_exc:
            self.close()
            answers = (each for each in self._events if isinstance(each, Response))
            answer = next(answers, None)
            given = answer.headers.raw_items() if answer else ()
            headers = {name.lower(): value for name, value in given}
            raise NoSocket(answer.status_code if answer else 0, headers)

    def _completed(self, frame: Frame) -> bytes:
        """A message may come in pieces, with signs of life between them."""
        if frame.opcode not in DATA_OPCODES:
            return b""
        self._pieces.append(bytes(frame.data))
        if not frame.fin:
            return b""
        message = b"".join(self._pieces)
        self._pieces.clear()
        return message

    def _listen(self, left: float) -> None:
        if left <= 0:
            message = "no sign of life"
            raise httpcore.ReadTimeout(message)
        try:
            self._receive(min(left, PING_AFTER))
        except httpcore.ReadTimeout:
            self._protocol.send_ping(b"")
        self._events = self._protocol.events_received()
        self._send()

    def _receive(self, timeout: float | None) -> None:
        given = self._wire.read(_AT_ONCE, timeout)
        if given:
            self._protocol.receive_data(given)
        else:
            self._protocol.receive_eof()

    def _send(self) -> None:
        for piece in filter(None, self._protocol.data_to_send()):  # an empty one ends our side
            self._wire.write(piece)
