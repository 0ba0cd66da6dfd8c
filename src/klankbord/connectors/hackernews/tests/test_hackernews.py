"""Hacker News: its search, read backwards until what is known."""

import datetime as dt
import json
import re

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, DriftContract, TroubleContract
from klankbord.connectors.hackernews.adapter import Adapter
from klankbord.connectors.hackernews.client import PAGE, HackerNewsConnector, read_target
from klankbord.connectors.reading import read_all, read_pages
from klankbord.connectors.reasons import Caution

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
START = int(dt.datetime(2026, 3, 1, tzinfo=dt.UTC).timestamp())
SEARCH = "https://hn.algolia.com/?q=zwembad"


def hit(number: int, at: int | None = None, **more) -> dict:
    """A comment as the search shows it, with fields that we do not use among it."""
    given = {
        "objectID": str(number),
        "author": "jan",
        "created_at_i": START + 60 * number if at is None else at,
        "comment_text": f"<p>Zie <a href='https://example.org/{number}'>het bad</a> {number}</p>",
        "story_id": 1,
        "story_title": "Zwembad dicht",
        "parent_id": 1,
        "points": None,
        "_tags": ["comment", "author_jan", "story_1"],
        "_highlightResult": {"author": {"value": "jan"}},
    }
    return given | more


STORY = hit(1, comment_text=None, parent_id=None, title="Zwembad dicht", url="https://example.org/")


class Index:
    """A search that sorts by date, takes bounds in seconds and gives a thousand lines at most."""

    def __init__(self) -> None:
        self.hits: list[dict] = []

    def __call__(self, method, path, query, body):
        assert (method, path) == ("GET", "/search_by_date")
        low, high = 0, 2**40
        for bound in filter(None, query.get("numericFilters", "").split(",")):
            found = re.fullmatch(r"created_at_i(>=|<=)(\d+)", bound)
            low, high = (int(found[2]), high) if found[1] == ">=" else (low, int(found[2]))
        kept = [each for each in self.hits if low <= each["created_at_i"] <= high]
        kept.sort(key=lambda each: -each["created_at_i"])
        size = min(int(query["hitsPerPage"]), 1_000)
        return 200, {"hits": kept[:size], "nbHits": len(kept), "exhaustiveNbHits": True}


@pytest.fixture
def index(site) -> Index:
    index = Index()
    site.work(index)
    return index


@pytest.fixture
def connector(site) -> HackerNewsConnector:
    return HackerNewsConnector(site.url)


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client)


class TestContract(ConnectorContract, DriftContract, TroubleContract):
    @pytest.fixture(autouse=True)
    def _connector(self, connector, index):
        self.connector = connector
        index.hits = [hit(number) for number in range(2, 5)]

    @pytest.fixture
    def target(self):
        return SEARCH

    @pytest.fixture
    def http(self, client):
        return client


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        (SEARCH, {"query": "zwembad", "tags": "(story,comment)"}),
        ("https://news.ycombinator.com/", {"tags": "story"}),
        ("https://news.ycombinator.com/newcomments", {"tags": "comment"}),
        ("https://news.ycombinator.com/item?id=12", {"tags": "(story,comment),story_12"}),
        ("https://news.ycombinator.com/user?id=jan", {"tags": "(story,comment),author_jan"}),
        (
            "https://news.ycombinator.com/from?site=example.org",
            {"query": "example.org", "restrictSearchableAttributes": "url", "tags": "story"},
        ),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(target, asked):
    assert read_target(target).asked == asked


@pytest.mark.parametrize(
    "target",
    [
        "https://news.ycombinator.com/jobs",
        "https://news.ycombinator.com/item?id=1,2",
        "https://example.org/newest",
        "https://hn.algolia.com/",
    ],
)
def test_what_is_no_place_is_refused(target):
    with pytest.raises(ConnectorRefused) as refused:
        read_target(target)
    assert (refused.value.key, refused.value.permanent) == (Refusal.TARGET_UNKNOWN, True)


def test_a_post_is_heard_with_everything_it_says(connector, index, context):
    index.hits = [STORY, hit(2)]
    story, comment = connector.read(SEARCH, {}, context).batch.posts
    assert (story.title, story.links) == ("Zwembad dicht", ("https://example.org/",))
    assert story.url == "https://news.ycombinator.com/item?id=1"
    assert (comment.text, comment.title) == ("Zie het bad 2", "")
    assert comment.links == ("https://example.org/2",)
    assert comment.in_reply_to == comment.thread == story.id == "hackernews:1"
    assert json.loads(bytes(comment.raw)) == hit(2)


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, index, context):
    index.hits = [hit(1)]
    cursor = connector.read(SEARCH, {}, context).cursor
    crowd = [hit(1_000 + number, START + 9_000) for number in range(PAGE - 1)]
    index.hits += [*(hit(number) for number in range(2, 2 * PAGE)), *crowd]
    pages = list(read_pages(connector, SEARCH, context, cursor))
    given = [post.external_id for page in pages for post in page.batch]
    assert len(pages) > 2
    assert len(given) == len(set(given))
    assert set(given) == {each["objectID"] for each in index.hits} - {"1"}
    index.hits.append(hit(5_000, START + 60 * (2 * PAGE) - 600))  # was not in the index yet
    assert [p.external_id for p in read_all(connector, SEARCH, context, pages[-1].cursor)] == [
        "5000"
    ]


def test_a_thread_is_read_oldest_first(connector, index, context):
    index.hits = [hit(3), STORY, hit(2)]
    post = next(p for p in connector.read(SEARCH, {}, context).batch if p.external_id == "2")
    assert [each.external_id for each in connector.thread(post, context)] == ["1", "3"]


@pytest.mark.parametrize(
    ("status", "key"), [(429, Refusal.ASKED_TO_WAIT), (503, Refusal.SERVER_FAULT)]
)
def test_who_is_sent_away_comes_back(connector, site, context, status, key):
    site.work(lambda *_: (status, {"message": "Too many"}))
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(SEARCH, {}, context)
    assert (refused.value.key, refused.value.permanent) == (key, False)


def adapted(*hits: dict):
    adapter = Adapter(now=NOW)
    placed = list(adapter.placed(msgspec.Raw(json.dumps(each).encode()) for each in hits))
    return [p for _, p in placed if p], [each.key for each in adapter.warnings.collected()]


@pytest.mark.parametrize("name", ["objectID", "author", "created_at_i", "comment_text"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    changed = {key: value for key, value in hit(1).items() if key != name}
    posts, warnings = adapted(changed, hit(2))
    assert ([post.external_id for post in posts], warnings) == (["2"], [Caution.FIELDS_MISSING])


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"created_at_i": "soon"}, Caution.ENTRY_BROKEN),
        ({"comment_text": ""}, Caution.ENTRY_EMPTY),
        ({"created_at_i": 2**33}, Caution.DATE_IN_FUTURE),
    ],
)
def test_what_cannot_be_is_told(changed, key):
    assert adapted(hit(1, **changed), hit(2))[1] == [key]


@pytest.mark.parametrize("seconds", [10**18, -(10**18), 32503680000])
def test_a_moment_that_cannot_be_does_not_stand_on_top_for_ever(seconds):
    posts, warnings = adapted(hit(1, seconds), hit(2))
    assert ([post.external_id for post in posts], warnings) == (
        ["1", "2"],
        [Caution.DATE_IN_FUTURE],
    )
    assert posts[0].published_at == NOW
