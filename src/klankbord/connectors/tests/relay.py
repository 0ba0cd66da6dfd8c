"""A wire between us and a peer that a test can cut."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Relay:
    """Passes bytes on to `peer_url`; `cut` breaks every connection, and takes none until `mend`.

    `cut_before` does so as soon as these words would pass, either way: what stands before them
    still arrives.
    """

    def __init__(self, peer_url: str) -> None:
        there = urlsplit(peer_url)
        self._there = (there.hostname, there.port)
        self._live: set[socket.socket] = set()
        self._is_cut = False
        self._last_words = b""
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        threading.Thread(target=self._open, daemon=True).start()

    def cut(self) -> None:
        self._is_cut = True
        for wire in list(self._live):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def cut_before(self, words: bytes) -> None:
        self._last_words = words

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                if self._is_cut:
                    here.close()
                    continue
                there = socket.create_connection(self._there)
                for pair in ((here, there), (there, here)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        self._live.add(source)
        with suppress(OSError):
            while piece := source.recv(65_536):
                if self._last_words and (before := piece.split(self._last_words)[0]) != piece:
                    self._last_words = b""
                    target.sendall(before)
                    self.cut()
                    break
                target.sendall(piece)
        for wire in (source, target):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
        self._live.discard(source)
        source.close()
