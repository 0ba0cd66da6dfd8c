"""The connector at a real network of the AT Protocol: hear, answer once, and prove it."""

import dataclasses
import datetime as dt
import gzip
import json
import os
import uuid
from pathlib import Path

import msgspec
import pytest

from klankbord.connectors.bluesky import CONNECTOR
from klankbord.connectors.bluesky.adapter import Adapter
from klankbord.connectors.bluesky.sending import PICTURES, facets, pictures_named, record_key
from klankbord.connectors.bluesky.service import Place, Service, Sessions
from klankbord.connectors.bluesky.targets import read_target
from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests import (
    ConnectorContract,
    PictureContract,
    TroubleContract,
    WriterContract,
)
from klankbord.connectors.contract_tests.writing import LOOPBACK
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reading import read_all
from klankbord.connectors.reasons import Caution

pytestmark = pytest.mark.peer
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def word() -> str:
    return f"w{uuid.uuid4().hex[:12]}"


class TestContract(ConnectorContract, TroubleContract):
    connector = CONNECTOR

    @pytest.fixture
    def target(self, peer, people):
        people("bewoner").say("De bak is vol #afval")
        return f"{peer.url}/profile/bewoner.test"

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def context(self, context):
        return context


class TestWriter(WriterContract):
    connector = CONNECTOR

    @pytest.fixture
    def account(self, account):
        return account

    @pytest.fixture
    def secrets(self, peer, account):
        return {account: peer.tokens["gemeente"]}

    @pytest.fixture
    def question(self, peer, people, context):
        own = people("bewoner").say(f"Wanneer gaat het zwembad open? {word()}")
        found = read_all(CONNECTOR, f"{peer.url}/profile/bewoner.test", context)
        return next(post for post in found if post.external_id == own)

    @pytest.fixture
    def standing(self, people, question):
        def answers() -> list[str]:
            uri = f"at://{question.external_id}"
            return [
                each["uri"].removeprefix("at://")
                for each in people("gemeente").own()
                if each["value"].get("reply", {}).get("parent", {}).get("uri") == uri
            ]

        return answers

    @pytest.fixture
    def remove(self, people):
        return people("gemeente").delete


class TestPictures(TestWriter, PictureContract):
    """The same with a picture beside the words."""


@pytest.mark.parametrize(
    "embed",
    [None, "x", {"$type": PICTURES}, {"$type": PICTURES, "images": [{"image": 3}]},
     {"$type": PICTURES, "images": "x"}, {"$type": "app.bsky.embed.external", "images": [{}]}],
)  # fmt: skip
def test_an_embed_of_another_program_names_no_picture(embed):
    assert pictures_named(embed) == ()


def read(target: str, context: Context, cursor: dict | None = None):
    return CONNECTOR.read(target, cursor or {}, context)


@pytest.mark.parametrize(
    ("target", "method", "asked"),
    [
        ("https://bsky.app/profile/a.example", "getAuthorFeed", "a.example"),
        ("@a.example.org", "getAuthorFeed", "a.example.org"),
        ("https://bsky.app/hashtag/afval", "searchPosts", "#afval"),
        ("https://bsky.app/search?q=zwembad+dicht", "searchPosts", "zwembad dicht"),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(target, method, asked):
    found = read_target(target)
    assert (found.origin, found.method.rpartition(".")[2]) == ("https://bsky.social", method)
    assert asked in found.asked.values()


@pytest.mark.parametrize("target", ["https://bsky.app/settings", "ftp://bsky.app/profile/a", "a b"])
def test_what_is_no_place_is_refused(target):
    with pytest.raises(ConnectorRefused) as refused:
        read_target(target)
    assert refused.value.permanent


def test_an_account_has_a_home():
    assert str(Place.read("@a.bsky.social")) == "a.bsky.social"
    assert Place.read("a.example@home.example").origin == "https://home.example"
    assert str(Place.read("a.example@https://home.example/")) == "a.example@home.example"


@pytest.fixture
def service(context, account) -> Service:
    return Service(Place.read(account), "", context, Sessions())


def test_a_post_is_heard_with_everything_it_says(peer, people, context, service):
    mark = word()
    text = f"Hé @gemeente.test: vol! https://example.org/foto #{mark}"
    own = people("bewoner").say(text, langs=["nl"], facets=facets(text, service))
    target = f"{peer.url}/profile/bewoner.test"
    post = next(p for p in read_all(CONNECTOR, target, context) if p.external_id == own)
    assert (post.text, post.lang, post.author.handle) == (text, "nl", "bewoner.test")
    assert post.hashtags == (mark,)
    assert post.mentions == ("gemeente.test",)
    assert post.links == ("https://example.org/foto",)
    assert post.url.startswith("https://bsky.app/profile/did:plc:")
    assert json.loads(bytes(post.raw))["uri"] == f"at://{own}"


def test_reading_goes_on_where_it_stopped_and_misses_nothing(peer, people, context):
    mark, writer = word(), people("bewoner")
    target = f"{peer.url}/profile/bewoner.test"
    writer.say(f"nul {mark}")
    cursor = read(target, context).cursor
    for number in range(54):  # more than a page
        writer.write("app.bsky.feed.post", {"text": f"bericht {number} {mark}"})
    writer.say(f"laatste {mark}")
    pages = list(_pages(target, context, cursor))
    given = [post for page in pages for post in page.batch]
    assert len(given) == len({post.id for post in given})
    wanted = {*(f"bericht {n} {mark}" for n in range(54)), f"laatste {mark}"}
    assert {post.text for post in given} == wanted
    assert len(pages) > 1
    late = (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=30)).isoformat()
    writer.say(f"klok achter {mark}", createdAt=late)
    more = [p for page in _pages(target, context, pages[-1].cursor) for p in page.batch]
    assert [post.text for post in more] == [f"klok achter {mark}"]


def _pages(target: str, context: Context, cursor: dict):
    while True:
        reading = read(target, context, cursor)
        yield reading
        cursor = reading.cursor
        if not reading.has_more:
            return


def test_who_speaks_to_us_and_what_a_search_finds_need_a_sign_in(
    peer, people, context, http, service
):
    mark = word()
    text = f"@gemeente.test wanneer {mark}?"
    people("bewoner").say(text, facets=facets(text, service))
    for target in (f"{peer.url}/notifications", f"{peer.url}/search?q={mark}"):
        assert [post.text for post in read(target, context).batch if mark in post.text] == [text]
        with pytest.raises(ConnectorRefused) as refused:
            read(target, Context(now=NOW, http=http))
        assert refused.value.key == Refusal.SIGN_IN_NEEDED


def test_a_thread_is_read_oldest_first(peer, people, context, account):
    own = people("bewoner").say(f"vraag {word()}")
    found = read_all(CONNECTOR, f"{peer.url}/profile/bewoner.test", context)
    question = next(post for post in found if post.external_id == own)
    message = Message(key=word(), account=account, text="antwoord", in_reply_to=question)
    sent = CONNECTOR.send(message, context)
    people("bewoner").await_shown(sent.id)
    people("bewoner").say("dank", reply=_reply(people, sent.id))
    answer = next(p for p in CONNECTOR.thread(question, context) if p.text == "antwoord")
    assert answer.in_reply_to == answer.thread == question.id
    around = CONNECTOR.thread(answer, context)
    assert [post.text for post in around] == [question.text, "dank"]


def _reply(people, own: str) -> dict:
    parent = next(each for each in people("gemeente").own() if each["uri"].endswith(own))
    root = parent["value"]["reply"]["root"]
    return {"root": root, "parent": {"uri": parent["uri"], "cid": parent["cid"]}}


def test_an_answer_names_its_parts_in_bytes(people, context, account):
    text = "Ja é @bewoner.test, zie https://example.org/bad. #zwembad @niemand.test"
    sent = CONNECTOR.send(Message(key=word(), account=account, text=text), context)
    record = next(e for e in people("gemeente").own() if e["uri"].endswith(sent.id))["value"]
    named = [
        text.encode()[part["index"]["byteStart"] : part["index"]["byteEnd"]].decode()
        for part in record["facets"]
    ]
    assert named == ["@bewoner.test", "https://example.org/bad", "#zwembad"]


def test_a_token_that_has_run_out_is_renewed(peer, context, account):
    place, secret = Place.read(account), peer.tokens["gemeente"]
    key = (place.origin, place.handle, secret)
    session = Service(place, secret, context, CONNECTOR.sessions).session()
    CONNECTOR.sessions.keep(key, msgspec.structs.replace(session, access_jwt="run.out.token"))
    sent = CONNECTOR.send(Message(key=word(), account=account, text="nog steeds"), context)
    assert CONNECTOR.verify(account, sent.id, context) is not None
    bad = msgspec.structs.replace(session, access_jwt="run.out.token", refresh_jwt="too.long.ago")
    CONNECTOR.sessions.keep(key, bad)
    assert CONNECTOR.verify(account, sent.id, context) is not None
    assert session.access_jwt not in repr(session)


def test_a_password_tells_whose_it_is(peer, context, account):
    identity = CONNECTOR.sign_in(account, peer.tokens["gemeente"], context)
    assert (identity.handle, identity.place) == ("gemeente.test", account)
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.sign_in(account, "wrong", context)
    assert refused.value.key == Refusal.NOT_ALLOWED


def test_a_retry_keeps_its_first_words(context, account):
    message = Message(key=word(), account=account, text="eerst")
    first = CONNECTOR.send(message, context)
    again = CONNECTOR.send(dataclasses.replace(message, text="anders", is_retry=True), context)
    assert (again.id, again.text) == (first.id, "eerst")


class Hasty(GuardedClient):
    """Two attempts at once: while ours looked and found nothing, another one wrote."""

    def request(self, method, url, **more):
        answer = super().request(method, url, **more)
        is_written = url.endswith("com.atproto.repo.createRecord")
        return super().request(method, url, **more) if is_written else answer


def test_of_two_attempts_at_once_the_second_is_not_written(people, context, account):
    message = Message(key=word(), account=account, text=f"eenmaal {word()}")
    with Hasty(allowed_networks=LOOPBACK) as http, pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.send(message, dataclasses.replace(context, http=http))
    assert not refused.value.permanent
    sent = CONNECTOR.send(dataclasses.replace(message, is_retry=True), context)
    assert [each["value"]["text"] for each in people("gemeente").own()].count(message.text) == 1
    assert CONNECTOR.verify(account, sent.id, context).text == message.text


def test_a_record_key_is_a_tid_and_the_same_at_every_attempt():
    keys = {record_key(str(number)) for number in range(2_000)}
    assert len(keys) == 2_000
    assert all(len(key) == 13 and key[0] in "234567abcdefghij" for key in keys)
    assert record_key("a") == record_key("a")


VIEW = {
    "uri": "at://did:plc:a/app.bsky.feed.post/3k2",
    "cid": "c",
    "author": {"did": "did:plc:a", "handle": "jan.example"},
    "record": {"text": "dag", "createdAt": "2026-03-01T10:00:00.000Z"},
    "indexedAt": "2026-03-01T10:00:01.000Z",
}


def adapted(*changed: dict, is_asked: bool = True):
    adapter = Adapter("bsky.social", now=NOW, is_asked=is_asked)
    posts = adapter.posts(msgspec.Raw(json.dumps(each).encode()) for each in changed)
    return posts, [each.key for each in adapter.warnings.collected()]


def test_an_unknown_field_changes_nothing():
    posts, warnings = adapted({**VIEW, "brand_new": {"deep": [1]}})
    assert (len(posts), warnings) == (1, [])
    assert posts[0].url == "https://bsky.app/profile/did:plc:a/post/3k2"


@pytest.mark.parametrize("name", ["uri", "author", "record", "indexedAt"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    posts, warnings = adapted({key: value for key, value in VIEW.items() if key != name}, VIEW)
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


@pytest.mark.parametrize("broken", [{"record": {"text": 1}}, {"indexedAt": "soon"}, {"author": 3}])
def test_one_broken_post_leaves_the_others(broken):
    posts, warnings = adapted(VIEW, {**VIEW, **broken})
    assert (len(posts), warnings) == (1, [Caution.ENTRY_BROKEN])


@pytest.mark.data
def test_a_published_thread_loses_nothing():
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        pytest.skip("needs the public data sets: set KLANKBORD_TEST_DATA")
    lines = gzip.decompress((Path(folder) / "fixtures_api" / "bluesky.jsonl.gz").read_bytes())
    given = [json.loads(line) for line in lines.splitlines()]
    shown = [each["json"]["thread"]["post"] for each in given if "thread" in each["json"]]
    records = [
        each["json"] for each in given if "app.bsky.feed.post/" in each["json"].get("uri", "")
    ]
    assert shown
    assert records
    author = {"did": "did:plc:kvwvcn5iqfooopmyzvb4qzba", "handle": "test.example"}
    views = [{**each, "record": each["value"], "author": author} for each in records]
    views = [{**each, "indexedAt": "2023-07-21T01:33:52Z"} for each in views]
    posts, warnings = adapted(*shown, *views)
    assert len(posts) == len(shown) + len(records)
    assert warnings == []
    assert posts[0].media
    assert posts[0].quote_of
    assert [post.text for post in posts[1:]] == [each["value"]["text"] for each in records]


@pytest.mark.parametrize(
    ("labels", "is_bot"),
    [
        ([{"src": "did:plc:a", "val": "bot"}], True),
        ([{"src": "did:plc:somebody", "val": "bot"}], False),  # what others say is their opinion
        ([{"src": "did:plc:a", "val": "nudity"}], False),
        ([], False),
        (None, None),
    ],
)
def test_an_account_says_itself_that_a_program_writes(labels, is_bot):
    (post,), _warnings = adapted({**VIEW, "author": {**VIEW["author"], "labels": labels}})
    assert post.author.is_bot is is_bot


def test_who_does_not_want_to_be_shown_is_left_out_of_a_search_only():
    shy = {**VIEW, "author": {**VIEW["author"], "labels": [{"val": "!no-unauthenticated"}]}}
    assert adapted(shy, is_asked=False) == ((), [Caution.AUTHOR_DECLINES])
    assert len(adapted(shy)[0]) == 1


@pytest.mark.parametrize(
    ("written", "key"),
    [("2999-01-01T00:00:00Z", Caution.DATE_IN_FUTURE), ("soon", Caution.DATE_UNREADABLE)],
)
def test_a_date_that_cannot_be_is_not_believed(written, key):
    posts, warnings = adapted({**VIEW, "record": {"text": "x", "createdAt": written}})
    assert posts[0].published_at <= NOW
    assert warnings == [key]
