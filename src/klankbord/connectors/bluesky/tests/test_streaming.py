"""Hearing a real network of the AT Protocol as it speaks: quick, whole, once, and what is gone."""

import datetime as dt
import json
import uuid

import msgspec
import pytest

from klankbord.connectors.bluesky.client import BlueskyConnector
from klankbord.connectors.bluesky.sending import facets
from klankbord.connectors.bluesky.service import Place, Service, Sessions
from klankbord.connectors.bluesky.streaming import JETSTREAM, MARK, Ear, _address, _Listener
from klankbord.connectors.bluesky.wire import Profile
from klankbord.connectors.contract import Context, Refusal
from klankbord.connectors.contract_tests import Listener, StreamContract, wait_until
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reasons import Caution
from klankbord.connectors.walking import short_of

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def word() -> str:
    return f"w{uuid.uuid4().hex[:12]}"


@pytest.fixture
def listening(http, context):
    """Begin to listen at a place; ends with the test."""
    begun = []

    def begin(connector, target, cursor=None):
        live = Context(now=_now(), http=http, secrets=context.secrets, clock=_now)
        begun.append(Listener(connector, target, cursor or {}, live))
        wait_until(lambda: begun[-1].readings or begun[-1].refusal)
        return begun[-1]

    yield begin
    for each in begun:
        each.hang_up()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def connector(jetstream) -> BlueskyConnector:
    return BlueskyConnector(jetstream)


@pytest.mark.peer
class TestStream(StreamContract):
    @pytest.fixture(autouse=True)
    def _connector(self, connector, peer):
        self.connector = connector
        self.mute_target = f"{peer.url}/search?q=zwembad"

    @pytest.fixture
    def target(self, peer):
        return f"{peer.url}/profile/bewoner.test"

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def context(self, http, context):
        return Context(now=_now(), http=http, secrets=context.secrets, clock=_now)

    @pytest.fixture
    def speak(self, people):
        return lambda text: f"bluesky:{people('bewoner').say(f'{text} {word()}')}"

    @pytest.fixture
    def remove(self, people):
        return lambda own: people("bewoner").delete(own.partition(":")[2])


@pytest.mark.peer
def test_who_speaks_to_us_is_heard_at_once_however_they_do(
    peer, people, context, account, connector, listening
):
    ours, resident = people("gemeente").say(f"Zwembad open {word()}"), people("bewoner")
    service = Service(Place.read(account), "", context, Sessions())
    with_ours = next(e for e in people("gemeente").own() if e["uri"].endswith(ours))
    ref = {"uri": with_ours["uri"], "cid": with_ours["cid"]}
    listener = listening(connector, f"{peer.url}/notifications")
    named = f"@gemeente.test hallo {word()}"
    said = [
        resident.write("app.bsky.feed.post", {"text": named, "facets": facets(named, service)}),
        resident.write(
            "app.bsky.feed.post", {"text": "fijn", "reply": {"root": ref, "parent": ref}}
        ),
        resident.write(
            "app.bsky.feed.post",
            {"text": "kijk", "embed": {"$type": "app.bsky.embed.record", "record": ref}},
        ),
    ]
    resident.write("app.bsky.feed.post", {"text": f"iets anders {word()}"})
    wait_until(lambda: {f"bluesky:{each}" for each in said} <= listener.heard_at.keys())
    heard = {post.external_id: post for post in listener.posts if post.external_id in said}
    assert [heard[each].text for each in said] == [named, "fijn", "kijk"]
    assert heard[said[1]].in_reply_to == heard[said[2]].quote_of == f"bluesky:{ours}"
    assert {post.author.handle for post in listener.posts} == {"bewoner.test"}
    assert not any("iets anders" in post.text for post in listener.posts)


@pytest.mark.peer
def test_a_hashtag_is_heard_and_only_what_we_were_given_is_told_gone(
    peer, people, context, account, connector, listening
):
    mark, resident = word(), people("bewoner")
    service = Service(Place.read(account), "", context, Sessions())
    listener = listening(connector, f"{peer.url}/hashtag/{mark}")
    other = resident.write("app.bsky.feed.post", {"text": "zonder"})
    text = f"de bak is vol #{mark}"
    own = resident.write("app.bsky.feed.post", {"text": text, "facets": facets(text, service)})
    wait_until(lambda: f"bluesky:{own}" in listener.heard_at)
    post = listener.posts[-1]
    assert (post.text, post.hashtags, post.author.handle) == (text, (mark,), "bewoner.test")
    assert json.loads(bytes(post.raw))["commit"]["record"]["text"] == text
    resident.delete(other)
    resident.delete(own)
    wait_until(lambda: any(reading.gone for reading in list(listener.readings)))
    assert [each for reading in listener.readings for each in reading.gone] == [f"bluesky:{own}"]


@pytest.mark.peer
def test_what_was_deleted_while_nobody_listened_is_told(
    peer, people, context, connector, listening
):
    target, resident = f"{peer.url}/profile/bewoner.test", people("bewoner")
    with GuardedClient(allowed_networks=("127.0.0.0/8", "::1/128")) as http:
        live = Context(now=_now(), http=http, secrets=context.secrets, clock=_now)
        first = Listener(connector, target, {}, live)
        wait_until(lambda: first.readings)
        own = resident.say(f"weg {word()}")
        wait_until(lambda: f"bluesky:{own}" in first.heard_at)
        first.hang_up()
    cursor = first.readings[-1].cursor
    resident.delete(own)
    visited = connector.read(target, cursor, context).cursor  # visits take over meanwhile
    assert visited[MARK] == cursor[MARK]
    second = listening(connector, target, visited)
    wait_until(lambda: any(f"bluesky:{own}" in each.gone for each in list(second.readings)))


@pytest.mark.peer
def test_a_place_without_an_account_says_so(peer, http, connector):
    context = Context(now=NOW, http=http)
    for place, key in (
        ("hashtag/x", Refusal.SIGN_IN_NEEDED),
        ("search?q=x", Refusal.SIGN_IN_NEEDED),
    ):
        listener = Listener(connector, f"{peer.url}/{place}", {}, context)
        wait_until(lambda listener=listener: listener.refusal)
        assert listener.refusal.key == key


# What Jetstream tells, event by event, without a network.

EVENT = {
    "did": "did:plc:a",
    "time_us": 1_793_500_000_000_000,
    "kind": "commit",
    "commit": {
        "rev": "3k2",
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": "3k2",
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "dag",
            "createdAt": "2026-10-31T10:00:00Z",
        },
        "cid": "bafy",
    },
}


class Known:
    """A home that knows everybody, and counts how often it was asked."""

    host = "bsky.social"

    def __init__(self, **more):
        self.n_asked = 0
        self.more = more

    def get(self, method, kind, **asked):
        self.n_asked += 1
        return Profile(did=asked["actor"], handle="jan.example", **self.more)


def told(*events, ear=None, kept=None):
    """What a listener makes of these messages."""
    listener = _Listener(ear or Ear(did="did:plc:a"), Known(), is_asked=True, mark=0)
    context = Context(now=NOW, http=None)
    readings = [listener.hear(_bytes(each), kept or {}, context) for each in events]
    readings.append(listener.hear(b"", kept or {}, context))
    return [each for each in readings if each]


def _bytes(event) -> bytes:
    return event if isinstance(event, bytes) else msgspec.json.encode(event)


def commit(**changed) -> dict:
    return {**EVENT, "commit": {**EVENT["commit"], **changed}}


def deleted() -> dict:
    gone = {k: v for k, v in EVENT["commit"].items() if k not in {"record", "cid"}}
    return {**EVENT, "commit": {**gone, "operation": "delete"}}


def posts_of(readings):
    return [post.id for reading in readings for post in reading.batch]


def gone_of(readings):
    return [each for reading in readings for each in reading.gone]


def warned(readings):
    return [each.key for reading in readings for each in reading.warnings]


OWN = "bluesky:did:plc:a/app.bsky.feed.post/3k2"


def test_an_event_that_comes_twice_is_heard_once_and_an_edit_again():
    assert posts_of(told(EVENT, EVENT)) == [OWN]
    assert posts_of(told(EVENT, commit(operation="update"))) == [OWN, OWN]


def test_a_late_event_does_not_bring_back_what_is_gone():
    readings = told(deleted(), EVENT)
    assert (posts_of(readings), gone_of(readings)) == ([], [OWN])


def test_of_everybody_only_what_was_given_before_is_told_gone():
    ear = Ear(tag="afval")
    assert gone_of(told(deleted(), ear=ear)) == []
    assert gone_of(told(deleted(), ear=ear, kept={"known": [short_of(OWN)]})) == [OWN]


def test_an_account_that_was_deleted_takes_its_posts_along():
    left = {**EVENT, "kind": "account", "account": {"active": False, "status": "deleted"}}
    left.pop("commit")
    assert gone_of(told(EVENT, left)) == [OWN]
    rests = {**left, "account": {"active": False, "status": "deactivated"}}
    assert gone_of(told(EVENT, rests)) == []


def test_the_place_in_the_stream_never_goes_back():
    readings = told(EVENT, {**EVENT, "time_us": EVENT["time_us"] - 9})
    assert {reading.cursor[MARK] for reading in readings} == {EVENT["time_us"]}


def test_an_unknown_field_and_an_unknown_kind_change_nothing():
    strange = {"did": "did:plc:a", "time_us": 1, "kind": "weather", "weather": {"deep": [1]}}
    readings = told({**EVENT, "brand_new": {"deep": [1]}}, strange)
    assert (posts_of(readings), warned(readings)) == ([OWN], [])


@pytest.mark.parametrize("name", ["did", "time_us", "kind"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    listens = Ear(did="plc")
    changed = {key: value for key, value in EVENT.items() if key != name} | {"by": "did:plc"}
    assert warned(told(changed, ear=listens)) == [Caution.FIELDS_MISSING]


@pytest.mark.parametrize("far", [10**400, -(10**400), 10**18, EVENT["time_us"] + 10**13])
def test_a_moment_that_cannot_be_is_told_and_does_not_move_our_place(far):
    readings = told({**EVENT, "time_us": far}, EVENT)
    assert warned(readings) == [Caution.ENTRY_BROKEN]
    assert posts_of(readings) == [OWN]
    assert {reading.cursor[MARK] for reading in readings if MARK in reading.cursor} == {
        EVENT["time_us"]
    }


@pytest.mark.parametrize(
    "broken", [b"{", commit(record={"text": 1, "by": "did:plc:a"}), {**EVENT, "time_us": "soon"}]
)
def test_what_cannot_be_read_is_told_if_it_may_be_for_us(broken):
    ear = Ear(did="") if broken == b"{" else Ear(did="did:plc:a")
    assert warned(told(broken, EVENT, ear=ear)) == [Caution.ENTRY_BROKEN]
    assert warned(told(broken, ear=Ear(tag="afval"))) == []


def test_who_does_not_want_to_be_shown_is_left_out_of_what_everybody_says():
    shy = {"labels": [{"val": "!no-unauthenticated"}]}
    listener = _Listener(
        Ear(tag="afval"), Known(**msgspec.convert(shy, dict)), is_asked=False, mark=0
    )
    listener._profiles["did:plc:a"] = msgspec.convert(
        {"did": "did:plc:a", "handle": "jan.example", **shy}, Profile
    )
    said = commit(record={**EVENT["commit"]["record"], "tags": ["Afval"]})
    reading = listener.hear(_bytes(said), {}, Context(now=NOW, http=None))
    assert reading is not None
    assert len(reading.batch) == 0
    assert [each.key for each in reading.warnings] == [Caution.AUTHOR_DECLINES]


def test_an_author_is_looked_up_once():
    home = Known()
    listener = _Listener(Ear(did="did:plc:a"), home, is_asked=True, mark=0)
    for number in range(3):
        listener.hear(_bytes(commit(rkey=str(number))), {}, Context(now=NOW, http=None))
    assert home.n_asked == 1


def test_a_stream_goes_on_where_it_was_but_not_through_hours_of_everybody():
    mark = int((NOW - dt.timedelta(hours=2)).timestamp()) * 1_000_000
    account = _address("", Ear(did="did:plc:a"), {MARK: mark}, NOW)
    assert account.startswith(f"{JETSTREAM}?wantedCollections=app.bsky.feed.post&wantedDids=")
    assert account.endswith(f"cursor={mark - 5_000_000}")
    five = int((NOW - dt.timedelta(minutes=5)).timestamp()) * 1_000_000
    assert _address("", Ear(tag="x"), {MARK: mark}, NOW).endswith(f"cursor={five}")
    assert "cursor" not in _address("", Ear(tag="x"), {}, NOW)
