"""Stack Exchange: lists read backwards, within what a day allows, asked as its document says."""

import datetime as dt
import json

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.contract_tests import ConnectorContract
from klankbord.connectors.reading import read_all, read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.stackexchange.adapter import Adapter
from klankbord.connectors.stackexchange.client import StackExchangeConnector, read_target
from klankbord.connectors.tests.published import check_sent
from klankbord.connectors.tests.standin import Heard

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
START = int(dt.datetime(2026, 3, 1, tzinfo=dt.UTC).timestamp())
TAG = "https://stackoverflow.com/questions/tagged/python+django"


def entry(number: int, at: int | None = None, **more) -> dict:
    given = {
        "question_id": number,
        "creation_date": START + 60 * number if at is None else at,
        "title": "Hoe &quot;snel&quot; is dit?",
        "body": f"<p>Vraag {number}, zie <a href='https://example.org/{number}'>hier</a></p>",
        "owner": {
            "user_id": 7,
            "display_name": "Jan &amp; Co",
            "link": "https://stackoverflow.com/users/7/jan",
            "reputation": 1,
        },
        "link": f"https://stackoverflow.com/questions/{number}/slug",
        "tags": ["python"],
        "score": -2,
        "answer_count": 3,
        "view_count": 10,
        "content_license": "CC BY-SA 4.0",
    }
    return given | more


def answer(number: int, question: int = 1, **more) -> dict:
    given = {k: v for k, v in entry(number).items() if k not in {"title", "tags"}}
    return given | {"answer_id": number, "question_id": question} | more


class Api:
    """Lists by date, a page of a hundred at a time, with what is left for today."""

    def __init__(self) -> None:
        self.lists: dict[str, list[dict]] = {}
        self.more: dict = {}

    def __call__(self, method, path, query, body):
        low, high = int(query.get("fromdate", 0)), int(query.get("todate", 2**40))
        kept = [each for each in self.lists[path] if low <= each["creation_date"] <= high]
        kept.sort(key=lambda each: -each["creation_date"])
        size = int(query["pagesize"])
        wrapped = {"items": kept[:size], "has_more": len(kept) > size, "quota_max": 300}
        return 200, {**wrapped, "quota_remaining": 290, **self.more}


@pytest.fixture
def api(site) -> Api:
    api = Api()
    api.lists = {"/questions": [entry(number) for number in range(1, 4)]}
    site.work(api)
    return api


@pytest.fixture
def connector(site) -> StackExchangeConnector:
    return StackExchangeConnector(site.url)


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client)


class TestContract(Heard, ConnectorContract):
    bad_target = "https://stackoverflow.com/jobs"

    @pytest.fixture
    def target(self):
        return TAG


@pytest.mark.parametrize(
    ("target", "site", "method", "asked"),
    [
        (TAG, "stackoverflow.com", "questions", {"tagged": "python;django"}),
        ("https://bicycles.stackexchange.com/", "bicycles.stackexchange.com", "posts", {}),
        (
            "https://stackoverflow.com/search?q=a+b",
            "stackoverflow.com",
            "search/advanced",
            {"q": "a b"},
        ),
        (
            "https://stackoverflow.com/questions/12/x",
            "stackoverflow.com",
            "questions/12/answers",
            {},
        ),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(target, site, method, asked):
    found = read_target(target)
    assert (found.site, found.method, found.asked) == (site, method, asked)


def test_a_post_is_heard_with_everything_it_says(connector, api, context):
    post = connector.read(TAG, {}, context).batch.posts[0]
    assert (post.id, post.source) == ("stackexchange:stackoverflow.com/1", "stackoverflow.com")
    assert (post.title, post.text) == ('Hoe "snel" is dit?', "Vraag 1, zie hier")
    assert (post.author.id, post.author.handle) == ("7@stackoverflow.com", "Jan & Co")
    assert (post.engagement.replies, post.engagement.likes, post.engagement.views) == (3, 0, 10)
    assert (post.thread, post.in_reply_to, post.hashtags) == (post.id, "", ("python",))
    assert json.loads(bytes(post.raw)) == entry(1)


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context):
    cursor = connector.read(TAG, {}, context).cursor
    crowd = [entry(9_000 + number, START + 5_000) for number in range(99)]
    api.lists["/questions"] += [*(entry(number) for number in range(4, 260)), *crowd]
    pages = list(read_pages(connector, TAG, context, cursor))
    given = [post.external_id for page in pages for post in page.batch]
    assert len(pages) > 3
    assert len(given) == len(set(given))
    wanted = {f"stackoverflow.com/{each['question_id']}" for each in api.lists["/questions"]}
    assert set(given) == wanted - {f"stackoverflow.com/{n}" for n in (1, 2, 3)}


def test_a_thread_is_the_question_and_its_answers(connector, api, context):
    api.lists |= {"/questions/1": [entry(1)], "/questions/1/answers": [answer(8), answer(5)]}
    found = list(read_all(connector, "https://stackoverflow.com/questions/1/x", context))
    assert [post.in_reply_to for post in found] == ["stackexchange:stackoverflow.com/1"] * 2
    numbers = [p.external_id.rpartition("/")[2] for p in connector.thread(found[0], context)]
    assert numbers == ["1", "8"]


def test_who_asks_to_wait_is_obeyed_and_the_day_is_shared(connector, api, context):
    api.more = {"backoff": 7_200}
    api.lists["/questions"] += [entry(number) for number in range(4, 260)]
    first = connector.read(TAG, {"until": "2026-03-01T00:00:00+00:00"}, context)
    assert first.next_after == dt.timedelta(hours=2)
    assert not first.has_more
    assert first.cursor["page"]  # the next visit goes on further back
    api.more = {"quota_remaining": 24}
    assert connector.read(TAG, {}, context).next_after == dt.timedelta(hours=4)


def test_a_throttle_says_for_how_long(connector, site, context):
    words = "too many requests from this IP, more requests available in 82216 seconds"
    site.work(lambda *_: (400, {"error_id": 502, "error_name": "throttle", "error_message": words}))
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(TAG, {}, context)
    assert refused.value.key == Refusal.ASKED_TO_WAIT
    assert refused.value.retry_after == dt.timedelta(seconds=82_216)


def adapted(*entries: dict):
    adapter = Adapter("stackoverflow.com", now=NOW)
    placed = list(adapter.placed(msgspec.Raw(json.dumps(each).encode()) for each in entries))
    return [p for _, p in placed if p], [each.key for each in adapter.warnings.collected()]


@pytest.mark.parametrize("name", ["creation_date", "body", "question_id"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    changed = {key: value for key, value in entry(1).items() if key != name}
    posts, warnings = adapted(changed, entry(2))
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


def test_an_unknown_field_changes_nothing_and_a_broken_line_is_told():
    posts, warnings = adapted(entry(1, brand_new=[1]), entry(2, body=5))
    assert (len(posts), warnings) == (1, [Caution.ENTRY_BROKEN])


def test_who_left_has_a_name_or_none():
    nobody = [entry(number, owner={}) for number in (2, 3)]
    posts, _ = adapted(entry(1, owner={"display_name": "user7"}), *nobody)
    assert [post.author.handle for post in posts] == ["user7", "", ""]
    assert len({post.author.id for post in posts}) == 3


def test_an_answer_does_not_bear_the_title_of_its_question():
    posts, _ = adapted(
        answer(2, title="Hoe snel is dit?"),
        entry(3, question_id=None, post_id=3, post_type="answer"),
        entry(4, question_id=None, post_id=4, post_type="question"),
    )
    assert [bool(post.title) for post in posts] == [False, False, True]


@pytest.mark.peer
def test_every_request_is_one_that_the_vendor_publishes(connector, site, api, context):
    api.lists |= {"/posts": [entry(1)], "/search/advanced": [entry(1)]}
    api.lists |= {"/questions/1": [entry(1)], "/questions/1/answers": [answer(8)]}
    page = {"until": "2026-03-01T00:00:00+00:00", "page": str(START)}
    for target in (TAG, "https://stackoverflow.com/", "https://stackoverflow.com/search?q=a"):
        post = connector.read(target, page, context).batch.posts
        assert post or target
    found = connector.read("https://stackoverflow.com/questions/1/x", {}, context).batch.posts
    connector.thread(found[0], context)
    assert check_sent("stackexchange.com", site.url, site.sent) == 6


@pytest.mark.parametrize("seconds", [10**18, -(10**18), 32503680000])
def test_a_moment_that_cannot_be_does_not_stand_on_top_for_ever(seconds):
    posts, warnings = adapted(entry(1, seconds), entry(2))
    assert (len(posts), warnings) == (2, [Caution.DATE_IN_FUTURE])
    assert posts[0].published_at == NOW
