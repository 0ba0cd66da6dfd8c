"""A Synapse with a resident and the town's own account, and rooms that a test makes."""

import datetime as dt
import subprocess
import sys
import uuid
from collections.abc import Iterator

import httpx
import pytest

from klankbord.connectors.contract import Context
from klankbord.connectors.contract_tests import ForgetfulClient
from klankbord.connectors.tests.conftest import client, site
from klankbord.connectors.tests.peers import Peer, free_port, named_peer, running

__all__ = ["client", "site"]
PEOPLE = ("bewoner", "gemeente")
SETTINGS = """
server_name: localhost
pid_file: {folder}/synapse.pid
listeners:
  - {{port: {port}, type: http, bind_addresses: ["127.0.0.1"], resources: [{{names: [client]}}]}}
database: {{name: sqlite3, args: {{database: "{folder}/synapse.db"}}}}
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
trusted_key_servers: []
report_stats: false
enable_registration: true
enable_registration_without_verification: true
macaroon_secret_key: for-tests
form_secret: for-tests
rc_message: {{per_second: 1000, burst_count: 1000}}
rc_room_creation: {{per_second: 1000, burst_count: 1000}}
rc_registration: {{per_second: 1000, burst_count: 1000}}
rc_login: {{address: {{per_second: 1000, burst_count: 1000}}}}
rc_joins: {{local: {{per_second: 1000, burst_count: 1000}}}}
"""


@pytest.fixture(scope="session")
def peer(tmp_path_factory) -> Iterator[Peer]:
    if named := named_peer("matrix", *PEOPLE):
        yield named
        return
    pytest.importorskip("synapse", reason="needs the development lock: matrix-synapse")
    folder, port = tmp_path_factory.mktemp("matrix"), free_port()
    (folder / "homeserver.yaml").write_text(SETTINGS.format(folder=folder, port=port))
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"]
    make_keys = [*command, "--generate-keys"]
    subprocess.run(make_keys, check=True, cwd=folder, capture_output=True)
    with running(command, f"{url}/_matrix/client/versions", folder):
        yield Peer(url, {name: _registered(url, name) for name in PEOPLE})


def _registered(url: str, name: str) -> str:
    """An account made in two steps, as the API has it; gives its token."""
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as http:
        given = {"username": name, "password": f"{name}-brug-9", "auth": {"type": "m.login.dummy"}}
        answer = http.post("/_matrix/client/v3/register", json=given)
        answer.raise_for_status()
        return answer.json()["access_token"]


class Person:
    """Somebody at the server, with a program of their own."""

    def __init__(self, peer: Peer, name: str) -> None:
        bearer = {"Authorization": f"Bearer {peer.tokens[name]}"}
        base = f"{peer.url}/_matrix/client/v3"
        self.http = httpx.Client(base_url=base, headers=bearer, trust_env=False, timeout=60)

    def make_room(self, preset: str = "public_chat") -> str:
        alias = f"r{uuid.uuid4().hex[:12]}"
        given = {"room_alias_name": alias, "preset": preset, "visibility": "private"}
        return self._good(self.http.post("/createRoom", json=given))["room_id"]

    def alias_of(self, room: str) -> str:
        return self._good(self.http.get(f"/rooms/{room}/aliases"))["aliases"][0]

    def say(self, room: str, text: str, **more) -> str:
        given = {"msgtype": "m.text", "body": text, **more}
        path = f"/rooms/{room}/send/m.room.message/{uuid.uuid4().hex}"
        return self._good(self.http.put(path, json=given))["event_id"]

    def delete(self, room: str, event: str) -> None:
        self._good(self.http.put(f"/rooms/{room}/redact/{event}/{uuid.uuid4().hex}", json={}))

    def edit(self, room: str, event: str, text: str) -> None:
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event}
        self.say(room, f"* {text}", **{"m.new_content": new, "m.relates_to": relation})

    def messages(self, room: str) -> list[dict]:
        asked = {"dir": "b", "limit": 100}
        return self._good(self.http.get(f"/rooms/{room}/messages", params=asked))["chunk"]

    @staticmethod
    def _good(answer: httpx.Response) -> dict:
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def people(peer) -> Iterator:
    made: dict[str, Person] = {}
    yield lambda name: made.get(name) or made.setdefault(name, Person(peer, name))
    for each in made.values():
        each.http.close()


@pytest.fixture
def room(people) -> str:
    return people("bewoner").make_room()


@pytest.fixture
def secrets(peer) -> dict[str, str]:
    return {peer.url: peer.tokens["gemeente"]}


@pytest.fixture
def context(http, secrets) -> Context:
    return Context(now=_now(), http=http, secrets=secrets, clock=_now)


@pytest.fixture
def http():
    with ForgetfulClient(allowed_networks=("127.0.0.0/8", "::1/128")) as client:
        yield client


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
