"""A small web server that answers as each test wants, and files to bring."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from klankbord.jobs.worker import Worker
from klankbord.participate.listening.models import Source

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Dorpskrant</title>
<item><guid>https://krant.example/1</guid><title>Brug open</title>
<description>De brug is weer open.</description>
<pubDate>Mon, 09 Mar 2026 08:00:00 GMT</pubDate></item>
<item><guid>https://krant.example/2</guid><title>Markt</title>
<description>Zaterdag is er markt.</description>
<pubDate>Sun, 08 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
LINK = '<link rel="alternate" type="application/rss+xml" href="/feed">'
PAGE = f"<!doctype html><html><head>{LINK}</head></html>"


class Site:
    """What the server answers at each path: status, headers, body."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], str]] = {
            "/feed": (200, {"Content-Type": "application/rss+xml"}, FEED),
            "/page": (200, {"Content-Type": "text/html"}, PAGE),
        }
        self.asked: list[str] = []
        self.url = ""


@pytest.fixture
def site(settings) -> Iterator[Site]:
    settings.OPEN_NETWORKS = ("127.0.0.0/8",)
    given = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given.asked.append(self.path)
            status, headers, body = given.answers.get(self.path, (404, {}, ""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    given.url = f"http://127.0.0.1:{server.server_port}"
    yield given
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def source(organisation, now, site) -> Source:
    return Source.objects.create(
        connector="feed",
        target=f"{site.url}/feed",
        host="127.0.0.1",
        name="Dorpskrant",
        created_at=now,
        next_run_at=now,
    )


@pytest.fixture
def posts_file(tmp_path) -> Callable[..., object]:
    def make(n_posts: int, name: str = "posts.jsonl"):
        path = tmp_path / name
        with path.open("w") as file:
            for number in range(n_posts):
                post = {
                    "id": f"reddit:{number}",
                    "platform": "reddit",
                    "text": f"bericht {number}",
                    "published_at": "2026-02-01T10:00:00Z",
                    "author": {"id": "a", "handle": "anna"},
                }
                file.write(json.dumps(post) + "\n")
        return path

    return make


@pytest.fixture
def drain() -> Callable[[], int]:
    def work(limit: int = 60) -> int:
        worker = Worker()
        return sum(1 for _ in range(limit) if worker._run_job())

    return work
