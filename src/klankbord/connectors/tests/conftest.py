"""A real web server on the loopback address, and a client that may speak to it."""

import datetime as dt
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from klankbord.connectors.http import GuardedClient

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Site:
    """Answers by path; `asked` keeps the requests' headers."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.asked.append((self.path, headers))
                try:
                    site.answers[self.path](self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815  # the library's names

            def log_message(self, *_: object) -> None:
                """Tests keep still."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.named_url = f"http://localhost:{self.server.server_port}"

    def give(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Answer `path` with this; underscores in header names become hyphens."""

        def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer

    def work(self, respond: Callable[..., tuple[int, object]]) -> None:
        """Answer everything as `respond(method, path, query, body)` says: status and JSON.

        An iterator of bytes in the place of JSON is an answer that does not end.
        `sent` keeps what was asked, as (method, address, headers, body).
        """
        self.sent: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers = _Working(self, respond)


class _Working(dict):
    """A program behind the door, instead of a page for each path."""

    def __init__(self, site: Site, respond: Callable[..., tuple[int, object]]) -> None:
        self._site = site
        self._respond = respond

    def __missing__(self, path: str) -> Answer:
        def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
            body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in handler.headers.items()}
            self._site.sent.append((handler.command, f"{self._site.url}{path}", headers, body))
            parts = urlsplit(path)
            query = dict(parse_qsl(parts.query))
            status, given = self._respond(handler.command, parts.path, query, body)
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            if isinstance(given, Iterator):
                handler.end_headers()
                for piece in given:
                    handler.wfile.write(piece)
                return
            written = json.dumps(given).encode()
            handler.send_header("Content-Length", str(len(written)))
            handler.end_headers()
            handler.wfile.write(written)

        return answer


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    thread.join()


@pytest.fixture
def client() -> Iterator[GuardedClient]:
    with GuardedClient(
        allowed_networks=("127.0.0.0/8", "::1/128"), max_seconds=1.0, max_bytes=200_000
    ) as client:
        yield client


@pytest.fixture
def read_at() -> dt.datetime:
    return dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
