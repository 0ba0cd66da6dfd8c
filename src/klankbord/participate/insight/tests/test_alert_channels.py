"""Mattermost and Matrix: told once, under seal, with what went wrong on the screen."""

import json
import socket
import struct
import threading
import traceback
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.connectors.matrix.tests.conftest import Person, peer
from klankbord.connectors.reasons import ConnectorRefused
from klankbord.jobs.models import Job
from klankbord.participate.insight.alerting import save_rule
from klankbord.participate.insight.causes import Cause
from klankbord.participate.insight.channels import calm, mattermost_name, tell_by
from klankbord.participate.insight.jobs import alert_channel
from klankbord.participate.insight.models import Alert, AlertCall, AlertRule, Cadence, Way
from klankbord.participate.insight.telling import secret_name as webhook_key
from klankbord.participate.insight.telling import tell_due
from klankbord.participate.listening.accounts import secret_name
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry
from klankbord.trust.vault.actions import forget_secret, keep_secret
from klankbord.trust.vault.queries import secret, secret_names

__all__ = ["peer"]
pytestmark = pytest.mark.django_db
State = AlertCall.State
FORM = {"cadence": "now", "quiet_from": "08:00", "quiet_until": "08:00"}


@pytest.fixture
def topic(owner, now):
    return create_topic(name="Pool @all", query="pool", by=owner, at=now)


@pytest.fixture
def alert(topic, now):
    return Alert.objects.create(
        topic=topic, day=now.date(), n_mentions=18, usual=2, cause=Cause().row, found_at=now
    )


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


@pytest.fixture
def hook(settings):
    """A server of ours that takes what an incoming webhook takes, and nothing else."""
    settings.OPEN_NETWORKS = ("127.0.0.0/8", "::1/128")
    taken = SimpleNamespace(bodies=[], status=200)

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = json.loads(body)
            is_good = self.headers["Content-Type"] == "application/json" and set(said) == {"text"}
            taken.bodies.append(said)
            if taken.status is None:
                no_farewell = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_farewell)
                self.connection.close()
                self.close_connection = True
                return
            self.send_response(taken.status if is_good else 400)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_args):
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        taken.url = f"http://127.0.0.1:{server.server_port}/hooks/w0rd-that-nobody-sees"
        yield taken
        server.shutdown()


def rule(topic, by, at, **values):
    given = {"cadence": Cadence.NOW, "is_weekend_quiet": False} | values
    save_rule(topic=topic, values=given, by=by, at=at)


def run(now):
    return SimpleNamespace(now=now)


def test_told_in_mattermost_once(topic, alert, owner, now, hook):
    rule(topic, owner, now, mattermost_url=hook.url)
    AlertRule.objects.update(quiet_from="00:00", quiet_until="00:00")
    assert tell_due(at=now) == 1
    (job,) = Job.objects.filter(name="insight.alert_channel")
    for _attempt in range(3):
        alert_channel(run(now), **job.payload)
    (said,) = hook.bodies
    assert "18 vermeldingen in plaats van 2" in said["text"]
    assert "/overview/alerts/" in said["text"].replace("\\", "")
    assert "@all" not in said["text"]
    assert AlertCall.objects.get().state == State.SENT


def test_the_address_of_mattermost_stands_under_seal(client, topic, hook):
    address = reverse("insight:alert-rule", args=[topic.pk])
    client.post(address, FORM | {"mattermost_url": hook.url})
    assert AlertRule.objects.get().mattermost_host == "127.0.0.1"
    assert secret(mattermost_name(topic.pk)) == hook.url
    kept = [*AlertRule.objects.values(), *AuditEntry.objects.values()]
    assert "w0rd" not in str(kept) + client.get(address).text
    client.post(address, FORM | {"stops_mattermost": "on"})
    assert mattermost_name(topic.pk) not in secret_names()
    assert AlertRule.objects.get().mattermost_host == ""


def test_what_went_wrong_stands_on_the_screen_and_is_tried_again(
    client, topic, alert, owner, now, hook
):
    rule(topic, owner, now, mattermost_url=hook.url)
    hook.status = 404
    with pytest.raises(ConnectorRefused):
        tell_by(Way.MATTERMOST, alert=alert, at=now)
    page = client.get(reverse("insight:alert-rule", args=[topic.pk]))
    assert "There is nothing at this address" in page.text
    hook.status = 200
    tell_by(Way.MATTERMOST, alert=alert, at=now)
    assert AlertCall.objects.get().state == State.SENT


@pytest.mark.parametrize("status", [404, 500])
def test_an_address_under_seal_stands_in_no_error_that_is_kept(
    topic, alert, owner, now, hook, status
):
    rule(topic, owner, now, mattermost_url=hook.url, webhook_url=hook.url)
    hook.status = status
    for way in (Way.MATTERMOST, Way.PROGRAM):
        with pytest.raises(ConnectorRefused) as refused:
            tell_by(way, alert=alert, at=now)
        kept = "".join(traceback.format_exception(refused.value))
        assert "w0rd" not in f"{refused.value} {kept} {list(AlertCall.objects.values())}"


def test_what_never_left_is_tried_again(topic, alert, owner, now, hook):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        rule(topic, owner, now, mattermost_url=f"http://127.0.0.1:{closed.getsockname()[1]}/x")
        with pytest.raises(ConnectorRefused):
            tell_by(Way.MATTERMOST, alert=alert, at=now)
    assert AlertCall.objects.get().state == State.FAILED


def test_what_was_taken_without_a_word_is_not_said_twice(topic, alert, owner, now, hook):
    rule(topic, owner, now, mattermost_url=hook.url)
    hook.status = None  # takes it, and is reset
    for _attempt in range(2):
        tell_by(Way.MATTERMOST, alert=alert, at=now)
    assert len(hook.bodies) == 1
    assert AlertCall.objects.get().state == State.UNCERTAIN


def test_a_program_without_its_key_is_not_called_and_that_is_told(topic, alert, owner, now, hook):
    rule(topic, owner, now, webhook_url=hook.url)
    forget_secret(name=webhook_key(topic.pk), at=now, actor="test")
    with pytest.raises(ConnectorRefused) as refused:
        tell_by(Way.PROGRAM, alert=alert, at=now)
    assert refused.value.permanent
    assert (hook.bodies, AlertCall.objects.get().state) == ([], State.FAILED)


def test_what_broke_off_in_mattermost_is_not_said_twice(topic, alert, owner, now, hook):
    rule(topic, owner, now, mattermost_url=hook.url)
    AlertCall.objects.create(alert=alert, way=Way.MATTERMOST, state=State.CLAIMED, tried_at=now)
    for _attempt in range(2):
        tell_by(Way.MATTERMOST, alert=alert, at=now)
    assert (hook.bodies, AlertCall.objects.get().state) == ([], State.UNCERTAIN)


def test_a_test_says_whether_it_works(client, topic, owner, now, hook):
    rule(topic, owner, now, mattermost_url=hook.url)
    address = reverse("insight:alert-test", args=[topic.pk])
    page = client.post(address, {"way": "mattermost"}, follow=True)
    assert "It works" in page.text
    assert "proef" in hook.bodies[0]["text"]
    hook.status = 500
    page = client.post(address, {"way": "mattermost"}, follow=True)
    assert "It works" not in page.text
    tried = AuditEntry.objects.filter(act="insight.alert-tested", object=f"topic:{topic.pk}")
    assert [each.detail for each in tried] == [{"way": "Mattermost"}] * 2
    page = client.post(address, {"way": "matrix"}, follow=True)
    assert "account" in page.text


def test_only_editors_test(client_of, member_with, topic):
    address = reverse("insight:alert-test", args=[topic.pk])
    assert client_of(member_with(Role.RESPONDER)).post(address).status_code == 403


def test_nobody_fills_a_room_with_tests(client, topic, owner, now, hook):
    rule(topic, owner, now, mattermost_url=hook.url)
    address = reverse("insight:alert-test", args=[topic.pk])
    answers = [client.post(address, {"way": "mattermost"}).status_code for _test in range(11)]
    assert answers == [302] * 10 + [429]
    assert len(hook.bodies) == 10


def test_our_own_address_stays_an_address(topic, alert, owner, now, hook, settings):
    settings.PUBLIC_URL = "https://klank_bord.example"
    Topic.objects.filter(pk=topic.pk).update(name="a_b")
    topic.refresh_from_db()
    rule(topic, owner, now, mattermost_url=hook.url)
    alert.refresh_from_db()
    tell_by(Way.MATTERMOST, alert=alert, at=now)
    words, _, address = hook.bodies[0]["text"].rpartition("\n\n")
    assert "a\\_b" in words
    assert address == "https://klank_bord.example/overview/alerts/"


def test_words_call_nobody():
    assert calm("@all *a* [b](c)") == "@\u200ball \\*a\\* \\[b\\](c)"


@pytest.fixture
def people(peer):
    """A resident of the server, and our own account there."""
    made = [Person(peer, name) for name in ("bewoner", "gemeente")]
    yield made
    for person in made:
        person.http.close()


@pytest.mark.peer
def test_told_in_a_private_room_of_matrix_once(
    topic, alert, owner, now, peer, people, settings, client
):
    settings.OPEN_NETWORKS = ("127.0.0.0/8", "::1/128")
    keep_secret(
        name=secret_name("matrix", peer.url), value=peer.tokens["gemeente"], at=now, actor="test"
    )
    resident, own = people
    room = resident.make_room("private_chat")
    me = own.http.get("/account/whoami").json()["user_id"]
    assert resident.http.post(f"/rooms/{room}/invite", json={"user_id": me}).status_code == 200
    rule(topic, owner, now, matrix_room=room)
    at = timezone.now()
    tell_by(Way.MATRIX, alert=alert, at=at)
    AlertCall.objects.update(state=State.CLAIMED)  # the worker died before it knew
    tell_by(Way.MATRIX, alert=alert, at=at)
    said = [
        event["content"]["body"]
        for event in resident.messages(room)
        if event["type"] == "m.room.message"
    ]
    assert len(said) == 1
    assert "18 vermeldingen in plaats van 2" in said[0]
    page = client.post(
        reverse("insight:alert-test", args=[topic.pk]), {"way": "matrix"}, follow=True
    )
    assert "It works" in page.text
