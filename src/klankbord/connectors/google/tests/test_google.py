"""Google: reviews of a place of ours, answered once and never written over; asked as published."""

import dataclasses
import datetime as dt
import json
from urllib.parse import parse_qs

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, WriterContract
from klankbord.connectors.google.adapter import Adapter, own_words
from klankbord.connectors.google.client import GoogleConnector, read_target
from klankbord.connectors.google.places import Doors, Place
from klankbord.connectors.google.sending import path_of
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.published import check_sent
from klankbord.connectors.tests.standin import Heard, StandIn

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
US, SECRET = "501", "app7 hush 1//refresh"
ADDRESS = "https://www.google.com/maps?cid=987654"
POOL = f"accounts/{US}/locations/77"
NAMES = r"accounts/\d+/locations/\d+/reviews/[^/]+(?=/reply$|$)|accounts/\d+(?:/locations/\d+)?"


def written(minute: int) -> str:
    return (NOW - dt.timedelta(minutes=900 - minute)).strftime("%Y-%m-%dT%H:%M:%S.123456789Z")


def review(number: int, **more) -> dict:
    """As the reference shows the resource."""
    return {
        "name": f"{POOL}/reviews/r{number}",
        "reviewId": f"r{number}",
        "reviewer": {"displayName": "Els Jansen", "profilePhotoUrl": "https://lh3.example/els"},
        "starRating": "TWO",
        "comment": f"Het bad was koud {number} #zwembad",
        "createTime": written(number),
        "updateTime": written(number),
        **more,
    }


class Api:
    """A pool with reviews, by the moment of their last change, newest first."""

    def __init__(self) -> None:
        self.reviews = {f"r{number}": review(number) for number in (1, 2)}
        self.accounts = [{"name": f"accounts/{US}", "accountName": "Proefdam"}]
        self.tokens: set[str] = set()
        self.n_signed_in = 0

    def __call__(self, method, path, query, body):
        door, _, rest = path.strip("/").partition("/")
        version, _, path = rest.partition("/")
        if door == "gate":
            return self._sign_in(parse_qs(body.decode()))
        assert version == ("v4" if door == "reviews" else "v1")
        if path == "accounts":
            return 200, self._accounts(query)
        lists = {"reviews": self._page, "locations": self._places}
        if path.rpartition("/")[2] in lists:
            return 200, lists[path.rpartition("/")[2]](query)
        found = self.reviews.get(path.removesuffix("/reply").rpartition("/")[2])
        if found is None:
            return 404, {"error": {"code": 404, "status": "NOT_FOUND"}}
        if method == "PUT":
            found["reviewReply"] = json.loads(body) | {"updateTime": written(890)}
            return 200, found["reviewReply"]
        return 200, found

    def _sign_in(self, given):
        assert (given["client_id"], given["client_secret"]) == (["app7"], ["hush"])
        assert given["grant_type"] == ["refresh_token"]
        if given["refresh_token"] != ["1//refresh"]:
            return 400, {"error": "invalid_grant"}
        self.n_signed_in += 1
        self.tokens.add(f"token{self.n_signed_in}")
        return 200, {"access_token": f"token{self.n_signed_in}", "expires_in": 3599}

    def _accounts(self, query):
        begin = int(query.get("pageToken", 0))
        given = {"accounts": self.accounts[begin : begin + min(int(query["pageSize"]), 20)]}
        more = {"nextPageToken": str(begin + 20)} if begin + 20 < len(self.accounts) else {}
        return given | more

    def _places(self, query):
        assert query["readMask"] == "name,title,metadata"
        hall = {"name": "locations/76", "title": "Stadhuis"}
        if "pageToken" not in query:
            return {"locations": [hall], "nextPageToken": "2"}
        on_map = {"mapsUri": "https://maps.google.com/maps?cid=987654", "placeId": "ChIJ"}
        return {"locations": [{"name": "locations/77", "title": "Zwembad", "metadata": on_map}]}

    def _page(self, query):
        assert query["orderBy"] == "updateTime desc"
        rows = sorted(self.reviews.values(), key=lambda each: each["updateTime"], reverse=True)
        begin, size = int(query.get("pageToken", 0)), int(query["pageSize"])
        page = {"reviews": rows[begin : begin + size], "totalReviewCount": len(rows)}
        more = {"nextPageToken": str(begin + size)} if begin + size < len(rows) else {}
        return page | more


def serve(site) -> Api:
    api = Api()

    def respond(method, path, query, body):
        _, _, headers, _ = site.sent[-1]
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if not path.startswith("/gate/") and token not in api.tokens:
            return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
        return api(method, path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def api(site) -> Api:
    return serve(site)


@pytest.fixture
def connector(site) -> GoogleConnector:
    return GoogleConnector(Doors(*(f"{site.url}/{door}" for door in Doors._fields)))


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client, secrets={US: SECRET})


class TestContract(Heard, ConnectorContract):
    bad_target = "https://www.google.com/search?q=zwembad"

    @pytest.fixture
    def target(self):
        return ADDRESS


class TestWriter(StandIn, WriterContract):
    @pytest.fixture
    def account(self):
        return US

    @pytest.fixture
    def secrets(self):
        return {US: SECRET}

    @pytest.fixture
    def question(self, connector, api, context):
        return connector.read(ADDRESS, {}, context).batch.posts[0]

    @pytest.fixture
    def standing(self, api):
        given = lambda: (own for own, each in api.reviews.items() if "reviewReply" in each)  # noqa: E731
        return lambda: [f"{US}/77/{own}" for own in given()]

    @pytest.fixture
    def remove(self, api):
        return lambda own: api.reviews[own.rpartition("/")[2]].pop("reviewReply")


def test_a_review_and_our_answer_are_heard(connector, api, context):
    api.reviews["r2"]["reviewReply"] = {"comment": "Het spijt ons.", "updateTime": written(5)}
    first, second, answer = connector.read(ADDRESS, {}, context).batch.posts
    assert first.id == f"google:{US}/77/r1"
    assert (first.title, first.text) == ("★★☆☆☆", "Het bad was koud 1 #zwembad")
    assert (first.source, first.url) == ("Zwembad", "https://maps.google.com/maps?cid=987654")
    assert (first.author.handle, first.hashtags) == ("Els Jansen", ("zwembad",))
    assert first.published_at == NOW - dt.timedelta(minutes=899) + dt.timedelta(microseconds=123457)
    assert json.loads(bytes(first.raw)) == api.reviews["r1"]
    assert (answer.in_reply_to, answer.thread) == (second.id, second.id)
    assert (answer.text, answer.author.handle) == ("Het spijt ons.", "Zwembad")
    assert [each.id for each in connector.thread(second, context)] == [answer.id]


def test_stars_without_a_word_are_heard(connector, api, context):
    api.reviews = {"r1": review(1, comment=None, starRating="FIVE")}
    (post,) = connector.read(ADDRESS, {}, context).batch
    assert (post.title, post.text) == ("★★★★★", "")


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("Koud water", "Koud water"),
        ("(Translated by Google) Cold water\n\n(Original)\nKoud water", "Koud water"),
        ("Koud water\n\n(Translated by Google)\nCold water", "Koud water"),
    ],
)
def test_the_words_are_those_of_the_writer(comment, said):
    assert own_words(comment) == said


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context):
    cursor = connector.read(ADDRESS, {}, context).cursor
    api.reviews |= {f"r{number}": review(number) for number in range(3, 133)}
    pages = list(read_pages(connector, ADDRESS, context, cursor))
    given = [post.external_id for page in pages for post in page.batch]
    assert len(pages) == 3
    assert sorted(given) == sorted(f"{US}/77/r{number}" for number in range(3, 133))
    assert connector.read(ADDRESS, pages[-1].cursor, context).is_unchanged


def test_a_review_that_was_changed_is_heard_again_with_our_answer(connector, api, context):
    cursor = connector.read(ADDRESS, {}, context).cursor
    api.reviews["r1"] |= {"starRating": "FIVE", "comment": "Nu warm", "updateTime": written(800)}
    api.reviews["r1"]["reviewReply"] = {"comment": "Fijn!", "updateTime": written(801)}
    changed = connector.read(ADDRESS, cursor, context)
    assert [(post.external_id, post.title, post.text) for post in changed.batch] == [
        (f"{US}/77/r1", "★★★★★", "Nu warm"),
        (f"{US}/77/r1/reply", "", "Fijn!"),
    ]
    assert connector.read(ADDRESS, changed.cursor, context).is_unchanged


def test_an_answer_that_stands_there_is_never_written_over(connector, api, context):
    post = connector.read(ADDRESS, {}, context).batch.posts[0]
    by_hand = {"comment": "Door een collega.", "updateTime": written(5)}
    api.reviews["r1"]["reviewReply"] = by_hand
    message = Message(key="k", account=US, text="Het spijt ons.", in_reply_to=post)
    for is_retry in (False, True):
        with pytest.raises(ConnectorRefused) as refused:
            connector.send(dataclasses.replace(message, is_retry=is_retry), context)
        assert (refused.value.key, refused.value.permanent) == (Refusal.ANSWERED_ALREADY, True)
    assert api.reviews["r1"]["reviewReply"] == by_hand


def test_length_is_counted_in_bytes(connector, api, context):
    assert connector.limits(US, context).length_of("één") == 5
    post = connector.read(ADDRESS, {}, context).batch.posts[0]
    message = Message(key="k", account=US, text="é" * 3_000, in_reply_to=post)
    with pytest.raises(ConnectorRefused) as refused:
        connector.send(message, context)
    assert (refused.value.key, refused.value.values["length"]) == (Refusal.TEXT_TOO_LONG, 6_000)


def test_a_token_is_used_until_it_is_refused(connector, api, context):
    for _ in range(3):
        connector.read(ADDRESS, {}, context)
    assert api.n_signed_in == 1
    api.tokens.clear()
    assert len(connector.read(ADDRESS, {}, context).batch) == 2
    assert api.n_signed_in == 2


def test_the_key_says_whose_places_they_are(connector, api, context):
    identity = connector.sign_in("whatever", SECRET, context)
    assert (identity.place, identity.handle) == (US, "Proefdam")
    for wrong in ("app7 hush stale", "two words"):
        with pytest.raises(ConnectorRefused) as refused:
            connector.sign_in("whatever", wrong, context)
        assert refused.value.key == Refusal.NOT_ALLOWED


def test_of_many_accounts_each_is_found_by_its_name(connector, api, context):
    others = [{"name": f"accounts/{number}", "accountName": "Elders"} for number in range(30)]
    api.accounts = others + api.accounts
    assert connector.sign_in("proefdam", SECRET, context).place == US


def test_a_path_is_of_one_review():
    assert path_of("5/7/a?b=#c") == "accounts/5/locations/7/reviews/a%3Fb%3D%23c"


def test_only_places_of_ours_are_heard_and_answered(connector, api, context, client):
    with pytest.raises(ConnectorRefused) as refused:
        connector.read("https://www.google.com/maps?cid=1", {}, context)
    assert refused.value.key == Refusal.ACCOUNT_UNKNOWN
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(ADDRESS, {}, Context(now=NOW, http=client))
    assert refused.value.key == Refusal.SIGN_IN_NEEDED
    assert connector.answering_place(f"google:{US}/77/r1", ["5", US]) == US
    assert connector.answering_place("google:9/77/r1", [US]) == ""


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS,
        "https://maps.google.com/?cid=987654",
        "https://www.google.nl/search?q=zwembad&ludocid=987654",
        "https://www.google.com/maps/place/Bad/@52,5,17z/data=!4m6!3m5!1s0x47c5:0xf1206!8m2",
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(address):
    assert read_target(address) == "987654"


def adapted(*given: dict):
    adapter = Adapter(Place(US, "77", "Zwembad"), now=NOW)
    raws = (msgspec.Raw(json.dumps(each).encode()) for each in given)
    posts = [post for _, post in adapter.placed(raws) if post]
    return posts, [each.key for each in adapter.warnings.collected()]


def test_an_unknown_field_changes_nothing():
    posts, warnings = adapted(review(1) | {"reviewMediaItems": [{}]})
    assert (len(posts), warnings) == (1, [])


def test_who_wants_to_be_nobody_is_somebody_else_each_time():
    anonymous = {"displayName": "A Google user", "isAnonymous": True}
    posts, _ = adapted(*(review(number, reviewer=anonymous) for number in (1, 2)))
    assert {post.author.handle for post in posts} == {""}
    assert len({post.author.id for post in posts}) == 2


@pytest.mark.parametrize("name", ["reviewId", "createTime", "updateTime"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    posts, warnings = adapted({k: v for k, v in review(1).items() if k != name}, review(2))
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


def test_a_changed_field_is_seen_and_does_not_break():
    posts, warnings = adapted(review(1, reviewer="Els"), review(2))
    assert (len(posts), warnings) == (1, [Caution.ENTRY_BROKEN])


@pytest.mark.peer
@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
def test_every_request_is_one_that_the_platform_publishes(site, connector, api, context):
    connector.sign_in("", SECRET, context)
    post = connector.read(ADDRESS, {}, context).batch.posts[0]
    api.reviews |= {f"r{number}": review(number) for number in range(3, 90)}
    list(read_pages(connector, ADDRESS, context, {"until": written(0)[:19] + "+00:00"}))
    message = Message(key="k", account=US, text="Het spijt ons.", in_reply_to=post)
    sent = connector.send(message, context)
    assert connector.verify(US, sent.id, context) == sent
    documents = {"reviews": "my-business", "accounts": "mybusinessaccountmanagement"}
    documents["places"] = "mybusinessbusinessinformation"
    held = {
        door: check_sent(f"googleapis.com/{name}", f"{site.url}/{door}", site.sent, whole=NAMES)
        for door, name in documents.items()
    }
    assert held["reviews"] >= 6
    assert (held["accounts"], held["places"]) == (1, 4)
