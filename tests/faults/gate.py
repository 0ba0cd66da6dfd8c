"""A wire to a platform on which answers get lost, because who asked was killed."""

import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

WRITES = (b"POST ", b"PUT ")
SIGNS_IN = b"POST /xrpc/com.atproto.server.createSession "
LETTER_ENDS = b"\r\n.\r\n"
Moment = int | str
"""How many answers an attempt gets before the next one is lost; or `written`: the answer to what
it wrote, so that the platform has acted and nobody here knows."""


class Killer:
    """Says which answer is the last one that each attempt does not live to read."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self._moments: list[Moment] = []
        self._kill = kill
        self._n_answers = 0
        self._lock = threading.Lock()
        self.n_killed = 0

    def begin(self, moments: Sequence[Moment]) -> None:
        """From now on answers get lost, one for each moment; until then everything arrives."""
        with self._lock:
            self._moments, self._n_answers = list(moments), 0

    def lets_through(self, asked: bytes) -> bool:
        """Whether the answer to `asked` arrives; else who asked is dead when this returns."""
        with self._lock:
            if not self._moments:
                return True
            moment = self._moments[0]
            if not (_is_written(asked) if moment == "written" else self._n_answers >= int(moment)):
                self._n_answers += 1
                return True
            self._moments.pop(0)
            self._n_answers = 0
            self._kill()
            self.n_killed += 1
            return False


class Gate:
    """Passes bytes on between us and the peer at `port`, as long as the killer lets it."""

    def __init__(self, port: int, killer: Killer) -> None:
        self._there = ("127.0.0.1", port)
        self._killer = killer
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._open, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                there = socket.create_connection(self._there)
                threading.Thread(target=self._carry, args=(here, there), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        """What we ask goes on by itself; what comes back is what may be lost."""
        asked = bytearray()
        threading.Thread(target=_pass_on, args=(here, there, asked), daemon=True).start()
        with suppress(OSError):
            while piece := there.recv(65_536):
                said = bytes(asked)
                if said and not self._killer.lets_through(said):
                    break
                asked.clear()
                here.sendall(piece)
        for wire in (here, there):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
            wire.close()


def _is_written(asked: bytes) -> bool:
    """Whether it says something there; who signs in writes too, but says nothing."""
    is_said = asked.startswith(WRITES) and not asked.startswith(SIGNS_IN)
    return is_said or asked.endswith(LETTER_ENDS)


def _pass_on(here: socket.socket, there: socket.socket, asked: bytearray) -> None:
    with suppress(OSError):
        while piece := here.recv(65_536):
            asked += piece
            there.sendall(piece)
