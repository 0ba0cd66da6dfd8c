"""Instagram: what stands below what we show, who tags us, hashtags; answered once.

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
from klankbord.connectors.contract_tests import ConnectorContract, WriterContract
from klankbord.connectors.instagram.adapter import Adapter
from klankbord.connectors.instagram.client import InstagramConnector, Target, read_target
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.standin import Heard, StandIn
from klankbord.core.post import Author, Post

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
TOKEN = "a-token-of-who-may-speak-for-us"
US, NAME = "178414001", "gemeente.proefdam"
ADDRESS = f"https://www.instagram.com/{NAME}/"
ACCOUNT = {"id": US, "username": NAME, "name": "Gemeente Proefdam"}
GONE = {"error": {"code": 100, "error_subcode": 33, "message": "no such object"}}


def written(minute: int) -> str:
    return (NOW - dt.timedelta(minutes=900 - minute)).strftime("%Y-%m-%dT%H:%M:%S+0000")


class Api:
    """An account with pictures and comments, newest first, and what others show."""

    def __init__(self) -> None:
        self.shown: dict[str, dict] = {}
        self.said: dict[str, dict] = {}
        self.by_others: list[dict] = []
        self.n = 0

    def show(self, caption="De brug is dicht #brug", **more) -> str:
        self.n += 1
        own = f"1790{self.n}"
        self.shown[own] = {
            "id": own,
            "caption": caption,
            "timestamp": written(self.n),
            "permalink": f"https://www.instagram.com/p/C{self.n}/",
            "username": NAME,
            "like_count": 5,
            "comments_count": 1,
            **more,
        }
        return own

    def say(self, below: str, text="Hoe lang nog?", name="els.jansen") -> str:
        """Below a picture, or below a comment: then below the one at the top."""
        self.n += 1
        own, above = f"1800{self.n}", self.said.get(below)
        self.said[own] = {
            "id": own,
            "text": text,
            "timestamp": written(self.n),
            "username": name,
            "from": {"id": f"scoped-{name}", "username": name},
            "like_count": 1,
            "media": {"id": above["media"]["id"] if above else below},
            **({"parent_id": above.get("parent_id", below)} if above else {}),
        }
        return own

    def __call__(self, method, path, query, body):
        place, _, edge = path.strip("/").partition("/")
        if method == "POST":
            if place not in self.shown | self.said:
                return 400, GONE
            return 200, {"id": self.say(place, parse_qs(body.decode())["message"][0], NAME)}
        if edge:
            return 200, self._list(place, edge, query)
        if place == "ig_hashtag_search":
            assert query["user_id"] == US
            return 200, {"data": [{"id": "555"}] if query["q"] == "brug" else []}
        found = ACCOUNT if place == US else self.shown.get(place) or self.said.get(place)
        return (200, found) if found else (400, GONE)

    def _list(self, place, edge, query):
        if edge == "accounts":
            return {"data": [{"id": "1"}, {"instagram_business_account": ACCOUNT, "id": "2"}]}
        if edge in {"tags", "recent_media"}:
            return self._page(self.by_others[::-1], query)
        lists = {"media": self._media, "comments": self._comments, "replies": self._replies}
        return self._page(lists[edge](place), query)

    def _media(self, _):
        return [each | {"comments": self._below(each["id"])} for each in self.shown.values()][::-1]

    def _comments(self, media):
        found = (each for each in self.said.values() if each["media"]["id"] == media)
        top = [each for each in found if "parent_id" not in each]
        return [each | self._answers(each["id"]) for each in top][::-1]

    def _replies(self, comment):
        return [each for each in self.said.values() if each.get("parent_id") == comment]

    def _answers(self, comment):
        found = self._replies(comment)
        return {"replies": {"data": found}} if found else {}

    def _below(self, media):
        return self._page(self._comments(media), {"limit": 50})

    def _page(self, rows, query):
        begin, size = int(query.get("after", 0)), int(query["limit"])
        paging = {"cursors": {"after": str(begin + size)}}
        if begin + size < len(rows):
            paging["next"] = f"https://graph.facebook.com/next?access_token={TOKEN}"
        return {"data": rows[begin : begin + size], "paging": paging}


def serve(site) -> Api:
    api = Api()
    api.say(api.show())

    def respond(method, path, query, body):
        _, address, headers, _ = site.sent[-1]
        assert TOKEN not in address
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 400, {"error": {"code": 190, "message": "Invalid OAuth access token"}}
        return api(method, path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def api(site) -> Api:
    return serve(site)


@pytest.fixture
def connector(site) -> InstagramConnector:
    return InstagramConnector(site.url)


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client, secrets={US: TOKEN})


class TestContract(Heard, ConnectorContract):
    may_be_absent = frozenset({"caption", "comments", "text"})
    """Asked for by name: Meta refuses one that it does not know, and leaves out what is empty."""

    bad_target = "https://www.instagram.com/p/C1abc/"

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

    @pytest.fixture(params=["picture", "comment", "answer", "only its copy is left"])
    def question(self, request, connector, api, context):
        if request.param in {"answer", "only its copy is left"}:
            api.say(next(iter(api.said)), "Ja, hoe lang?")
        said = connector.read(ADDRESS, {}, context).batch.posts
        if request.param == "only its copy is left":
            return Post(said[2].id, "instagram", "Ja?", NOW, Author(id="1", handle="1"))
        return said[{"picture": 0, "comment": 1, "answer": 2}[request.param]]

    @pytest.fixture
    def standing(self, api):
        return lambda: [own for own, each in api.said.items() if each["username"] == NAME]

    @pytest.fixture
    def remove(self, api):
        return api.said.pop


def test_a_picture_and_what_stands_below_it_are_heard(connector, api, context):
    api.say(next(iter(api.said)), "Tot zondag", "jan")
    shown, comment, answer = connector.read(ADDRESS, {}, context).batch.posts
    assert (shown.id, shown.text) == (f"instagram:{US}_17901", "De brug is dicht #brug")
    assert (shown.author.handle, shown.hashtags, shown.source) == (NAME, ("brug",), NAME)
    assert (shown.engagement.likes, shown.engagement.replies) == (5, 1)
    assert comment.id == f"{shown.id}_18002"
    assert (comment.in_reply_to, comment.thread) == (shown.id, shown.id)
    assert (answer.in_reply_to, answer.thread) == (comment.id, shown.id)
    assert (comment.author.handle, comment.author.url) == (
        "els.jansen",
        "https://www.instagram.com/els.jansen/",
    )
    assert comment.published_at == NOW - dt.timedelta(minutes=898)
    assert comment.url == shown.url == "https://www.instagram.com/p/C1/"


def test_below_a_picture_without_a_word_people_are_heard(connector, api, context):
    own = api.say(api.show(caption=None), "Waar is dit?")
    reading = connector.read(ADDRESS, {}, context)
    assert [each.text for each in reading.batch] == [
        "De brug is dicht #brug",
        "Hoe lang nog?",
        "Waar is dit?",
    ]
    assert reading.batch.posts[2].id == f"instagram:{US}_17903_{own}"
    assert connector.read(ADDRESS, reading.cursor, context).is_unchanged


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context):
    cursor = connector.read(ADDRESS, {}, context).cursor
    shown = [api.show(f"Foto {number}") for number in range(60)]
    for number in range(130):
        api.say(shown[-1], f"Reactie {number}")
    pages = list(read_pages(connector, ADDRESS, context, cursor))
    given = [post.id for page in pages for post in page.batch]
    assert (len(pages), len(given)) == (3, 190)
    assert len(set(given)) == 190
    assert connector.read(ADDRESS, pages[-1].cursor, context).is_unchanged


def test_a_thread_is_read_whole_from_any_of_its_posts(connector, api, context):
    top = next(iter(api.shown))
    for number in range(120):
        api.say(top, f"Reactie {number}")
    post = connector.read(ADDRESS, {}, context).batch.posts[5]
    given = connector.thread(post, context).posts
    assert (len(given), given[0].text) == (121, "De brug is dicht #brug")
    assert post.id not in {each.id for each in given}


@pytest.mark.parametrize(
    "address", [f"{ADDRESS}tagged/", "https://instagram.com/explore/tags/Brug"]
)
def test_what_others_show_is_heard_and_answered_by_hand(site, connector, api, context, address):
    is_tag = "tags" in address
    for number in range(70):
        more = {} if is_tag else {"username": "jan"}
        shown = {"id": f"1760{number}", "timestamp": written(number), "caption": "Mooie #brug"}
        api.by_others.append({**shown, "permalink": "https://www.instagram.com/p/x/", **more})
    first = connector.read(address, {}, context)
    assert (len(first.batch), first.has_more) == (50, False)
    post = first.batch.posts[-1]
    assert post.id == "instagram:176069"
    assert len({each.author.id for each in first.batch}) == (50 if is_tag else 1)
    assert {each.author.handle for each in first.batch} == ({""} if is_tag else {"jan"})
    assert connector.answering_place(post.id, [US]) == ""
    assert list(connector.thread(post, context)) == []
    assert connector.read(address, first.cursor, context).is_unchanged
    assert sum("ig_hashtag_search" in sent[1] for sent in site.sent) == int(is_tag)


def test_a_hashtag_that_nobody_uses_is_refused(connector, api, context):
    with pytest.raises(ConnectorRefused) as refused:
        connector.read("https://www.instagram.com/explore/tags/niets/", {}, context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.NOT_FOUND, True)


def test_words_alone_cannot_be_published(connector, api, context):
    with pytest.raises(ConnectorRefused) as refused:
        connector.send(Message(key="k", account=US, text="Zondag open."), context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.TARGET_UNKNOWN, True)
    assert all(each["username"] != NAME for each in api.said.values())


def test_the_token_opens_the_account_that_was_named(connector, api, context):
    identity = connector.sign_in(f"@{NAME.title()}", TOKEN, context)
    assert (identity.place, identity.handle, identity.url) == (US, NAME, ADDRESS)
    with pytest.raises(ConnectorRefused) as refused:
        connector.sign_in("anderen", TOKEN, context)
    assert refused.value.key == Refusal.ACCOUNT_UNKNOWN


def test_only_our_own_account_is_heard_and_answers(connector, api, context, client):
    with pytest.raises(ConnectorRefused) as refused:
        connector.read("https://www.instagram.com/anderen/", {}, context)
    assert refused.value.key == Refusal.ACCOUNT_UNKNOWN
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(ADDRESS, {}, Context(now=NOW, http=client))
    assert refused.value.key == Refusal.SIGN_IN_NEEDED
    assert connector.answering_place(f"instagram:{US}_1_2", ["5", US]) == US
    assert connector.answering_place("instagram:9_1", [US]) == ""


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (ADDRESS, Target(NAME)),
        (f"https://instagram.com/{NAME}?hl=nl", Target(NAME)),
        (f"{ADDRESS}tagged/", Target(NAME, is_tagged=True)),
        ("https://www.instagram.com/explore/tags/Caf%C3%A9/", Target(tag="café")),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(address, target):
    assert read_target(address) == target


def raw_of(given: dict) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(given).encode())


def adapted(*given: dict):
    adapter = Adapter(US, now=NOW)
    posts = [post for post, _ in adapter.media(map(raw_of, given))]
    return posts, [each.key for each in adapter.warnings.collected()]


def media(**more) -> dict:
    return {"id": "1", "timestamp": written(1), "caption": "Dicht"} | more


def test_what_is_unknown_changes_nothing():
    (post,), warnings = adapted(media(brand_new={"deep": [1]}))
    assert (post.text, warnings) == ("Dicht", [])


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"id": None}, Caution.ENTRY_BROKEN),
        ({"timestamp": "gisteren"}, Caution.ENTRY_BROKEN),
        ({"comments": 7}, Caution.ENTRY_BROKEN),
    ],
)
def test_a_changed_field_is_seen_and_does_not_break(change, warning):
    posts, warnings = adapted(media(**change), media(id="2"))
    assert ([post.external_id for post in posts], warnings) == ([f"{US}_2"], [warning])


@pytest.mark.parametrize("name", ["id", "timestamp"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    posts, warnings = adapted({k: v for k, v in media().items() if k != name}, media())
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


def test_what_is_kept_of_it_bears_no_words_of_others_and_not_our_token(connector, api, context):
    media, comment = next(iter(api.shown)), next(iter(api.said))
    for number in range(60):
        api.say(media, f"Marleen {number}")
    api.say(comment, "Marleen ook")
    posts = connector.read(ADDRESS, {}, context).batch.posts
    raws = {post.external_id: bytes(post.raw) for post in posts}
    assert TOKEN.encode() not in b"".join(raws.values())
    assert b"Marleen" not in raws[f"{US}_{media}"]
    kept = json.loads(raws[f"{US}_{media}"])
    assert kept == {k: v for k, v in api.shown[media].items() if k != "comments"}


def test_an_account_that_is_shut_keeps_no_other_out(connector, api, context):
    both = dataclasses.replace(context, secrets={"178414000": "revoked", US: TOKEN})
    assert len(connector.read(ADDRESS, {}, both).batch) == 2
    shut = dataclasses.replace(context, secrets={"178414000": "revoked"})
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(ADDRESS, {}, shut)
    assert refused.value.key == Refusal.NOT_ALLOWED


def rows_of(given) -> list[dict]:
    rows = given.get("data") or [given, *given.values()]
    return [each for each in rows if isinstance(each, dict) and {"id", "timestamp"} <= each.keys()]


@pytest.mark.data
def test_published_answers_lose_nothing():
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        pytest.skip("needs the public data sets: set KLANKBORD_TEST_DATA")
    path = Path(folder) / "fixtures_api" / "meta_graph_api.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        given = [each for each in map(json.loads, lines) if "/instagram/" in each["path"]]
    n_read = 0
    for each in given:
        for row in rows_of(each["json"]):
            adapter = Adapter(US, now=NOW)
            if "text" in row:
                top = next(post for post, _ in adapter.media([raw_of(media())]))
                read = list(adapter.comments([raw_of(row)], top))[:1]
            else:
                read = [post for post, _ in adapter.media([raw_of(row)])]
            assert (len(read), adapter.warnings.collected()) == (1, ())
            own = {name: row[name] for name in row.keys() - {"comments", "replies"}}
            assert json.loads(bytes(read[0].raw)) == own
            said = row.get("text") or row.get("caption") or ""
            assert read[0].text.split() == said.split()
            n_read += 1
    assert n_read > 10
