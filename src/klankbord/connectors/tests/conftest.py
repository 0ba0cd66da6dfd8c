"""A real web server on the loopback address, and a client that may speak to it."""

import datetime as dt
import http.server
import threading
from collections.abc import Callable, Iterator

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
