"""HumHub: an open space by its API, numbers and words alone.

The program behind the door does what the platform's OpenAPI documents say of the calls that we use.
"""

import datetime as dt
from urllib.parse import urlsplit

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.humhub.client import HumhubConnector, Target, read_target, words_of
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.inside import ADDRESS, NAME, OwnServerContract
from klankbord.connectors.tests.standin import Heard

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
TOKEN = "a-token-of-ours"
ELS = {"id": 7, "guid": "g7", "display_name": NAME, "email": ADDRESS, "url": "/u/els"}


def at(number: int) -> str:
    return (NOW - dt.timedelta(minutes=900 - number)).strftime("%Y-%m-%d %H:%M:%S")


def post(number: int, **facts) -> dict:
    told = {
        "id": 1_000 + number,
        "guid": f"p{number}",
        "object_model": "humhub\\modules\\post\\models\\Post",
        "object_id": number,
        "visibility": 1,
        "state": 1,
        "hidden": False,
        "created_by": ELS,
        "created_at": at(number),
        "updated_at": at(number),
        "url": f"https://hub.example/content/perma?id={1_000 + number}",
        "contentcontainer_id": 31,
    }
    words = (
        f"De brug is dicht {number}, [{NAME}](mention:g7 '/u/els') #brug"
        " ![kaart](file-guid:1) [krant](https://krant.example/1)"
    )
    content = {"id": 1_000 + number, "metadata": told | facts, "likes": {"total": 3}}
    return {"id": number, "message": words, "content": content}


def comment(number: int, **more) -> dict:
    return {
        "id": number,
        "message": "Hoe lang nog?",
        "objectModel": "humhub\\modules\\post\\models\\Post",
        "createdBy": ELS,
        "createdAt": at(number),
        "likes": {"total": 0},
        **more,
    }


class Api:
    """Spaces, the posts in one of them newest first, and comments oldest first."""

    def __init__(self) -> None:
        self.posts = [post(1), post(2)]
        self.comments: dict[int, list[dict]] = {}
        self.n_comments_read = 0
        self.without = ""  # a field that the oldest post no longer has
        self.spaces = [self._space(number, f"ruimte-{number}", 1) for number in range(1, 60)] + [
            self._space(77, "stad", 1),
            self._space(78, "directie", 0),
        ]

    @staticmethod
    def _space(number: int, name: str, visibility: int) -> dict:
        told = {"id": number, "url": f"https://hub.example/s/{name}/", "owner": ELS}
        held = {"contentcontainer_id": 31 if name == "stad" else 500 + number}
        return told | held | {"name": name, "visibility": visibility, "join_policy": 1}

    def __call__(self, method, path, query, body):
        kind = path.removeprefix("/api/v1/")
        if kind == "space":
            return self._page(self.spaces, query)
        if kind == "post/container/31":
            shown = [each | {"content": self._told(each)} for each in self.posts[::-1]]
            shown[-1].pop(self.without, None)
            return self._page(shown, query)
        assert kind.startswith("comment/content/")
        self.n_comments_read += 1
        return self._page(self.comments[int(kind.rpartition("/")[2]) - 1_000], query)

    def _told(self, given) -> dict:
        below = self.comments.get(given["id"], [])
        return given["content"] | {"comments": {"total": len(below), "latest": below[-2:]}}

    @staticmethod
    def _page(lines, query):
        number, size = int(query["page"]), int(query["limit"])
        assert 1 <= size <= 50
        n_pages = -(-len(lines) // size)
        shown = lines[(number - 1) * size : number * size]
        return 200, {"total": len(lines), "page": number, "pages": n_pages, "results": shown}


@pytest.fixture
def api(site) -> Api:
    api = Api()

    def respond(method, path, query, body):
        if site.sent[-1][2].get("authorization") != f"Bearer {TOKEN}":
            return 401, {"code": 401, "message": "Invalid token!"}
        return api(method, path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def target(site) -> str:
    return f"{site.url}/s/stad"


@pytest.fixture
def connector() -> HumhubConnector:
    return HumhubConnector()


@pytest.fixture
def context(client, site) -> Context:
    return Context(now=NOW, http=client, secrets={urlsplit(site.url).netloc: TOKEN})


class TestContract(Heard, OwnServerContract):
    bad_target = "https://hub.example/u/els"

    @pytest.fixture
    def target(self, target):
        return target

    @pytest.fixture
    def private_target(self, site):
        return f"{site.url}/s/directie"


def own(posts) -> list[str]:
    return [each.external_id.rpartition("/")[2] for each in posts]


def test_a_post_and_what_stands_below_it_are_read(site, connector, api, context, target):
    inner = comment(6, message="Tot zondag.")
    api.comments[1] = [comment(5, comments=[inner], commentsCount=1), comment(8)]
    first, second, above, below, last = connector.read(target, {}, context).batch
    begin = f"humhub:{urlsplit(site.url).netloc}/77/"
    assert (first.id, first.source, first.author.id) == (f"{begin}1", "stad", "7")
    assert first.text == "De brug is dicht 1, @g7 #brug krant"
    assert (first.links, first.hashtags) == (("https://krant.example/1",), ("brug",))
    assert first.published_at == NOW - dt.timedelta(minutes=899)
    assert own([second, above, below, last]) == ["2", "comment-5", "comment-6", "comment-8"]
    assert (above.in_reply_to, below.in_reply_to) == (first.id, above.id)
    assert {each.thread for each in (first, above, below, last)} == {first.id}


def test_comments_are_read_again_only_where_there_are_new_ones(connector, api, context, target):
    api.comments[1] = [comment(5)]
    cursor = connector.read(target, {}, context).cursor
    api.posts += [post(number) for number in range(200, 220)]
    cursor = connector.read(target, cursor, context).cursor
    before = api.n_comments_read
    assert connector.read(target, cursor, context).is_unchanged
    assert api.n_comments_read == before
    api.comments[1].append(comment(300))
    again = connector.read(target, cursor, context)
    assert own(again.batch) == ["comment-300"]


@pytest.mark.parametrize("facts", [{"visibility": 0}, {"state": 0}, {"hidden": True}])
def test_what_is_for_members_alone_or_not_shown_is_not_read(connector, api, context, target, facts):
    api.posts.append(post(3, **facts))
    api.comments[3] = [comment(9)]
    assert own(connector.read(target, {}, context).batch) == ["1", "2"]
    assert api.n_comments_read == 0


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context, target):
    cursor = connector.read(target, {}, context).cursor
    api.posts += [post(number) for number in range(3, 140)]
    pages = list(read_pages(connector, target, context, cursor))
    given = [each for page in pages for each in own(page.batch)]
    assert len(pages) == 3
    assert sorted(given) == sorted(str(number) for number in range(3, 140))
    assert connector.read(target, pages[-1].cursor, context).is_unchanged


@pytest.mark.parametrize("name", ["id", "message", "content"])
def test_a_missing_field_is_seen_and_does_not_break(connector, api, context, target, name):
    api.without = name
    reading = connector.read(target, {}, context)
    assert [each.key for each in reading.warnings] == [Caution.FIELDS_MISSING]
    assert own(reading.batch) == ["2"]


def test_a_comment_without_a_field_is_seen_and_the_rest_goes_on(connector, api, context, target):
    api.comments[2] = [{"id": 4, "text": "anders"}, comment(5)]
    reading = connector.read(target, {}, context)
    assert Caution.FIELDS_MISSING in [each.key for each in reading.warnings]
    assert own(reading.batch) == ["1", "2", "comment-5"]


def test_a_space_that_cannot_be_read_is_told(connector, api, context, target):
    api.spaces = [{"id": 77, "address": "https://hub.example/s/stad/"}]
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(target, {}, context)
    assert refused.value.key == Refusal.ANSWER_MALFORMED


def test_a_moment_that_makes_no_sense_does_not_break(connector, api, context, target):
    api.posts[0]["content"]["metadata"]["created_at"] = "gisteren"
    reading = connector.read(target, {}, context)
    assert (len(reading.batch), reading.warnings[0].key) == (2, Caution.DATE_IN_FUTURE)


def test_a_target_is_the_address_that_a_browser_shows(connector, api, context, site):
    assert read_target("https://hub.example/s/stad/?a=1") == Target("https://hub.example", "stad")
    assert read_target("https://hub.example/hub/s/stad") == Target(
        "https://hub.example/hub", "stad"
    )
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(f"{site.url}/s/niets", {}, context)
    assert refused.value.key == Refusal.COLLEAGUES_UNHEARD


def test_words_lose_their_marks_and_nobody_is_named():
    assert words_of(f'Dag [{NAME}](mention:a-1 "/u/els/")!') == ("Dag @a-1!", ())
    assert words_of("[a](b") == ("[a](b", ())
