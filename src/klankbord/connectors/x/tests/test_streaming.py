"""One wire for all sources: each hears its own, and a cut loses nothing and gives nothing twice."""

import dataclasses
import datetime as dt
import json
import time

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.contract_tests import StreamContract
from klankbord.connectors.contract_tests.streaming import LOOPBACK, Listener, wait_until
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.published import check_sent
from klankbord.connectors.tests.standin import StandIn
from klankbord.connectors.x.client import PLACE
from klankbord.connectors.x.streaming import LOOK_AGAIN
from klankbord.connectors.x.tests.api import FIRST, SEARCH, SECRET, TOKEN, number_of, tweet
from klankbord.connectors.x.trunk import MOST_WAITING, Ear

WORDS = "brug dicht"
TUNNEL = "https://x.com/search?q=tunnel"
ELS_SAYS = "https://x.com/els"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def say(api):
    """Somebody says something: the list has it at once, the stream for those rules too."""
    api.tweets.clear()

    def say(text: str, *values: str) -> str:
        api.at = now()
        number = max(
            number_of(api.at), *(int(each["id"]) + 1 for each in api.tweets or [{"id": 0}])
        )
        given = tweet(number - FIRST, text=text, created_at=api.at.isoformat())
        api.tweets.append(given)
        api.tell(given, *(values or (WORDS,)))
        return f"x:{number}"

    return say


@pytest.fixture
def listen(connector, api):
    """Begin to listen; returns when the stream is open, or refused."""
    begun, clients = [], []

    def listen(target=SEARCH, cursor=None, clock=now, secrets=None):
        http = GuardedClient(allowed_networks=LOOPBACK)
        clients.append(http)
        given = {PLACE: TOKEN} if secrets is None else secrets
        context = Context(now=clock(), http=http, secrets=given, clock=clock)
        begun.append(Listener(connector, target, cursor or {}, context))
        wait_until(lambda: begun[-1].readings or begun[-1].refusal)
        return begun[-1]

    yield listen
    for each, http in zip(begun, clients, strict=True):
        each.hang_up()
        http.close()


class TestStream(StandIn, StreamContract):
    @pytest.fixture
    def target(self):
        return SEARCH

    @pytest.fixture
    def speak(self, say):
        return say

    @pytest.fixture
    def context(self, http):
        return Context(now=now(), http=http, clock=now, secrets={PLACE: TOKEN})


def test_sources_share_one_wire_and_each_hears_its_own(listen, say, api):
    bridge, tunnel, els = listen(), listen(TUNNEL), listen(ELS_SAYS)
    assert (api.n_opened, len(api.wires)) == (1, 1)
    assert [rule["value"] for rule in api.rules] == [WORDS, "tunnel", "from:els"]
    of_both = say("brug en tunnel dicht", WORDS, "tunnel")
    of_els = say("goedemorgen", "from:els")
    wait_until(lambda: of_both in bridge.heard_at and of_both in tunnel.heard_at)
    wait_until(lambda: of_els in els.heard_at)
    assert {post.id for post in bridge.posts} == {of_both}
    assert [post.author.handle for post in els.posts] == ["els"]


def test_who_leads_may_leave_and_nothing_is_lost(listen, say, api):
    leader, other = listen(), listen(TUNNEL)
    say("voor", "tunnel")
    wait_until(lambda: other.posts)
    leader.hang_up()
    between = say("tussen", "tunnel")
    wait_until(lambda: between in other.heard_at)
    wait_until(lambda: api.n_opened == 2 and api.wires)
    after = say("na", "tunnel")
    wait_until(lambda: after in other.heard_at)
    assert [post.text for post in other.posts] == ["voor", "tussen", "na"]
    assert other.refusal is None


def test_a_cut_wire_is_told_to_all_and_what_was_missed_is_read(listen, say, api):
    first, second = listen(), listen(TUNNEL)
    say("voor")
    wait_until(lambda: first.posts)
    api.cut(b'{"errors": [{"title": "operational-disconnect"}]}')
    wait_until(lambda: first.refusal and second.refusal)
    assert {first.refusal.key, second.refusal.key} == {Refusal.CONNECTION_FAILED}
    missed = say("tijdens")
    again = listen(cursor=first.readings[-1].cursor)
    wait_until(lambda: missed in again.heard_at)


def test_what_comes_twice_or_late_is_given_once(listen, say, api):
    listener = listen()
    late = tweet(number_of(now() - dt.timedelta(minutes=3)) - FIRST)
    newer = say("nieuw")
    for given in (late, late, api.tweets[-1]):
        api.tell(given, WORDS)
    last = say("laatst")
    wait_until(lambda: last in listener.heard_at)
    assert [post.id for post in listener.posts] == [newer, f"x:{late['id']}", last]


def test_what_the_stream_drops_comes_with_the_list(listen, say, api):
    later = [dt.timedelta(0)]
    listener = listen(clock=lambda: now() + later[0])
    dropped = say("gemist", "a rule of nobody")
    later[0] = LOOK_AGAIN
    wait_until(lambda: dropped in listener.heard_at)


def test_rules_that_nobody_listens_to_go_and_those_of_others_stay(listen, say, api):
    api.rules += [
        {"id": "7", "value": "oud", "tag": "klankbord:oud"},
        {"id": "8", "value": "van een ander", "tag": "mine"},
    ]
    later = [dt.timedelta(0)]
    listen(clock=lambda: now() + later[0])
    assert len(api.rules) == 3
    later[0] = LOOK_AGAIN
    wait_until(lambda: [rule["value"] for rule in api.rules] == ["van een ander", WORDS])


def test_a_rule_that_stands_is_not_made_again(listen, api, site):
    listen().hang_up()
    listen()
    assert len(api.rules) == 1
    assert sum(method == "POST" for method, *_ in site.sent) == 1


def test_without_room_without_access_or_without_an_app_sources_are_visited(listen, api):
    api.most_rules = 0
    assert listen().refusal.key == Refusal.STREAM_MISSING
    api.most_rules, api.has_stream = 10, False
    assert listen().refusal.key == Refusal.STREAM_MISSING
    refusal = listen(secrets={"proefdam": SECRET}).refusal
    assert (refusal.key, refusal.permanent) == (Refusal.STREAM_MISSING, True)


def test_a_second_house_on_one_app_is_told_to_wait_and_asks_no_more_than_once(listen, api):
    api._wire().__next__()  # somebody else has the stream
    api.wires.append(None)
    first, second = listen(), listen(TUNNEL)
    assert {first.refusal.key, second.refusal.key} == {Refusal.ASKED_TO_WAIT}
    assert second.refusal.retry_after <= dt.timedelta(seconds=5)
    api.wires.clear()


def test_a_wire_that_stays_shut_is_asked_for_less_and_less(site, connector, api, client):
    api.wires.append(None)
    at, waits = now(), []
    context = Context(now=at, http=client, secrets={PLACE: TOKEN})
    for _ in range(4):
        with pytest.raises(ConnectorRefused):
            next(connector.stream(SEARCH, {}, context))
        with pytest.raises(ConnectorRefused) as refused:
            next(connector.stream(SEARCH, {}, context))
        waits.append(refused.value.retry_after.total_seconds())
        context = dataclasses.replace(context, now=context.now + refused.value.retry_after)
    assert waits == [5, 10, 20, 40]
    asked = [address for _, address, _, _ in site.sent if "/search/stream?" in address]
    assert len(asked) == 4


def test_a_window_that_is_used_up_is_waited_for(site, connector, api, client):
    at = now().replace(microsecond=0)
    reset = str(int(at.timestamp()) + 600)
    site.answers["/2/tweets/search/stream/rules"] = lambda handler: (
        handler.send_response(429),
        handler.send_header("x-rate-limit-remaining", "0"),
        handler.send_header("x-rate-limit-reset", reset),
        handler.send_header("Content-Length", "0"),
        handler.end_headers(),
    )
    with pytest.raises(ConnectorRefused) as refused:
        next(connector.stream(SEARCH, {}, Context(now=at, http=client, secrets={PLACE: TOKEN})))
    assert refused.value.key == Refusal.ASKED_TO_WAIT
    assert refused.value.retry_after == dt.timedelta(minutes=10)


def test_lines_that_cannot_be_read_are_seen_and_the_rest_goes_on(listen, say, api):
    listener = listen()
    renamed = {k: v for k, v in tweet(1).items() if k != "text"} | {"words": "anders"}
    api.tell(renamed, WORDS)
    for wire in api.wires:
        wire.put(b"{broken")
        wire.put(b'{"tweet": {}, "rules": []}')
    last = say("goed")
    wait_until(lambda: last in listener.heard_at)
    warned = [warning.key for reading in listener.readings for warning in reading.warnings]
    assert sorted(warned) == [Caution.ENTRY_BROKEN, *[Caution.FIELDS_MISSING] * 2]


def test_who_is_too_slow_loses_the_wire_and_no_memory():
    ear = Ear("1")
    for _ in range(MOST_WAITING + 10):
        ear.give(b"{}")
    with pytest.raises(ConnectorRefused):
        ear.take()
    assert ear._waiting.qsize() == 0


@pytest.mark.peer
@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
def test_every_request_is_one_that_the_platform_publishes(site, listen, say, api):
    api.rules.append({"id": "7", "value": "oud", "tag": "klankbord:oud"})
    later = [dt.timedelta(0)]
    listen(clock=lambda: now() + later[0])
    later[0] = LOOK_AGAIN
    wait_until(lambda: len(api.rules) == 1)
    time.sleep(0.01)
    assert json.loads(site.sent[-1][3])["delete"] == {"ids": ["7"]}
    assert check_sent("twitter.com/current", site.url, list(site.sent)) >= 5
