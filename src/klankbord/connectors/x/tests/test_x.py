"""X: read backwards until what is known, and asked as its published document says."""

import dataclasses
import datetime as dt
import gzip
import itertools
import json
import os
import re
from pathlib import Path

import msgspec
import pytest
from oauthlib import oauth1

from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, WriterContract
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.published import check_sent
from klankbord.connectors.tests.standin import Heard, StandIn
from klankbord.connectors.x.adapter import Adapter
from klankbord.connectors.x.client import PLACE, Target, XConnector, read_target
from klankbord.connectors.x.wire import Page, User

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
TOKEN = "a-token-of-ours"
US = {"id": "42", "username": "proefdam", "name": "Proefdam"}
SECRET = "app hush/+ at-token at&secret"
GONE = {
    "title": "Not Found Error",
    "type": "https://api.twitter.com/2/problems/resource-not-found",
}
SEARCH = "https://x.com/search?q=brug%20dicht"
ELS = {"id": "7", "username": "els", "name": "Els &amp; Co", "protected": False}


def tweet(number: int, **more) -> dict:
    given = {
        "id": str(10**18 + number),
        "text": f"De brug &amp; de weg {number} @gemeente #brug https://t.co/x",
        "author_id": "7",
        "conversation_id": str(10**18 + 1),
        "created_at": "2026-03-01T10:00:00.000Z",
        "lang": "nl",
        "edit_history_tweet_ids": [str(10**18 + number)],
        "entities": {
            "urls": [{"url": "https://t.co/x", "expanded_url": "https://krant.example/1"}],
            "hashtags": [{"start": 0, "end": 1, "tag": "brug"}],
            "mentions": [{"start": 0, "end": 1, "username": "gemeente"}],
        },
        "public_metrics": {
            "retweet_count": 2,
            "reply_count": 3,
            "like_count": 5,
            "quote_count": 1,
            "impression_count": 90,
        },
    }
    return given | more


class Api:
    """A list by number, newest first, a page at a time."""

    def __init__(self) -> None:
        self.tweets = [tweet(number) for number in range(1, 4)]
        self.users = [ELS]
        self.said: dict[str, dict] = {}
        self.why = GONE

    def __call__(self, method, path, query, body):
        if method == "POST":
            return self._written(json.loads(body))
        if path == "/2/users/me":
            return 200, {"data": US}
        if path.startswith("/2/tweets/") and "search" not in path:
            found = self.said.get(path.rpartition("/")[2])
            return 200, {"data": found} if found else {"errors": [self.why]}
        if path == f"/2/users/{US['id']}/tweets":
            return 200, {"data": list(self.said.values())[::-1], "meta": {}}
        return self._list(path, query)

    def _written(self, given) -> tuple[int, dict]:
        """Links become short addresses, told beside the text; whom it answers stands before it."""
        own = tweet(500 + len(self.said), author_id=US["id"], referenced_tweets=[])
        short, links = itertools.count(1), []

        def shorten(found) -> str:
            url = f"https://t.co/{next(short)}"
            links.append({"url": url, "expanded_url": found[0]})
            return url

        text = re.sub(r"https://[^\s,]+(?<![.,])", shorten, given["text"])
        own |= {"text": text.replace("&", "&amp;"), "entities": {"urls": links}}
        if "reply" in given:
            above = given["reply"]["in_reply_to_tweet_id"]
            own["referenced_tweets"] = [{"type": "replied_to", "id": above}]
            own["text"] = f"@els @gemeente {own['text']}"
        self.said[own["id"]] = own
        return 201, {"data": {"id": own["id"], "text": own["text"]}}

    def _list(self, path, query):
        if path.startswith("/2/users/by/username/"):
            return 200, {"data": ELS} if path.endswith(("/els", "/X")) else {"errors": []}
        since, size = int(query.get("since_id", 0)), int(query["max_results"])
        begin = int(query.get("pagination_token", "0").removeprefix("page"))
        newest = [each for each in self.tweets[::-1] if int(each["id"]) > since]
        page = {"data": newest[begin : begin + size], "includes": {"users": self.users}}
        meta = {"result_count": len(page["data"])}
        if begin + size < len(newest):
            meta["next_token"] = f"page{begin + size}"
        return 200, page | {"meta": meta} if page["data"] else {"meta": meta}


def is_signed(method: str, address: str, given: str) -> bool:
    """Whether another program, made for it, signs the same request in the same way."""
    told = dict(re.findall(r'(oauth_\w+)="([^"]*)"', given))
    app, app_secret, token, token_secret = SECRET.split()
    client = oauth1.Client(
        app,
        app_secret,
        token,
        token_secret,
        nonce=told.get("oauth_nonce", "-"),
        timestamp=told.get("oauth_timestamp", "0"),
    )
    _, headers, _ = client.sign(address, method)
    expected = dict(re.findall(r'(oauth_\w+)="([^"]*)"', headers["Authorization"]))
    return bool(told) and told == expected


@pytest.fixture
def api(site) -> Api:
    api = Api()

    def respond(method, path, query, body):
        _, address, headers, _ = site.sent[-1]
        given = headers.get("authorization", "")
        if given != f"Bearer {TOKEN}" and not is_signed(method, address, given):
            return 401, {"title": "Unauthorized", "status": 401}
        return api(method, path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def connector(site) -> XConnector:
    return XConnector(site.url)


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client, secrets={PLACE: TOKEN})


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
    assert post.id == f"x:{10**18 + 1}"
    assert post.text == "De brug & de weg 1 @gemeente #brug https://t.co/x"
    assert post.url == f"https://x.com/els/status/{10**18 + 1}"
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
    assert sorted(given) == sorted(str(10**18 + number) for number in range(4, 260))
    assert connector.read(SEARCH, pages[-1].cursor, context).is_unchanged


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
