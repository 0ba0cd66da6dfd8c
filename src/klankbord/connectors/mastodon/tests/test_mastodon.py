"""The connector at a real Mastodon API: hear, answer once, and see what became of the answer."""

import dataclasses
import datetime as dt
import gzip
import json
import os
import uuid
from pathlib import Path

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Limits, Message, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, DriftContract, TroubleContract
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.mastodon import CONNECTOR
from klankbord.connectors.mastodon.adapter import Adapter
from klankbord.connectors.mastodon.targets import read_target
from klankbord.connectors.reading import read_all
from klankbord.connectors.reasons import Caution

pytestmark = pytest.mark.peer
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


class TestContract(ConnectorContract, DriftContract, TroubleContract):
    connector = CONNECTOR

    @pytest.fixture
    def target(self, peer, person):
        person("bewoner").say("De bak is vol #afval")
        return f"{peer.url}/@bewoner"

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def context(self, context):
        return context


def tag() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


def read(target: str, context: Context, cursor: dict | None = None):
    return CONNECTOR.read(target, cursor or {}, context)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("https://m.example/tags/afval", "/api/v1/timelines/tag/afval"),
        ("https://m.example/public/local", "/api/v1/timelines/public?local=true"),
        ("https://m.example", "/api/v1/timelines/public?local=true"),
        ("https://m.example/notifications", "/api/v1/notifications?types[]=mention"),
        (
            "https://m.example/search?q=zwembad+dicht",
            "/api/v2/search?type=statuses&q=zwembad%20dicht",
        ),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(target, path):
    assert read_target(target).path == path


@pytest.mark.parametrize("target", ["@bewoner@m.example", "https://m.example/@bewoner"])
def test_an_account_is_named_by_handle_or_page(target):
    place = read_target(target)
    assert (place.origin, place.account) == ("https://m.example", "bewoner")


@pytest.mark.parametrize("target", ["https://m.example/about", "ftp://m.example/@a", "bewoner"])
def test_what_is_no_place_is_refused(target):
    with pytest.raises(ConnectorRefused) as refused:
        read_target(target)
    assert refused.value.permanent


def test_a_post_is_heard_with_everything_it_says(peer, person, context, server):
    word = tag()
    said = person("bewoner").say(
        f"@gemeente Bak vol! https://example.org/foto #{word}", language="nl", spoiler_text="afval"
    )
    post = read(f"{peer.url}/tags/{word}", context).batch.posts[0]
    assert post.id == f"mastodon:{server}/{said['id']}"
    assert post.author.handle == f"bewoner@{server}"
    assert (post.title, post.lang) == ("afval", "nl")
    assert post.hashtags == (word,)
    assert post.mentions == (f"gemeente@{server}",)
    assert post.links == ("https://example.org/foto",)
    assert json.loads(bytes(post.raw))["id"] == said["id"]


def test_reading_goes_on_where_it_stopped_and_misses_nothing(peer, person, context):
    word, writer = tag(), person("bewoner")
    target = f"{peer.url}/tags/{word}"
    writer.say(f"nul #{word}")
    cursor = read(target, context).cursor
    for number in range(85):  # more than two pages
        writer.say(f"bericht {number} #{word}")
    texts = [post.text for post in read_all(CONNECTOR, target, context, cursor)]
    assert texts == [f"bericht {number} #{word}" for number in range(85)]


def test_who_speaks_to_us_is_heard_with_a_sign_in_only(peer, person, context, http):
    word = tag()
    person("bewoner").say(f"@gemeente wanneer komt u? {word}")
    target = f"{peer.url}/notifications"
    assert word in read(target, context).batch.posts[-1].text
    with pytest.raises(ConnectorRefused) as refused:
        read(target, Context(now=NOW, http=http))
    assert refused.value.key == Refusal.SIGN_IN_NEEDED


def test_who_declines_is_left_out_and_counted(peer, person, context):
    word = tag()
    person("stil").say(f"liever niet #{word}")
    reading = read(f"{peer.url}/tags/{word}", context)
    assert len(reading.batch) == 0
    assert [each.key for each in reading.warnings] == [Caution.AUTHOR_DECLINES]


def test_of_a_whole_server_only_who_is_indexable_is_kept(peer, person, context):
    person("bewoner").say("zomaar iets")
    reading = read(f"{peer.url}/public/local", context)
    assert len(reading.batch) == 0  # nobody here opted in
    assert {each.key for each in reading.warnings} >= {Caution.AUTHOR_DECLINES}


def test_what_is_not_for_everybody_is_left_out(peer, person, context):
    person("bewoner").say(f"@gemeente onder ons {tag()}", visibility="direct")
    reading = read(f"{peer.url}/notifications", context)
    assert Caution.POST_PRIVATE in {each.key for each in reading.warnings}
    assert all("onder ons" not in post.text for post in reading.batch)


def test_a_thread_is_read_oldest_first(peer, person, context):
    word, writer = tag(), person("bewoner")
    first = writer.say(f"vraag #{word}")
    writer.say("aanvulling", in_reply_to_id=first["id"])
    post = read(f"{peer.url}/tags/{word}", context).batch.posts[0]
    thread = CONNECTOR.thread(post, context)
    assert [each.text for each in thread] == ["aanvulling"]
    assert thread.posts[0].in_reply_to == post.id


@pytest.fixture
def question(peer, person, context):
    word = tag()
    person("bewoner").say(f"Wanneer gaat het zwembad open? #{word}")
    return read(f"{peer.url}/tags/{word}", context).batch.posts[0]


def own_id(post) -> str:
    return post.external_id.rpartition("/")[2]


def message(question, peer, **more) -> Message:
    given = {
        "key": uuid.uuid4().hex,
        "account": peer.url,
        "text": "Zondag om tien uur. Groet, Noor",
        "in_reply_to": question,
    }
    return Message(**{**given, **more})


def test_an_answer_stands_in_the_thread_and_is_proved(peer, person, context, question):
    sent = CONNECTOR.send(message(question, peer), context)
    found = person("bewoner").answers_to(own_id(question))
    assert [each["id"] for each in found] == [sent.id]
    assert "@bewoner" in sent.text
    again = CONNECTOR.verify(peer.url, sent.id, context)
    assert again is not None
    assert again.digest == sent.digest


def test_a_changed_and_a_deleted_answer_are_seen(peer, person, context, question):
    sent = CONNECTOR.send(message(question, peer), context)
    person("gemeente").edit(sent.id, "Maandag pas.")
    changed = CONNECTOR.verify(peer.url, sent.id, context)
    assert changed is not None
    assert changed.digest != sent.digest
    person("gemeente").delete(sent.id)
    assert CONNECTOR.verify(peer.url, sent.id, context) is None


def test_five_attempts_say_it_once(peer, person, context, question):
    given = message(question, peer)
    ids = {CONNECTOR.send(given, context).id for _ in range(5)}
    assert len(ids) == len(person("bewoner").answers_to(own_id(question))) == 1


def test_a_server_that_knows_no_keys_is_not_told_twice(peer, person, context, question):
    first = CONNECTOR.send(message(question, peer), context)
    again = CONNECTOR.send(message(question, peer, is_retry=True), context)  # another key
    assert again.id == first.id
    assert len(person("bewoner").answers_to(own_id(question))) == 1


def test_an_answer_whose_receipt_was_lost_is_found_again(peer, person, context, question, faults):
    given = message(question, peer)
    faults("/api/v1/statuses", methods=["POST"], type="latency", delay_ms=2_000)
    with (
        GuardedClient(allowed_networks=("127.0.0.0/8", "::1/128"), max_seconds=1) as hasty,
        pytest.raises(ConnectorRefused) as refused,
    ):
        CONNECTOR.send(given, Context(now=NOW, http=hasty, secrets=context.secrets))
    assert not refused.value.permanent
    CONNECTOR.send(dataclasses.replace(given, is_retry=True), context)
    assert len(person("bewoner").answers_to(own_id(question))) == 1


def test_a_text_that_is_too_long_is_refused_before_it_goes(peer, person, context, question):
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.send(message(question, peer, text="a" * 501), context)
    assert refused.value.key == Refusal.TEXT_TOO_LONG
    assert refused.value.permanent
    assert person("bewoner").answers_to(own_id(question)) == []


def test_links_and_names_count_as_the_server_counts_them():
    limits = Limits(length=500, link_length=23, cuts_names=True, names_author=True)
    assert limits.length_of("zie https://example.org/" + "a" * 200) == len("zie ") + 23
    assert limits.length_of("@naam@server.example ja") == len("@naam ja")
    assert limits.length_of("ja", answers="naam@server.example") == len("@naam ja")
    assert limits.length_of("@Naam@server.example ja", answers="naam@server.example") == 8
    assert Limits(length=500).length_of("@naam@server.example ja", answers="naam") == 23


def test_asked_to_wait_says_until_when(peer, context, faults):
    faults("/api/v1/timelines/*", type="ratelimit")
    with pytest.raises(ConnectorRefused) as refused:
        read(f"{peer.url}/tags/x", context)
    assert refused.value.key == Refusal.ASKED_TO_WAIT
    assert refused.value.retry_after == dt.timedelta(seconds=300)


@pytest.mark.parametrize(
    ("effect", "key"),
    [
        ({"type": "status", "status": 503}, Refusal.SERVER_FAULT),
        ({"type": "status", "status": 401}, Refusal.NOT_ALLOWED),
        ({"type": "malformed"}, Refusal.ANSWER_MALFORMED),
    ],
)
def test_a_fault_of_the_server_has_its_reason_and_loses_nothing(
    peer, person, context, faults, effect, key
):
    word = tag()
    target = f"{peer.url}/tags/{word}"
    person("bewoner").say(f"een #{word}")
    faults("/api/v1/timelines/*", **effect)
    with pytest.raises(ConnectorRefused) as refused:
        read(target, context)
    assert refused.value.key == key
    assert not refused.value.permanent
    assert len(read(target, context).batch) == 1


def test_a_token_tells_whose_it_is(peer, context, server):
    identity = CONNECTOR.sign_in(f"{peer.url}/", peer.tokens["gemeente"], context)
    assert identity.handle == f"gemeente@{server}"
    assert identity.place == peer.url
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.sign_in(peer.url, "wrong", context)
    assert refused.value.key == Refusal.NOT_ALLOWED


def test_a_refused_token_refuses_the_answer(peer, http, question):
    wrong = Context(now=NOW, http=http, secrets={peer.url: "expired"})
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.send(message(question, peer), wrong)
    assert refused.value.key == Refusal.NOT_ALLOWED


def statuses():
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        pytest.skip("needs the public data sets: set KLANKBORD_TEST_DATA")
    path = Path(folder) / "fixtures_mastodon" / "statuses.jsonl.gz"
    return [msgspec.Raw(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


@pytest.mark.data
def test_published_statuses_lose_nothing():
    raws = statuses()
    adapter = Adapter("m.example", now=dt.datetime(2027, 1, 1, tzinfo=dt.UTC), is_asked=True)
    posts = {post.external_id.rpartition("/")[2]: post for post in adapter.posts(raws)}
    declined = sum(each.key == Caution.AUTHOR_DECLINES for each in adapter.warnings.collected())
    assert len(posts) + declined == len(raws)
    for raw in raws:
        given = json.loads(bytes(raw))
        post = posts.get(given["id"])
        if post is None:
            continue
        told = given["reblog"] or given
        assert bytes(post.raw) == bytes(raw)
        assert bool(post.text) == bool(told["content"] or told["poll"])
        assert len(post.media) == len(told["media_attachments"])
        assert len(post.mentions) == len(told["mentions"])
        assert bool(post.repost_of) == bool(given["reblog"])
        assert bool(post.in_reply_to) == bool(given["in_reply_to_id"])
        assert "<" not in post.text.replace("<3", "")


STATUS = {
    "id": "7",
    "created_at": "2026-03-01T10:00:00.000Z",
    "account": {"id": "1", "acct": "jan"},
    "content": "<p>dag</p>",
    "visibility": "public",
    "url": "https://m.example/@jan/7",
    "uri": "https://m.example/users/jan/statuses/7",
}


def adapted(*changed: dict):
    adapter = Adapter("m.example", now=NOW, is_asked=True)
    posts = adapter.posts(msgspec.Raw(json.dumps(each).encode()) for each in changed)
    return posts, [each.key for each in adapter.warnings.collected()]


def test_an_unknown_field_changes_nothing():
    posts, warnings = adapted({**STATUS, "brand_new": {"deep": [1]}})
    assert (len(posts), warnings) == (1, [])


@pytest.mark.parametrize("told", [True, False, None])
def test_an_account_says_itself_that_a_program_writes(told):
    (post,), _warnings = adapted({**STATUS, "account": {**STATUS["account"], "bot": told}})
    assert post.author.is_bot is told


@pytest.mark.parametrize("name", ["visibility", "content", "uri"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    posts, warnings = adapted({key: value for key, value in STATUS.items() if key != name})
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


@pytest.mark.parametrize(
    "broken", [{"id": None}, {"created_at": "soon"}, {"account": None}, {"tags": "x"}]
)
def test_one_broken_status_leaves_the_others(broken):
    posts, warnings = adapted(STATUS, {**STATUS, "id": "8", **broken})
    assert [post.external_id for post in posts] == ["m.example/7"]
    assert warnings == [Caution.ENTRY_BROKEN]


def test_null_counts_of_relatives_are_read():
    posts, _ = adapted(
        {**STATUS, "tags": None, "mentions": None, "replies_count": None, "card": None}
    )
    assert posts[0].engagement.replies == 0


def test_a_date_that_has_yet_to_come_is_not_believed():
    posts, warnings = adapted({**STATUS, "created_at": "2999-01-01T00:00:00Z"})
    assert posts[0].published_at == NOW
    assert warnings == [Caution.DATE_IN_FUTURE]
