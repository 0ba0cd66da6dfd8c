"""Wires to mail servers: to the very address that was checked, and with an end to every wait."""

import imaplib
import select
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterable

from klankbord.connectors.addresses import Network, resolve

MAX_SECONDS = 20.0
MAX_LITERAL = 1024 * 1024
"""Bytes that a server may announce at once: more than we ever ask."""
_MAX_LINE = 1024 * 1024
_TICK = 0.5  # seconds that a wait may go on after somebody hung up


def dial(host: str, port: int, networks: Iterable[Network] | None) -> socket.socket:
    """A wire to `host`; raises `OSError`, and `ConnectorRefused` for an address that is closed.

    `networks` are those that are open although they are private; None opens them all.
    """
    if networks is None:
        return socket.create_connection((host, port), MAX_SECONDS)
    fault: OSError = OSError(host)
    for address in resolve(host, port, networks):
        try:
            return socket.create_connection((address, port), MAX_SECONDS)
        except OSError as missed:
            fault = missed
    raise fault


class PlainMailbox(imaplib.IMAP4):
    """The library's IMAP, on a wire of ours: nothing that it reads is without end."""

    def __init__(self, host: str, port: int, networks: Iterable[Network] | None) -> None:
        self._networks = networks
        self._rest = bytearray()
        super().__init__(host, port, MAX_SECONDS)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect."""
        self.host, self.port = host, port
        self.sock = self._dressed(dial(host, port, self._networks))
        self.sock.settimeout(timeout)

    def _dressed(self, wire: socket.socket) -> socket.socket:
        return wire

    def read(self, size: int) -> bytes:
        """As many bytes as the server announced."""
        if size > MAX_LITERAL:
            message = "the server announces more than was asked"
            raise self.abort(message)
        while len(self._rest) < size and self._has_more():
            pass
        return self._taken(size)

    def readline(self) -> bytes:
        """One line; empty when the server is gone."""
        while (end := self._rest.find(b"\n") + 1) == 0:
            if len(self._rest) > _MAX_LINE:
                message = "the server sends a line without end"
                raise self.abort(message)
            if not self._has_more():
                return b""
        return self._taken(end)

    def _has_more(self) -> bool:
        more = self.sock.recv(65_536)
        self._rest += more
        return bool(more)

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._rest[:size])
        del self._rest[:size]
        return taken

    def shutdown(self) -> None:
        """Close the wire."""
        self.sock.close()

    def idle(self, seconds: float, is_over: Callable[[], bool]) -> None:
        """Wait until the server has something to tell (RFC 2177), at most so long."""
        tag = self._new_tag()
        self.send(tag + b" IDLE\r\n")
        has_news = False
        while (line := self._line()).startswith(b"*"):
            has_news = True
        if not line.startswith(b"+"):
            message = "the server does not wait with us"
            raise self.abort(message)
        if not has_news:
            self._wait(seconds, is_over)
        self.send(b"DONE\r\n")
        while not self._line().startswith(tag):
            pass
        self.tagged_commands.pop(tag, None)

    def _line(self) -> bytes:
        line = self.readline()
        if not line:
            message = "the server is gone"
            raise self.abort(message)
        return line

    def _wait(self, seconds: float, is_over: Callable[[], bool]) -> None:
        over_at = time.monotonic() + seconds
        while not self._rest and not self._is_pending() and not is_over():
            left = min(over_at - time.monotonic(), _TICK)
            if left <= 0 or select.select([self.sock], [], [], left)[0]:
                return

    def _is_pending(self) -> bool:
        """Whether words lie ready inside the secure wire, where the system cannot see them."""
        return isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0


class SafeMailbox(PlainMailbox):
    """The same over TLS."""

    def _dressed(self, wire: socket.socket) -> socket.socket:
        return ssl.create_default_context().wrap_socket(wire, server_hostname=self.host)


class PlainPost(smtplib.SMTP):
    """The library's SMTP, on a wire of ours."""

    def __init__(self, host: str, port: int, name: str, networks: Iterable[Network]) -> None:
        self._networks = networks
        super().__init__(host, port, local_hostname=name, timeout=MAX_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wire = dial(host, port, self._networks)
        wire.settimeout(timeout)
        return wire


class SafePost(PlainPost):
    """The same over TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wire = super()._get_socket(host, port, timeout)
        return ssl.create_default_context().wrap_socket(wire, server_hostname=host)
