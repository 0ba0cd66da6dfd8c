"""A network of the AT Protocol with a resident and the town's own account."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from klankbord.connectors.contract import Context
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.tests.peers import (
    Peer,
    free_port,
    named_peer,
    packages,
    postgres,
    program,
    redis,
    running,
)

PEOPLE = ("bewoner", "gemeente")
PASSWORD = "vis-in-de-gracht"
SCRIPT = str(Path(__file__).parent / "peer" / "network.cjs")


@pytest.fixture(scope="session")
def peer(tmp_path_factory) -> Iterator[Peer]:
    """The tokens are passwords: with them people sign in."""
    if named := named_peer("bluesky", *PEOPLE):
        yield named
        return
    installed, node, folder = packages("bluesky"), program("node"), tmp_path_factory.mktemp("at")
    with ExitStack() as stack:
        database, cache = (stack.enter_context(each(folder)) for each in (postgres, redis))
        home, names, stream = free_port(), free_port(), free_port()
        url = f"http://localhost:{home}"
        command = [node, SCRIPT, str(home), str(names), str(stream), database, cache]
        environment = {"NODE_ENV": "test", "REDIS_HOST": cache, "DB_POSTGRES_URL": database}
        ready = f"http://127.0.0.1:{stream}"  # it comes last
        stack.enter_context(running(command, ready, folder, installed, **environment))
        with httpx.Client(base_url=f"{url}/xrpc", trust_env=False, timeout=30) as http:
            for name in PEOPLE:
                join(http, name)
        told = {"jetstream": f"ws://localhost:{stream}/subscribe"}
        yield Peer(url, dict.fromkeys(PEOPLE, PASSWORD), told)


def join(http: httpx.Client, name: str) -> None:
    """Give somebody an account, and wait until the whole network knows them."""
    person = {"handle": f"{name}.test", "email": f"{name}@dorp.test", "password": PASSWORD}
    joined = http.post("/com.atproto.server.createAccount", json=person)
    joined.raise_for_status()
    asked = {
        "params": {"actor": person["handle"]},
        "headers": {"Authorization": f"Bearer {joined.json()['accessJwt']}"},
    }
    over_at = time.monotonic() + 60
    while http.get("/app.bsky.actor.getProfile", **asked).status_code != httpx.codes.OK:
        assert time.monotonic() < over_at
        time.sleep(0.05)


class Person:
    """Somebody at the home, with a program of their own."""

    def __init__(self, peer: Peer, name: str) -> None:
        self.http = httpx.Client(base_url=f"{peer.url}/xrpc", trust_env=False, timeout=30)
        given = {"identifier": f"{name}.test", "password": peer.tokens[name]}
        session = self.http.post("/com.atproto.server.createSession", json=given).json()
        self.did = session["did"]
        self.http.headers["Authorization"] = f"Bearer {session['accessJwt']}"

    def write(self, collection: str, record: dict) -> str:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        given = {"$type": collection, "createdAt": now, **record}
        body = {"repo": self.did, "collection": collection, "record": given}
        answer = self.http.post("/com.atproto.repo.createRecord", json=body)
        answer.raise_for_status()
        return answer.json()["uri"].removeprefix("at://")

    def say(self, text: str, **more) -> str:
        """The name of what was said, as soon as the whole network sees it."""
        name = self.write("app.bsky.feed.post", {"text": text, **more})
        self.await_shown(name)
        return name

    def await_shown(self, name: str) -> None:
        asked, over_at = {"uris": f"at://{name}"}, time.monotonic() + 30
        while not self.http.get("/app.bsky.feed.getPosts", params=asked).json().get("posts"):
            assert time.monotonic() < over_at
            time.sleep(0.05)

    def delete(self, name: str) -> None:
        repo, collection, key = name.split("/")
        body = {"repo": repo, "collection": collection, "rkey": key}
        self.http.post("/com.atproto.repo.deleteRecord", json=body).raise_for_status()

    def own(self) -> list[dict]:
        """All that this person said, as it lies in their own home."""
        asked = {"repo": self.did, "collection": "app.bsky.feed.post", "limit": 100}
        answer = self.http.get("/com.atproto.repo.listRecords", params=asked)
        return answer.json()["records"]


@pytest.fixture(scope="session")
def people(peer) -> Iterator:
    made: dict[str, Person] = {}
    yield lambda name: made.get(name) or made.setdefault(name, Person(peer, name))
    for each in made.values():
        each.http.close()


@pytest.fixture
def http() -> Iterator[GuardedClient]:
    with GuardedClient(allowed_networks=("127.0.0.0/8", "::1/128")) as client:
        yield client


@pytest.fixture(scope="session")
def jetstream(peer) -> str:
    """Where the network streams; another server's stands in KLANKBORD_PEER_BLUESKY_JETSTREAM."""
    return peer.places.get("jetstream") or os.environ["KLANKBORD_PEER_BLUESKY_JETSTREAM"]


@pytest.fixture
def account(peer) -> str:
    return f"gemeente.test@{peer.url}"


@pytest.fixture
def context(peer, http, account) -> Context:
    return Context(
        now=dt.datetime.now(dt.UTC), http=http, secrets={account: peer.tokens["gemeente"]}
    )
