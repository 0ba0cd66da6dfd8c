"""X: read backwards until what is known, and asked as its published document says."""

import dataclasses
import datetime as dt
import gzip
import json
import os
from pathlib import Path

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, WriterContract
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.published import check_sent
from klankbord.connectors.tests.standin import Heard, StandIn
from klankbord.connectors.x.adapter import Adapter
from klankbord.connectors.x.client import PLACE, Target, read_target
from klankbord.connectors.x.tests.api import (
    ELS,
    FIRST,
    NOW,
    SEARCH,
    SECRET,
    TOKEN,
    number_of,
    tweet,
)
from klankbord.connectors.x.wire import Page, User


class TestContract(Heard, ConnectorContract):
    bad_target = "https://x.com/i/lists/1"

    @pytest.fixture
    def target(self):
        return SEARCH


class TestWriter(StandIn, WriterContract):
    @pytest.fixture
    def account(self):
        return "proefdam"

    @pytest.fixture
    def secrets(self):
        return {"proefdam": SECRET}

    @pytest.fixture(params=["answer", "by itself"])
    def question(self, request, connector, api, context):
        if request.param == "by itself":
            return None
        return connector.read(SEARCH, {}, context).batch.posts[0]

    @pytest.fixture
    def standing(self, api):
        return lambda: list(api.said)

    @pytest.fixture
    def remove(self, api):
        return api.said.pop


def test_an_answer_is_proved_in_the_words_that_were_written(connector, api, context):
    ours = dataclasses.replace(context, secrets={"proefdam": SECRET})
    post = connector.read(SEARCH, {}, ours).batch.posts[0]
    text = "Zondag weer open & veilig, zie https://example.org/brug. Groet, Noor"
    sent = connector.send(Message(key="k", account="proefdam", text=text, in_reply_to=post), ours)
    told = f"@els @gemeente {text}"
    assert (sent.text, sent.url) == (told, f"https://x.com/i/status/{sent.id}")
    assert api.said[sent.id]["referenced_tweets"] == [
        {"type": "replied_to", "id": post.external_id}
    ]


def test_a_retry_knows_its_words_though_the_platform_writes_a_link_out(connector, api, context):
    ours = dataclasses.replace(context, secrets={"proefdam": SECRET})
    post = connector.read(SEARCH, {}, ours).batch.posts[0]
    message = Message(key="k", account="proefdam", text="Zie example.org", in_reply_to=post)
    sent = connector.send(message, ours)
    told = api.said[sent.id]
    told["text"] = told["text"].replace("example.org", "https://t.co/1")
    told["entities"] = {"urls": [{"url": "https://t.co/1", "expanded_url": "http://example.org"}]}
    assert connector.send(dataclasses.replace(message, is_retry=True), ours).id == sent.id


def test_what_is_hidden_from_us_is_not_called_deleted(connector, api, context):
    ours = dataclasses.replace(context, secrets={"proefdam": SECRET})
    sent = connector.send(Message(key="k", account="proefdam", text="Zondag."), ours)
    del api.said[sent.id]
    assert connector.verify("proefdam", sent.id, ours) is None
    api.why = {"type": "https://api.twitter.com/2/problems/not-authorized-for-resource"}
    with pytest.raises(ConnectorRefused) as refused:
        connector.verify("proefdam", sent.id, ours)
    assert not refused.value.permanent


def test_a_link_counts_as_the_platform_counts_it(connector, context):
    text = "a" * 250 + " https://example.org/" + "b" * 200
    limits = connector.limits("proefdam", context)
    assert limits.length_of(text) == 274
    assert limits.length_of("Zie https://example.org/brug.") == len("Zie .") + 23
    assert limits.length_of("€ 25 voor een gezin 👨‍👩‍👧‍👦…") == 19 + 1 + 1 + 2 + 2


def test_an_account_of_ours_is_told_by_its_key(connector, api, context):
    identity = connector.sign_in("whatever", SECRET, context)
    assert (identity.place, identity.name) == ("proefdam", "Proefdam")
    for wrong in ("two words", "app hush/+ at-token wrong"):
        with pytest.raises(ConnectorRefused) as refused:
            connector.sign_in("whatever", wrong, context)
        assert refused.value.key == Refusal.NOT_ALLOWED
    assert connector.answering_place("x:1", [PLACE, "proefdam"]) == "proefdam"
    assert connector.answering_place("x:1", [PLACE]) == ""


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (SEARCH, Target(words="brug dicht")),
        ("https://twitter.com/hashtag/brug?src=x", Target(words="#brug")),
        ("https://x.com/gemeente", Target(name="gemeente")),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(address, target):
    assert read_target(address) == target


def test_a_search_that_is_too_long_is_refused():
    with pytest.raises(ConnectorRefused) as refused:
        read_target(f"https://x.com/search?q={'a' * 513}")
    assert refused.value.key == Refusal.TARGET_UNKNOWN


def test_a_post_is_heard_with_everything_it_says(connector, api, context):
    post = connector.read(SEARCH, {}, context).batch.posts[0]
    assert post.id == f"x:{FIRST + 1}"
    assert post.text == "De brug & de weg 1 @gemeente #brug https://t.co/x"
    assert post.url == f"https://x.com/els/status/{FIRST + 1}"
    assert (post.author.id, post.author.handle, post.lang) == ("7", "els", "nl")
    assert (post.links, post.hashtags, post.mentions) == (
        ("https://krant.example/1",),
        ("brug",),
        ("gemeente",),
    )
    counts = post.engagement
    assert (counts.replies, counts.reposts, counts.likes, counts.views) == (3, 3, 5, 90)
    assert json.loads(bytes(post.raw)) == tweet(1)


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context):
    cursor = connector.read(SEARCH, {}, context).cursor
    api.tweets += [tweet(number) for number in range(4, 260)]
    pages = list(read_pages(connector, SEARCH, context, cursor))
    given = [post.external_id for page in pages for post in page.batch]
    assert len(pages) == 3
    assert sorted(given) == sorted(str(FIRST + number) for number in range(4, 260))
    assert connector.read(SEARCH, pages[-1].cursor, context).is_unchanged


def test_a_search_that_was_quiet_for_long_goes_on(connector, api, context):
    cursor = connector.read(SEARCH, {}, context).cursor
    later = api.at = NOW + dt.timedelta(days=30)
    soon = dataclasses.replace(context, now=later)
    assert connector.read(SEARCH, cursor, soon).is_unchanged
    new = tweet(number_of(later - dt.timedelta(days=2)) - FIRST)
    api.tweets.append(new)
    reading = connector.read(SEARCH, cursor, soon)
    assert [post.external_id for post in reading.batch] == [new["id"]]
    assert reading.cursor == {"newest": new["id"]}


def test_an_account_is_found_once_by_its_name(site, connector, api, context):
    cursor = connector.read("https://x.com/els", {}, context).cursor
    connector.read("https://x.com/els", cursor, context)
    assert sum("/by/username/" in address for _, address, _, _ in site.sent) == 1
    with pytest.raises(ConnectorRefused) as refused:
        connector.read("https://x.com/niemand", {}, context)
    assert refused.value.key == Refusal.ACCOUNT_UNKNOWN


def test_who_asks_too_much_waits_until_the_window_begins_anew(site, connector, context):
    at = str(int(NOW.timestamp()) + 600)
    site.give("/2/users/by/username/els", b"{}", 429, x_rate_limit_reset=at)
    with pytest.raises(ConnectorRefused) as refused:
        connector.read("https://x.com/els", {}, context)
    assert refused.value.key == Refusal.ASKED_TO_WAIT
    assert refused.value.retry_after == dt.timedelta(minutes=10)


def test_a_token_is_needed_and_tried(connector, api, context, client):
    assert connector.sign_in("x", TOKEN, context).place == PLACE
    with pytest.raises(ConnectorRefused) as refused:
        connector.sign_in("x", "wrong", context)
    assert refused.value.key == Refusal.NOT_ALLOWED
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(SEARCH, {}, Context(now=NOW, http=client))
    assert refused.value.key == Refusal.SIGN_IN_NEEDED


def adapted(*given: dict, users: tuple = (ELS,), originals: tuple = ()):
    people = [msgspec.convert(user, User) for user in users]
    adapter = Adapter(people, map(raw_of, originals), now=NOW)
    posts = adapter.posts(map(raw_of, given))
    return posts, [each.key for each in adapter.warnings.collected()]


def raw_of(given: dict) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(given).encode())


def test_a_repost_bears_the_whole_words():
    original = tweet(9, text="Heel lang verhaal over de brug")
    refers = [{"type": "retweeted", "id": original["id"]}]
    repost = tweet(10, text="RT @jan: Heel lang…", referenced_tweets=refers)
    (post,), _ = adapted(repost, originals=(original,))
    assert (post.text, post.repost_of) == (original["text"], f"x:{original['id']}")


def test_what_is_for_followers_only_is_left_out():
    posts, warnings = adapted(tweet(1), users=({**ELS, "protected": True},))
    assert (posts, warnings) == ((), [Caution.POST_PRIVATE])


def test_an_unknown_field_changes_nothing():
    posts, warnings = adapted(tweet(1, brand_new={"deep": [1]}))
    assert (len(posts), warnings) == (1, [])


@pytest.mark.parametrize("name", ["id", "text", "author_id", "created_at"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    posts, warnings = adapted({k: v for k, v in tweet(1).items() if k != name}, tweet(2))
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


@pytest.mark.data
def test_published_posts_lose_nothing():
    """Those published examples that hold what we ask for; the others leave out fields."""
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        pytest.skip("needs the public data sets: set KLANKBORD_TEST_DATA")
    lines = gzip.decompress((Path(folder) / "fixtures_api" / "x_api_v2.jsonl.gz").read_bytes())
    asked = {"id", "text", "author_id", "created_at"}
    n_posts = 0
    for line in lines.splitlines():
        given = json.loads(line)["json"]
        told = given.get("data")
        listed = told if isinstance(told, list) else [told]
        whole = [each for each in listed if isinstance(each, dict) and asked <= each.keys()]
        if not whole:
            continue
        page = msgspec.convert({"includes": {}, "data": []}, Page)
        users = msgspec.convert(given.get("includes", {}).get("users", []), list[User])
        adapter = Adapter(users, page.includes.tweets, now=NOW)
        posts = adapter.posts(map(raw_of, whole))
        assert adapter.warnings.collected() == ()
        for post, each in zip(posts, whole, strict=True):
            assert bytes(post.raw) == json.dumps(each).encode()
            assert (post.external_id, bool(post.text)) == (each["id"], bool(each["text"]))
        n_posts += len(posts)
    assert n_posts > 20


@pytest.mark.peer
@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
def test_every_request_is_one_that_the_platform_publishes(site, connector, api, context):
    connector.sign_in("", TOKEN, context)
    reading = connector.read(SEARCH, {}, context)
    connector.read("https://x.com/els", {}, context)
    api.tweets += [tweet(number) for number in range(4, 260)]
    list(read_pages(connector, SEARCH, context, reading.cursor))
    connector.thread(reading.batch.posts[0], context)
    ours = dataclasses.replace(context, secrets={"proefdam": SECRET})
    connector.sign_in("", SECRET, ours)
    for answered in (reading.batch.posts[0], None):
        message = Message(key="k", account="proefdam", text="Zondag.", in_reply_to=answered)
        sent = connector.send(message, ours)
        assert connector.send(dataclasses.replace(message, is_retry=True), ours) == sent
        assert connector.verify("proefdam", sent.id, ours) == sent
    assert check_sent("twitter.com/current", site.url, site.sent) >= 17
