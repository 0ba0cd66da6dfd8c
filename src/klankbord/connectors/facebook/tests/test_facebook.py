"""Facebook: posts and comments on a page of ours, answered once.

No such platform can run beside the tests, and it publishes no document of its API that a program
can read: the program behind the door does what its reference pages say of the calls that we use.
"""

import dataclasses
import datetime as dt
import gzip
import json
import os
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, ForgetfulClient, WriterContract
from klankbord.connectors.facebook.adapter import Adapter
from klankbord.connectors.facebook.client import FacebookConnector, read_target
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.standin import Heard, StandIn
from klankbord.core.post import Author, Post

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
TOKEN = "a-token-of-our-page"
US, ADDRESS = "100200", "https://www.facebook.com/gemeente.proefdam"
OWN = {
    "id": US,
    "name": "Gemeente Proefdam",
    "username": "gemeente.Proefdam",
    "link": ADDRESS,
    "category": "City",
}
RESIDENT = {"id": "77", "name": "Els Jansen"}


def written(minute: int) -> str:
    return (NOW - dt.timedelta(minutes=500 - minute)).strftime("%Y-%m-%dT%H:%M:%S+0000")


class Api:
    """A page with posts, each with comments, newest first."""

    def __init__(self) -> None:
        self.posts: dict[str, dict] = {}
        self.said: dict[str, dict] = {}
        self.n = 0

    def post(self, text="De brug is dicht #brug", who=RESIDENT, **more) -> str:
        self.n += 1
        own = f"{US}_{self.n}"
        self.posts[own] = {
            "id": own,
            "message": text,
            "created_time": written(self.n),
            "permalink_url": f"https://www.facebook.com/{US}/posts/{self.n}",
            "from": who,
            "shares": {"count": 2},
            "reactions": {"data": [], "summary": {"total_count": 5}},
            **more,
        }
        return own

    def comment(self, below: str, text="Hoe lang nog?", who=RESIDENT) -> str:
        self.n += 1
        parent = self.said.get(below)
        top = parent["top"] if parent else below
        own = f"{top.partition('_')[2]}_{self.n}"
        self.said[own] = {
            "id": own,
            "message": text,
            "created_time": written(self.n),
            "permalink_url": f"https://www.facebook.com/{US}/posts/x?comment_id={self.n}",
            "from": who,
            "like_count": 1,
            "comment_count": 0,
            "top": top,
            **({"parent": {"id": parent.get("parent", parent)["id"]}} if parent else {}),
        }
        return own

    def __call__(self, method, path, query, body):
        place, _, edge = path.strip("/").partition("/")
        if method == "POST":
            return self._written(place, edge, parse_qs(body.decode())["message"][0])
        if place == "me":
            return 200, OWN
        if edge in {"feed", "posts"}:
            mine = [each for each in self.posts.values() if edge == "feed" or self._is_ours(each)]
            size = int(query["limit"])
            return 200, self._page([self._whole(each) for each in mine[::-1]], query, size)
        if edge == "comments":
            found = [
                each
                for each in self.said.values()
                if each["top"] == place or each.get("parent", {}).get("id") == place
            ]
            return 200, self._page(found[::-1], query, int(query["limit"]))
        found = self.posts.get(place) or self.said.get(place)
        if found is None:
            return 400, {"error": {"code": 100, "error_subcode": 33, "message": "gone"}}
        return 200, self._whole(found) if place in self.posts else found

    def _written(self, place, edge, words):
        us = {"id": US, "name": OWN["name"]}
        if edge == "feed":
            return 200, {"id": self.post(words, us)}
        if place not in self.posts | self.said:
            return 400, {"error": {"code": 100, "error_subcode": 33, "message": "no object"}}
        return 200, {"id": self.comment(place, words, us)}

    def _whole(self, post):
        below = [each for each in self.said.values() if each["top"] == post["id"]]
        return post | {"comments": self._page(below[::-1], {}, 50)}

    def _is_ours(self, post) -> bool:
        return post["from"]["id"] == US

    def _page(self, rows, query, size):
        begin = int(query.get("after", 0))
        paging = {"cursors": {"before": "0", "after": str(begin + size)}}
        if begin + size < len(rows):
            paging["next"] = f"https://graph.facebook.com/next?access_token={TOKEN}"
        return {"data": rows[begin : begin + size], "paging": paging}


def serve(site) -> Api:
    api = Api()
    api.comment(api.post())

    def respond(method, path, query, body):
        _, _, headers, _ = site.sent[-1]
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 400, {"error": {"code": 190, "message": "Invalid OAuth access token"}}
        return api(method, path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def api(site) -> Api:
    return serve(site)


@pytest.fixture
def connector(site) -> FacebookConnector:
    return FacebookConnector(site.url)


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client, secrets={US: TOKEN})


class TestContract(Heard, ConnectorContract):
    may_be_absent = frozenset({"comments", "message"})
    """Asked for by name: Meta refuses one that it does not know, and leaves out what is empty."""

    bad_target = "https://www.facebook.com/groups/12"

    @pytest.fixture
    def target(self):
        return ADDRESS


class TestWriter(StandIn, WriterContract):
    @pytest.fixture
    def account(self):
        return US

    @pytest.fixture
    def secrets(self):
        return {US: TOKEN}

    @pytest.fixture(params=["post", "comment", "deep comment"])
    def question(self, request, connector, api, context):
        if request.param == "deep comment":
            api.comment(next(iter(api.said)), "Ja, hoe lang?")
        said = connector.read(ADDRESS, {}, context).batch.posts
        return said[{"post": 0, "comment": 1, "deep comment": 2}[request.param]]

    @pytest.fixture
    def standing(self, api):
        return lambda: [own for own, each in api.said.items() if each["from"]["id"] == US]

    @pytest.fixture
    def remove(self, api):
        return api.said.pop


def test_a_post_and_what_stands_below_it_are_heard(connector, api, context):
    post, comment = connector.read(ADDRESS, {}, context).batch.posts
    assert (post.id, post.text) == (f"facebook:{US}_1", "De brug is dicht #brug")
    assert (post.author.id, post.author.name) == ("77", "Els Jansen")
    assert (post.engagement.reposts, post.engagement.likes) == (2, 5)
    assert (post.hashtags, post.source) == (("brug",), "gemeente.proefdam")
    assert (comment.id, comment.in_reply_to, comment.thread) == (
        f"facebook:{US}_1_2",
        post.id,
        post.id,
    )
    assert comment.published_at == NOW - dt.timedelta(minutes=498)


def test_new_comments_below_old_posts_are_heard(connector, api, context):
    cursor = connector.read(ADDRESS, {}, context).cursor
    own = api.comment(next(iter(api.posts)), "En nu?")
    again = connector.read(ADDRESS, cursor, context)
    assert [post.external_id for post in again.batch] == [f"{US}_{own}"]
    assert connector.read(ADDRESS, again.cursor, context).is_unchanged


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context):
    cursor = connector.read(ADDRESS, {}, context).cursor
    for number in range(60):
        api.post(f"Bericht {number}")
    for number in range(130):
        api.comment(f"{US}_62", f"Reactie {number}")
    pages = list(read_pages(connector, ADDRESS, context, cursor))
    given = [post.id for page in pages for post in page.batch]
    assert (len(pages), len(given)) == (3, 190)
    assert len(set(given)) == 190
    assert connector.read(ADDRESS, pages[-1].cursor, context).is_unchanged


def test_a_thread_is_read_whole_from_any_of_its_posts(connector, api, context):
    top = next(iter(api.posts))
    for number in range(120):
        api.comment(top, f"Reactie {number}")
    post = connector.read(ADDRESS, {}, context).batch.posts[5]
    given = connector.thread(post, context).posts
    assert len(given) == 121
    assert given[0].external_id == top
    assert post.id not in {each.id for each in given}


def test_our_own_message_is_published_once(connector, api, context):
    http = ForgetfulClient(allowed_networks=("127.0.0.0/8",))
    message = Message(key="k", account=US, text="Zondag is de brug weer open.")
    with http:
        for loses in (1, 0):
            http.loses = loses
            try:
                sent = connector.send(message, dataclasses.replace(context, http=http))
            except ConnectorRefused as refusal:
                assert not refusal.permanent  # noqa: PT017  # the second attempt succeeds
            message = dataclasses.replace(message, is_retry=True)
    assert [own for own, each in api.posts.items() if each["from"]["id"] == US] == [sent.id]


@pytest.mark.parametrize(
    ("error", "key"),
    [
        ({"code": 190}, Refusal.NOT_ALLOWED),
        ({"code": 200}, Refusal.NOT_ALLOWED),
        ({"code": 4}, Refusal.ASKED_TO_WAIT),
        ({"code": 80001}, Refusal.ASKED_TO_WAIT),
        ({"code": 2}, Refusal.SERVER_FAULT),
        ({"code": 100, "error_subcode": 33}, Refusal.NOT_FOUND),
        ({"code": 100}, Refusal.STATUS_UNEXPECTED),
    ],
)
def test_what_is_refused_has_its_reason(site, connector, context, error, key):
    site.work(lambda *_: (400, {"error": error | {"message": TOKEN}}))
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(ADDRESS, {"page": US, "known": []}, context)
    assert refused.value.key == key
    assert TOKEN not in f"{refused.value} {refused.value.values}"
    assert bool(refused.value.retry_after) == (key == Refusal.ASKED_TO_WAIT)


def test_the_token_says_whose_page_it_is(site, connector, api, context):
    identity = connector.sign_in("whatever", TOKEN, context)
    assert (identity.place, identity.handle) == (US, "gemeente.Proefdam")
    site.work(lambda *_: (200, {"id": "5", "name": "Els Jansen"}))
    with pytest.raises(ConnectorRefused) as refused:
        connector.sign_in("whatever", TOKEN, context)
    assert refused.value.key == Refusal.ANSWER_MALFORMED


def test_only_our_own_page_is_heard_and_answers(connector, api, context, client):
    with pytest.raises(ConnectorRefused) as refused:
        connector.read("https://www.facebook.com/anderen", {}, context)
    assert refused.value.key == Refusal.ACCOUNT_UNKNOWN
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(ADDRESS, {}, Context(now=NOW, http=client))
    assert refused.value.key == Refusal.SIGN_IN_NEEDED
    assert connector.answering_place(f"facebook:{US}_1_2", ["5", US]) == US
    assert connector.answering_place("facebook:9_1", [US]) == ""


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (f"{ADDRESS}/", "gemeente.proefdam"),
        ("https://m.facebook.com/profile.php?id=123", "123"),
        ("https://www.facebook.com/people/Gemeente/123", "123"),
        ("https://www.facebook.com/p/Gemeente-Proefdam-123/", "123"),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(address, page):
    assert read_target(address) == page


def raw_of(given: dict) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(given).encode())


def adapted(*given: dict):
    adapter = Adapter(US, now=NOW)
    posts = [post for post, _ in adapter.entries(map(raw_of, given))]
    return posts, [each.key for each in adapter.warnings.collected()]


def entry(**more) -> dict:
    return {"id": f"{US}_1", "created_time": written(1), "message": "Dicht"} | more


def test_what_is_unknown_changes_nothing():
    (post,), warnings = adapted(entry(brand_new={"deep": [1]}))
    assert (post.text, warnings) == ("Dicht", [])


def test_what_is_kept_of_it_bears_no_words_of_others_and_not_our_token(connector, api, context):
    top = next(iter(api.posts))
    for number in range(60):
        api.comment(top, f"Marleen {number}")
    posts = connector.read(ADDRESS, {}, context).batch.posts
    raws = {post.external_id: bytes(post.raw) for post in posts}
    assert TOKEN.encode() not in b"".join(raws.values())
    assert b"Marleen" not in raws[top]
    assert json.loads(raws[top]) == api.posts[top]


def test_what_is_said_below_a_picture_without_a_word_is_heard(connector, api, context):
    top = api.post("", attachments={"data": [{"media_type": "photo"}]})
    api.comment(top, "Mooi!")
    posts = connector.read(ADDRESS, {}, context).batch.posts
    assert "Mooi!" in [post.text for post in posts]
    assert top not in [post.external_id for post in posts]
    said = next(post for post in posts if post.text == "Mooi!")
    assert list(connector.thread(said, context)) == []


def test_a_number_that_is_none_leads_nowhere_else(site, connector, api, context):
    asked = len(site.sent)
    forged = Post(
        f"facebook:{US}_1/../../me/feed?x=", "facebook", "", NOW, Author(id="1", handle="1")
    )
    with pytest.raises(ConnectorRefused) as refused:
        connector.send(Message(key="k", account=US, text="Dicht.", in_reply_to=forged), context)
    assert (refused.value.key, len(site.sent)) == (Refusal.TARGET_UNKNOWN, asked)


def test_who_is_not_told_is_somebody_else_each_time():
    posts, _ = adapted(entry(), entry(id=f"{US}_2"))
    said = [raw_of(entry(id=f"1_{number}")) for number in (3, 4)]
    posts += Adapter(US, now=NOW).comments(said, posts[0].id)
    assert {post.author.handle for post in posts} == {""}
    assert len({post.author.id for post in posts}) == 4


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"id": None}, Caution.ENTRY_BROKEN),
        ({"created_time": "gisteren"}, Caution.ENTRY_BROKEN),
        ({"shares": 7}, Caution.ENTRY_BROKEN),
    ],
)
def test_a_changed_field_is_seen_and_does_not_break(change, warning):
    posts, warnings = adapted(entry(**change), entry(id=f"{US}_2"))
    assert ([post.external_id for post in posts], warnings) == ([f"{US}_2"], [warning])


@pytest.mark.parametrize("name", ["id", "created_time"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    posts, warnings = adapted({k: v for k, v in entry().items() if k != name}, entry())
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


@pytest.mark.data
def test_published_answers_lose_nothing():
    """Those published examples that hold what we ask for; the others leave out fields."""
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        pytest.skip("needs the public data sets: set KLANKBORD_TEST_DATA")
    path = Path(folder) / "fixtures_api" / "meta_graph_api.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        given = [json.loads(line) for line in lines]
    n_read = 0
    for each in given:
        is_comment = "/facebook/apidata/comments/" in each["path"]
        if not is_comment and "/facebook/apidata/posts/" not in each["path"]:
            continue
        rows = each["json"].get("data") or [each["json"], *each["json"].values()]
        for row in rows:
            if not (isinstance(row, dict) and {"id", "created_time"} <= row.keys()):
                continue
            adapter = Adapter("19292868552", now=NOW)
            read = (
                adapter.comments([raw_of(row)], "facebook:1")
                if is_comment
                else [post for post, _ in adapter.entries([raw_of(row)])]
            )
            is_heard = bool(row.get("message")) or not is_comment
            assert (len(read), adapter.warnings.collected()) == (is_heard, ())
            for post in read:
                own = {name: row[name] for name in row.keys() - {"comments"}}
                assert json.loads(bytes(post.raw)) == own
                assert post.text.split() == (row.get("message") or "").split()
                n_read += 1
    assert n_read >= 8
