"""Matrix at a real home server: heard as it speaks, answered once, and what is taken away."""

import dataclasses
import datetime as dt
import json
import uuid

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests import (
    ConnectorContract,
    Listener,
    StreamContract,
    TroubleContract,
    WriterContract,
    wait_until,
)
from klankbord.connectors.matrix import CONNECTOR
from klankbord.connectors.matrix.adapter import Adapter
from klankbord.connectors.matrix.client import PAGE, read_target
from klankbord.connectors.matrix.server import Server
from klankbord.connectors.matrix.wire import Content, Event
from klankbord.connectors.reasons import Caution

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


@pytest.mark.peer
class TestContract(ConnectorContract, TroubleContract):
    connector = CONNECTOR
    bad_target = "https://example.org/"

    @pytest.fixture
    def target(self, people, room):
        people("bewoner").say(room, "De bak is vol #afval")
        return room

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def context(self, context):
        return context


@pytest.mark.peer
class TestStream(StreamContract):
    connector = CONNECTOR

    @pytest.fixture
    def target(self, room):
        return room

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def context(self, context):
        return context

    @pytest.fixture
    def speak(self, people, room):
        return lambda text: f"matrix:{room}/{people('bewoner').say(room, text)}"

    @pytest.fixture
    def remove(self, people, room):
        return lambda own: people("bewoner").delete(room, own.rpartition("/")[2])


@pytest.mark.peer
class TestWriter(WriterContract):
    connector = CONNECTOR

    @pytest.fixture
    def account(self, peer):
        return peer.url

    @pytest.fixture
    def secrets(self, secrets):
        return secrets

    @pytest.fixture
    def question(self, people, room, context):
        people("bewoner").say(room, "Wanneer gaat het zwembad open?")
        return CONNECTOR.read(room, {}, context).batch.posts[-1]

    @pytest.fixture
    def standing(self, people, room, question):
        above = question.external_id.partition("/")[2]

        def answers() -> list[str]:
            found = people("bewoner").messages(room)
            return [
                f"{room}/{each['event_id']}"
                for each in found
                if each["content"].get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")
                == above
            ]

        return answers

    @pytest.fixture
    def remove(self, people, room):
        return lambda own: people("gemeente").delete(room, own.partition("/")[2])


@pytest.mark.peer
def test_a_room_is_found_by_its_name_and_entered(people, room, context):
    alias = people("bewoner").alias_of(room)
    people("bewoner").say(room, "hallo")
    reading = CONNECTOR.read(f"https://matrix.to/#/{alias}", {}, context)
    assert reading.cursor["room"] == room
    assert [post.text for post in reading.batch] == ["hallo"]
    assert reading.title == reading.batch.posts[0].source == alias


@pytest.mark.peer
def test_a_room_that_is_not_for_everybody_is_not_read(people, context, peer):
    closed = people("bewoner").make_room("private_chat")
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read(closed, {}, context)
    assert refused.value.key == Refusal.NOT_ALLOWED
    own = people("gemeente").make_room("private_chat")  # we are in it, and still
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read(own, {}, context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.NOT_ALLOWED, True)


@pytest.mark.peer
def test_after_a_long_silence_nothing_is_missed(people, room, context):
    resident = people("bewoner")
    resident.say(room, "nul")
    cursor = CONNECTOR.read(room, {}, context).cursor
    n_missed = 2 * PAGE + 30
    for number in range(n_missed):
        resident.say(room, f"bericht {number}")
    reading = CONNECTOR.read(room, cursor, context)
    assert [post.text for post in reading.batch] == [f"bericht {n}" for n in range(n_missed)]
    assert CONNECTOR.read(room, reading.cursor, context).is_unchanged


@pytest.mark.peer
def test_an_edit_is_heard_and_keeps_its_moment(people, room, context):
    resident = people("bewoner")
    own = resident.say(room, "fuot")
    first = CONNECTOR.read(room, {}, context)
    resident.edit(room, own, "fout")
    people("gemeente").edit(room, own, "van een ander")
    again = CONNECTOR.read(room, first.cursor, context).batch.posts
    assert [(p.id, p.text) for p in again] == [(first.batch.posts[0].id, "fout")]
    assert again[0].published_at == first.batch.posts[0].published_at


@pytest.mark.peer
def test_an_answer_is_found_again_by_its_key_when_the_server_forgot(people, room, context, peer):
    people("bewoner").say(room, "Wanneer open?")
    question = CONNECTOR.read(room, {}, context).batch.posts[-1]
    message = Message(key="k" * 32, account=peer.url, text="Zondag", in_reply_to=question)
    sent = CONNECTOR.send(message, context)
    server = Server.of_account(peer.url, context)
    again = CONNECTOR.send(dataclasses.replace(message, text="Maandag", is_retry=True), context)
    assert (again.id, again.text) == (sent.id, "Zondag")
    people("gemeente").edit(room, sent.id.partition("/")[2], "Dinsdag")
    seen = CONNECTOR.verify(peer.url, sent.id, context)
    assert (seen.text, seen.edited_at is not None, server.place) == ("Dinsdag", True, peer.url)


@pytest.mark.peer
def test_what_stands_around_a_message_is_read(people, room, context):
    for text in ("een", "twee", "drie"):
        people("bewoner").say(room, text)
    post = next(p for p in CONNECTOR.read(room, {}, context).batch if p.text == "twee")
    assert [each.text for each in CONNECTOR.thread(post, context)] == ["een", "drie"]


@pytest.mark.peer
def test_a_token_tells_whose_it_is(peer, context):
    identity = CONNECTOR.sign_in(peer.url, peer.tokens["gemeente"], context)
    assert (identity.handle, identity.place) == ("@gemeente:localhost", peer.url)
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.sign_in(peer.url, "wrong", context)
    assert refused.value.key == Refusal.NOT_ALLOWED


@pytest.mark.peer
def test_a_stream_goes_on_where_visits_stopped(people, room, context):
    people("bewoner").say(room, "eerst")
    cursor = CONNECTOR.read(room, {}, context).cursor
    own = people("bewoner").say(room, "intussen")
    listener = Listener(CONNECTOR, room, cursor, context)
    wait_until(lambda: f"matrix:{room}/{own}" in listener.heard_at)
    listener.hang_up()
    assert [post.text for post in listener.posts] == ["intussen"]


@pytest.mark.parametrize(
    ("target", "room"),
    [
        ("https://matrix.to/#/%23brug:dorp.example", "#brug:dorp.example"),
        ("https://matrix.to/#/#brug:dorp.example?via=dorp.example", "#brug:dorp.example"),
        ("!abc:dorp.example:8448", "!abc:dorp.example:8448"),
        ("!lVQ6brug-open_1", "!lVQ6brug-open_1"),
    ],
)
def test_a_target_is_the_address_of_a_room(target, room):
    assert read_target(target) == room


@pytest.mark.parametrize("target", ["https://matrix.to/#/@jan:dorp.example", "brug", "#brug", ""])
def test_what_is_no_room_is_refused(target):
    with pytest.raises(ConnectorRefused) as refused:
        read_target(target)
    assert (refused.value.key, refused.value.permanent) == (Refusal.TARGET_UNKNOWN, True)


def test_without_an_account_nothing_is_read(client):
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read("#brug:dorp.example", {}, Context(now=NOW, http=client))
    assert refused.value.key == Refusal.SIGN_IN_NEEDED


@pytest.mark.parametrize("body", [b'{"errcode": "M_LIMIT", "retry_after_ms": 2500}', b"no"])
def test_who_asks_to_wait_says_for_how_long(site, client, body):
    path = "/_matrix/client/v3/rooms/%21a%3Ab/state/m.room.join_rules"
    site.give(path, body, 429)
    context = Context(now=NOW, http=client, secrets={site.url: "token"})
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read("!a:b", {}, context)
    assert refused.value.key == Refusal.ASKED_TO_WAIT
    wanted = dt.timedelta(milliseconds=2500) if body.startswith(b"{") else None
    assert refused.value.retry_after == wanted


EVENT = {
    "event_id": "$1",
    "sender": "@jan:dorp.example",
    "type": "m.room.message",
    "origin_server_ts": 1_772_360_000_000,
    "content": {"msgtype": "m.text", "body": "dag"},
}


def adapted(*events: dict, first: Event | None = None):
    adapter = Adapter("!a:b", "#brug:b", now=NOW, original=lambda _: first)
    posts = adapter.posts(msgspec.Raw(json.dumps(each).encode()) for each in events)
    return posts, adapter.gone, [each.key for each in adapter.warnings.collected()]


def event(**content) -> dict:
    return {**EVENT, "event_id": f"${uuid.uuid4().hex}", "content": {**EVENT["content"], **content}}


def test_a_message_is_heard_with_everything_it_says():
    html = "<mx-reply>oud</mx-reply>zie <a href='https://example.org/x'>https://example.org/x</a>"
    relation = {"rel_type": "m.thread", "event_id": "$0", "m.in_reply_to": {"event_id": "$9"}}
    given = event(
        format="org.matrix.custom.html",
        formatted_body=f"{html} #bad @piet:dorp.example",
        **{"m.relates_to": relation},
    )
    post = adapted(given)[0][0]
    assert post.text == "zie https://example.org/x #bad @piet:dorp.example"
    assert (post.links, post.hashtags) == (("https://example.org/x",), ("bad",))
    assert post.mentions == ("@piet:dorp.example",)
    assert (post.in_reply_to, post.thread) == ("matrix:!a:b/$9", "matrix:!a:b/$0")
    assert post.url.startswith("https://matrix.to/#/!a:b/$")
    assert json.loads(bytes(post.raw)) == given


def test_what_a_program_says_is_called_so():
    (person, program), _gone, _warnings = adapted(event(), event(msgtype="m.notice"))
    assert (person.author.is_bot, program.author.is_bot) == (None, True)


def test_the_words_that_are_answered_are_not_said_again():
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": "$9"}}}
    body = "> <@jan:b> wanneer?\n> echt\n\nzondag"
    assert adapted(event(body=body, **answer))[0][0].text == "zondag"
    assert adapted(event(body=body))[0][0].text == body.strip()


def test_what_is_sealed_is_counted_and_what_is_taken_away_is_told():
    sealed = {**EVENT, "event_id": "$2", "type": "m.room.encrypted", "content": {}}
    taken = {**EVENT, "event_id": "$3", "type": "m.room.redaction", "content": {"redacts": "$1"}}
    assert adapted(EVENT, sealed, taken) == ((), ["matrix:!a:b/$1"], [Caution.POST_PRIVATE])
    old = {**taken, "content": {}, "redacts": "$7"}
    assert adapted(old)[1] == ["matrix:!a:b/$7"]


def test_an_unknown_field_and_an_unknown_kind_change_nothing():
    odd = {**EVENT, "event_id": "$5", "type": "eu.example.weather", "content": {"deep": [1]}}
    posts, gone, warnings = adapted({**EVENT, "brand_new": [1]}, odd, {**EVENT, "content": {}})
    assert (len(posts), gone, warnings) == (1, [], [])


@pytest.mark.parametrize("name", sorted(EVENT))
def test_a_missing_field_is_seen_and_does_not_break(name):
    changed = {key: value for key, value in EVENT.items() if key != name}
    posts, _, warnings = adapted(changed, event(body="ook"))
    assert ([post.text for post in posts], warnings) == (["ook"], [Caution.FIELDS_MISSING])


def test_what_is_broken_is_told():
    first = Event("$1", EVENT["sender"], EVENT["type"], 1, Content(body="oud"))
    edit = event(**{"m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}})
    edit["content"]["m.new_content"] = {"body": 5}
    assert adapted(edit, first=first)[2] == [Caution.ENTRY_BROKEN]
    assert adapted({**EVENT, "origin_server_ts": "soon"})[2] == [Caution.ENTRY_BROKEN]
    late = {**EVENT, "origin_server_ts": 2**53}
    assert adapted(late)[2] == [Caution.DATE_IN_FUTURE]
