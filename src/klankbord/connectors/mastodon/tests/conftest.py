"""A Mastodon server with three people: a resident, a newspaper, and the town's own account."""

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest

from klankbord.connectors.contract import Context
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.tests.peers import Peer, free_port, named_peer, program, running

SEED = """
[auth]
permissive = false

[[seed.accounts]]
username = "bewoner"
display_name = "Bewoner"
note = "Woont aan het water."
access_token = "token_bewoner"

[[seed.accounts]]
username = "stil"
note = "Liever niet gevonden. #nobot"
access_token = "token_stil"

[[seed.accounts]]
username = "gemeente"
display_name = "Gemeente"
access_token = "token_gemeente"
"""
PEOPLE = ("bewoner", "stil", "gemeente")


@pytest.fixture(scope="session")
def peer(tmp_path_factory) -> Iterator[Peer]:
    if named := named_peer("mastodon", *PEOPLE):
        yield named
        return
    folder = tmp_path_factory.mktemp("mastodon")
    (folder / "seed.toml").write_text(SEED)
    port = free_port()
    url = f"http://localhost:{port}"
    command = [program("mastodon_mock"), "serve", "--in-memory", "--config", "seed.toml"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    with running(command, f"{url}/api/v2/instance", folder):
        yield Peer(url, {name: f"token_{name}" for name in PEOPLE})


class Person:
    """Somebody at the server, with a program of their own."""

    def __init__(self, peer: Peer, name: str) -> None:
        self.peer = peer
        bearer = {"Authorization": f"Bearer {peer.tokens[name]}"}
        self.http = httpx.Client(base_url=peer.url, headers=bearer, trust_env=False, timeout=30)

    def say(self, text: str, **more) -> dict:
        answer = self.http.post("/api/v1/statuses", json={"status": text, **more})
        answer.raise_for_status()
        return answer.json()

    def edit(self, status_id: str, text: str) -> None:
        self.http.put(f"/api/v1/statuses/{status_id}", json={"status": text}).raise_for_status()

    def delete(self, status_id: str) -> None:
        self.http.delete(f"/api/v1/statuses/{status_id}").raise_for_status()

    def answers_to(self, status_id: str) -> list[dict]:
        return self.http.get(f"/api/v1/statuses/{status_id}/context").json()["descendants"]


@pytest.fixture
def person(peer) -> Iterator:
    made: list[Person] = []

    def give(name: str) -> Person:
        made.append(Person(peer, name))
        return made[-1]

    yield give
    for each in made:
        each.http.close()


@pytest.fixture
def http() -> Iterator[GuardedClient]:
    with GuardedClient(allowed_networks=("127.0.0.0/8", "::1/128")) as client:
        yield client


@pytest.fixture
def server(peer) -> str:
    return peer.url.partition("://")[2]


@pytest.fixture
def context(peer, http) -> Context:
    return Context(
        now=dt.datetime.now(dt.UTC), http=http, secrets={peer.url: peer.tokens["gemeente"]}
    )


@pytest.fixture
def faults(peer) -> Iterator:
    """Make the server fail: `faults(path=…, type=…, status=…, times=…)`."""
    with httpx.Client(base_url=peer.url, trust_env=False, timeout=30) as control:

        def inject(path: str, *, times: int = 1, methods: list[str] | None = None, **effect):
            rule = {"match": {"path": path, "methods": methods}, "effect": effect}
            answer = control.post("/api/v1/_mock/faults", json={**rule, "count": times})
            answer.raise_for_status()

        yield inject
        control.delete("/api/v1/_mock/faults")
