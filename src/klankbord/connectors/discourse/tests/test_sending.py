"""Answers and topics on a forum: once, proved, and asked as the forum's document says.

No forum can run beside the tests: the program behind the door does what the documentation says of
the six calls that we use, and every request is held against the published OpenAPI document.
"""

import dataclasses
import datetime as dt
import json
import re

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests import ForgetfulClient, WriterContract
from klankbord.connectors.discourse import CONNECTOR
from klankbord.connectors.discourse.site import Place
from klankbord.connectors.tests.published import check_sent

KEY = "5" * 64
LOOPBACK = ("127.0.0.0/8",)
OPEN = frozenset({"reply_to_post_number"})


class Forum:
    """A site with two people; every call needs a good key, as on a closed forum."""

    def __init__(self) -> None:
        self.posts: dict[int, dict] = {}
        self.topics: dict[int, dict] = {}
        self.say("Bewoner", {"title": "Het zwembad", "raw": "Wanneer gaat het zwembad open?"})

    def __call__(self, method, path, query, body):
        if (method, path) == ("POST", "/posts.json"):
            return self._create(json.loads(body))
        fixed = {
            "/posts.json": {"latest_posts": list(self.posts.values())[::-1]},
            "/u/gemeente.json": {"user": {"id": 2, "username": "Gemeente", "name": "De gemeente"}},
            "/notifications.json": {"notifications": []},
        }
        if path in fixed:
            return 200, fixed[path]
        kind, own = re.fullmatch(r"/(posts|t/external_id|t)/(\w+)(?:/posts)?\.json", path).groups()
        if kind == "posts":
            return self._found(self.posts.get(int(own)))
        named = (str(n) for n, topic in self.topics.items() if topic.get("external_id") == own)
        return self._topic(int(own if kind == "t" else next(named, 0)))

    def _found(self, post):
        if post is None or post.get("deleted_at"):
            return 404, {"errors": ["The requested URL or resource could not be found."]}
        return 200, post

    def _topic(self, number: int):
        posts = [each for each in self.posts.values() if each["topic_id"] == number]
        stream = [each["id"] for each in posts if not each.get("deleted_at")]
        shown = [each for each in posts if not each.get("deleted_at")]
        if not posts:
            return 404, {"errors": ["not found"]}
        given = {"id": number, "title": self.topics[number]["title"]}
        return 200, {**given, "post_stream": {"posts": shown, "stream": stream}}

    def _create(self, given: dict):
        if len(given["raw"]) < 5:
            return 422, {"action": "create_post", "errors": ["Body is too short"]}
        return 200, self.say("Gemeente", given)

    def say(self, who: str, given: dict) -> dict:
        topic = given.get("topic_id") or len(self.topics) + 1
        self.topics.setdefault(topic, given)
        number = 1 + sum(each["topic_id"] == topic for each in self.posts.values())
        own = len(self.posts) + 1
        link = re.sub(r"(https?://[^\s,]+[\w/])", r'<a href="\1">\1</a>', given["raw"])
        self.posts[own] = {
            "id": own,
            "username": who,
            "name": None,
            "created_at": "2026-03-01T10:00:00.000Z",
            "updated_at": "2026-03-01T10:00:00.000Z",
            "version": 1,
            "cooked": f"<p>{link}</p>",
            "raw": given["raw"],
            "topic_id": topic,
            "topic_slug": "zwembad",
            "post_number": number,
            "post_type": 1,
            "reply_to_post_number": given.get("reply_to_post_number"),
        }
        return self.posts[own]


@pytest.fixture
def forum(site) -> Forum:
    forum = Forum()

    def respond(method, path, query, body):
        _, _, headers, _ = site.sent[-1]
        if (headers.get("api-key"), headers.get("api-username")) != (KEY, "gemeente"):
            return 403, {"errors": ["You need to be logged in to do that."], "error_type": "x"}
        return forum(method, path, query, body)

    site.work(respond)
    return forum


@pytest.fixture
def account(site, forum) -> str:
    return f"gemeente@{site.url}"


@pytest.fixture
def http():
    with ForgetfulClient(allowed_networks=LOOPBACK) as client:
        yield client


@pytest.fixture
def context(account, http) -> Context:
    now = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    return Context(now=now, http=http, secrets={account: KEY})


@pytest.fixture
def question(site, context):
    return CONNECTOR.read(site.url, {}, context).batch.posts[0]


class TestWriter(WriterContract):
    connector = CONNECTOR

    @pytest.fixture
    def account(self, account):
        return account

    @pytest.fixture
    def secrets(self, account):
        return {account: KEY}

    @pytest.fixture
    def question(self, question):
        return question

    @pytest.fixture
    def standing(self, forum):
        return lambda: [str(n) for n, p in forum.posts.items() if p["reply_to_post_number"] == 1]

    @pytest.fixture
    def remove(self, forum):
        return lambda own: forum.posts[int(own)].update(deleted_at="2026-03-02T10:00:00Z")


def test_a_topic_is_begun_once_wherever_we_are_killed(forum, account, context, http):
    message = Message(key="k" * 36, account=account, text="Zondag open\n\nHet bad gaat open.")
    for loses in (1, 2, 0):
        http.loses = loses
        try:
            sent = CONNECTOR.send(message, context)
        except ConnectorRefused as refusal:
            assert not refusal.permanent  # noqa: PT017  # some attempts succeed
        message = dataclasses.replace(message, is_retry=True)
    begun = [topic for topic in forum.topics.values() if topic.get("external_id")]
    assert [topic["title"] for topic in begun] == ["Zondag open"]
    assert CONNECTOR.verify(account, sent.id, context) is not None


def test_what_its_writer_took_back_is_gone(forum, account, context, question):
    message = Message(key="k", account=account, text="Zondag om tien", in_reply_to=question)
    sent = CONNECTOR.send(message, context)
    forum.posts[int(sent.id)]["user_deleted"] = True
    assert CONNECTOR.verify(account, sent.id, context) is None


def test_an_edit_is_seen(forum, account, context, question):
    message = Message(key="k", account=account, text="Zondag om tien", in_reply_to=question)
    sent = CONNECTOR.send(message, context)
    changed = {"cooked": "<p>Maandag</p>", "version": 2, "updated_at": "2026-03-02T10:00:00Z"}
    forum.posts[int(sent.id)] |= changed
    found = CONNECTOR.verify(account, sent.id, context)
    assert (found.text, found.edited_at) == ("Maandag", dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC))
    assert found.digest != sent.digest


def test_what_the_site_does_not_take_is_refused_for_good_with_its_reason(
    account, context, question
):
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.send(Message(key="k", account=account, text="Ja", in_reply_to=question), context)
    assert refused.value.permanent
    assert refused.value.cause == "Body is too short"


def test_a_key_tells_whose_it_is(site, account, context):
    identity = CONNECTOR.sign_in(account, KEY, context)
    place = site.url.partition("://")[2]
    assert (identity.handle, identity.name) == (f"Gemeente@{place}", "De gemeente")
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.sign_in(account, "wrong", context)
    assert refused.value.key == Refusal.NOT_ALLOWED


@pytest.mark.parametrize("place", ["gemeente", "@forum.example", "a@"])
def test_an_account_has_a_name_and_a_site(place):
    with pytest.raises(ConnectorRefused) as refused:
        Place.read(place)
    assert refused.value.permanent


@pytest.mark.peer
def test_every_request_is_one_that_the_forum_publishes(
    site, forum, account, context, question, http
):
    message = Message(key="k", account=account, text="Zondag om tien", in_reply_to=question)
    sent = CONNECTOR.send(message, context)
    CONNECTOR.send(dataclasses.replace(message, is_retry=True), context)
    own = Message(key="o", account=account, text="Zondag open, zegt de gemeente", is_retry=True)
    CONNECTOR.send(own, context)
    CONNECTOR.verify(account, sent.id, context)
    CONNECTOR.thread(question, context)
    published = [each for each in site.sent if "/u/" not in each[1]]
    assert check_sent("discourse.local", site.url, published, beyond=OPEN) >= 8
