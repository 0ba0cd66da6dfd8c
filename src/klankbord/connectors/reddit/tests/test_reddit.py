"""Reddit: a community, a person, a search; answered once, and what is deleted there goes here.

No such platform can run beside the tests, and it publishes no document of its API that a program
can read: the program behind the door does what its documentation says of the calls that we use.
"""

import base64
import dataclasses
import datetime as dt
import json
from urllib.parse import parse_qs

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, WriterContract
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.reddit.adapter import Adapter
from klankbord.connectors.reddit.client import RedditConnector, read_target
from klankbord.connectors.reddit.wire import Thing
from klankbord.connectors.tests.standin import Heard, StandIn

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
ACCOUNT, SECRET = "gemeente", "app7 hush open sesame"
PLACE = "https://www.reddit.com/r/proefdam"
BEGIN = NOW.timestamp() - 400 * 60


class Api:
    """A community with posts and comments; a token lasts until somebody ends it."""

    def __init__(self) -> None:
        self.things: dict[str, dict] = {}
        self.tokens: set[str] = set()
        self.n_signed_in = 0

    def _add(self, kind: str, who: str, **more) -> str:
        number = len(self.things) + 1
        name = f"{kind}_x{number:03}"
        self.things[name] = {
            "name": name,
            "id": name[3:],
            "author": who,
            "author_fullname": f"t2_{who}",
            "created_utc": BEGIN + number * 60,
            "subreddit": "proefdam",
            "subreddit_type": "public",
            "score": 3,
            "edited": False,
            **more,
        }
        return name

    def post(self, title="De brug is dicht", who="els", **more) -> str:
        link = {"title": title, "selftext": "Al een week. #brug", "is_self": True}
        counts = {"num_comments": 2, "permalink": "/r/proefdam/comments/x/"}
        return self._add("t3", who, **(link | counts | more))

    def comment(self, above: str, body="Hoe lang nog?", who="jan", **more) -> str:
        top = self.things[above].get("link_id", above)
        given = {"body": body, "parent_id": above, "link_id": top, "replies": ""}
        place = {"link_title": "De brug is dicht", "permalink": "/r/proefdam/comments/x/y/"}
        return self._add("t1", who, **(given | place | more))

    def enter(self, headers, body):
        words = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
        given = parse_qs(body.decode())
        if words != "app7:hush":
            return 401, {"message": "Unauthorized", "error": 401}
        if given["password"] != ["open sesame"] or given["username"] != [ACCOUNT]:
            return 200, {"error": "invalid_grant"}
        self.n_signed_in += 1
        token = f"token-{self.n_signed_in}"
        self.tokens.add(token)
        return 200, {"access_token": token, "token_type": "bearer", "expires_in": 86_400}

    def __call__(self, path, query, body):
        if path == "/api/v1/me":
            return {"name": ACCOUNT}
        if path == "/api/comment":
            given = {key: value[0] for key, value in parse_qs(body.decode()).items()}
            above = self.things[given["thing_id"]]
            if above.get("locked"):
                return {"json": {"errors": [["THREAD_LOCKED", "locked", "parent"]]}}
            name = self.comment(given["thing_id"], given["text"], ACCOUNT)
            return {"json": {"errors": [], "data": {"things": [self._thing(name)]}}}
        if path == "/api/info":
            names = query["id"].split(",")
            return self._list([name for name in names if name in self.things], query)
        if path.startswith("/comments/"):
            top = f"t3_{path.removeprefix('/comments/')}"
            below = [n for n, each in self.things.items() if each.get("parent_id") == top]
            more = {"kind": "more", "data": {"children": ["zz"]}}
            tree = self._list(below, {})
            tree["data"]["children"] = [self._whole(name) for name in below] + [more]
            return [self._list([top], {}), tree]
        found = {
            "/r/proefdam/new": lambda each: "title" in each,
            "/r/proefdam/comments": lambda each: "body" in each,
            "/search": lambda each: "title" in each,
            "/user/els/overview": lambda each: each["author"] == "els",
            f"/user/{ACCOUNT}/comments": lambda each: each["author"] == ACCOUNT and "body" in each,
        }[path]
        return self._list([n for n, each in self.things.items() if found(each)][::-1], query)

    def _thing(self, name):
        return {"kind": name[:2], "data": self.things[name]}

    def _whole(self, name):
        below = [n for n, each in self.things.items() if each.get("parent_id") == name]
        replies = {"kind": "Listing", "data": {"children": [self._whole(n) for n in below]}}
        return {"kind": "t1", "data": self.things[name] | {"replies": replies if below else ""}}

    def _list(self, names, query):
        size, after = int(query.get("limit", 100)), query.get("after", "")
        begin = names.index(after) + 1 if after else 0
        page = names[begin : begin + size]
        mark = page[-1] if begin + size < len(names) else None
        return {
            "kind": "Listing",
            "data": {"children": [self._thing(name) for name in page], "after": mark},
        }

    def take_away(self, name):
        self.things[name] |= {"body": "[deleted]", "author": "[deleted]"}


def serve(site) -> Api:
    api = Api()
    api.comment(api.post())

    def respond(method, path, query, body):
        _, _, headers, _ = site.sent[-1]
        if path == "/api/v1/access_token":
            return api.enter(headers, body)
        if headers.get("authorization", "").removeprefix("Bearer ") not in api.tokens:
            return 401, {"message": "Unauthorized", "error": 401}
        return 200, api(path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def api(site) -> Api:
    return serve(site)


@pytest.fixture
def connector(site) -> RedditConnector:
    return RedditConnector(site.url, site.url)


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client, secrets={ACCOUNT: SECRET})


class TestContract(Heard, ConnectorContract):
    bad_target = "https://www.reddit.com/settings"

    @pytest.fixture(params=["", "/search?q=brug", "els"])
    def target(self, request):
        return (
            "https://www.reddit.com/user/els" if request.param == "els" else PLACE + request.param
        )


class TestWriter(StandIn, WriterContract):
    @pytest.fixture
    def account(self):
        return ACCOUNT

    @pytest.fixture
    def secrets(self):
        return {ACCOUNT: SECRET}

    @pytest.fixture(params=[0, 1])
    def question(self, request, connector, api, context):
        return connector.read(PLACE, {}, context).batch.posts[request.param]

    @pytest.fixture
    def standing(self, api):
        return lambda: [n for n, each in api.things.items() if each["author"] == ACCOUNT]

    @pytest.fixture
    def remove(self, api):
        return api.take_away


def test_posts_and_comments_are_heard(connector, api, context):
    post, comment = connector.read(PLACE, {}, context).batch.posts
    assert (post.id, post.title, post.source) == (
        "reddit:t3_x001",
        "De brug is dicht",
        "r/proefdam",
    )
    assert (post.text, post.hashtags) == ("Al een week. #brug", ("brug",))
    assert (post.author.id, post.author.handle) == ("t2_els", "els")
    assert (post.engagement.likes, post.engagement.replies) == (3, 2)
    assert (comment.in_reply_to, comment.thread) == (post.id, post.id)
    assert (comment.title, comment.text) == ("", api.things["t1_x002"]["body"])
    assert json.loads(bytes(comment.raw)) == api.things["t1_x002"]


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context):
    cursor = connector.read(PLACE, {}, context).cursor
    for number in range(250):
        api.comment(api.post(f"Bericht {number}") if number % 2 else "t3_x001")
    pages = list(read_pages(connector, PLACE, context, cursor))
    given = [post.external_id for page in pages for post in page.batch]
    assert len(pages) >= 3
    assert sorted(given) == sorted([*api.things][2:])
    assert connector.read(PLACE, pages[-1].cursor, context).is_unchanged


def test_what_its_writer_took_away_goes_here_too(connector, api, context):
    cursor = connector.read(PLACE, {}, context).cursor
    api.take_away("t1_x002")
    reading = connector.read(PLACE, cursor, context)
    assert (reading.gone, len(reading.batch)) == (("reddit:t1_x002",), 0)
    assert connector.read(PLACE, reading.cursor, context).gone == ()


def test_a_thread_is_read_whole_from_any_of_its_posts(connector, api, context):
    deep = "t1_x002"
    for number in range(5):
        deep = api.comment(deep, f"Antwoord {number}")
    comment = connector.read(PLACE, {}, context).batch.posts[3]
    given = connector.thread(comment, context).posts
    assert [post.external_id for post in given][:2] == ["t3_x001", "t1_x002"]
    assert len(given) == 6
    assert comment.id not in {post.id for post in given}


def test_what_stands_below_in_an_unknown_form_is_told():
    api = Api()
    said = api.things[api.comment(api.post())] | {"replies": {"data": {"children": 7}}}
    adapter = Adapter(now=NOW)
    assert len([*adapter.tree([Thing("t1", msgspec.Raw(json.dumps(said).encode()))])]) == 1
    assert [each.key for each in adapter.warnings.collected()] == [Caution.ENTRY_BROKEN]


def test_an_answer_without_a_moment_is_no_proof(connector, api, context):
    api.things["t1_x002"]["created_utc"] = 1e300
    with pytest.raises(ConnectorRefused) as refused:
        connector.verify(ACCOUNT, "t1_x002", context)
    assert refused.value.key == Refusal.ANSWER_MALFORMED


def test_a_sign_in_is_used_until_it_ends(connector, api, context):
    cursor = connector.read(PLACE, {}, context).cursor
    connector.read(PLACE, cursor, context)
    assert api.n_signed_in == 1
    api.tokens.clear()
    connector.read(PLACE, cursor, context)
    assert api.n_signed_in == 2


@pytest.mark.parametrize("secret", ["app7 hush wrong", "app7 wrong open sesame", "app7 hush", "x"])
def test_a_secret_that_opens_nothing_is_refused(connector, api, context, secret):
    assert connector.sign_in(f"u/{ACCOUNT}", SECRET, context).place == ACCOUNT
    with pytest.raises(ConnectorRefused) as refused:
        connector.sign_in(ACCOUNT, secret, context)
    assert refused.value.key == Refusal.NOT_ALLOWED
    assert secret not in f"{refused.value} {refused.value.values}"


def test_without_an_account_nothing_is_heard(connector, api, client):
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(PLACE, {}, Context(now=NOW, http=client))
    assert refused.value.key == Refusal.SIGN_IN_NEEDED


def test_who_asks_too_much_waits_until_the_window_begins_anew(site, connector, api, context):
    cursor = connector.read(PLACE, {}, context).cursor
    site.answers.clear()
    asked = "/r/proefdam/new?raw_json=1&limit=100&sort=new"
    site.give(asked, b"{}", 429, x_ratelimit_reset="42.0")
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(PLACE, cursor, context)
    assert refused.value.key == Refusal.ASKED_TO_WAIT
    assert refused.value.retry_after == dt.timedelta(seconds=42)


def test_what_may_not_be_answered_is_refused_for_good_with_its_reason(connector, api, context):
    api.things["t3_x001"]["locked"] = True
    post = connector.read(PLACE, {}, context).batch.posts[0]
    with pytest.raises(ConnectorRefused) as refused:
        connector.send(Message(key="k", account=ACCOUNT, text="Zo", in_reply_to=post), context)
    assert (refused.value.permanent, refused.value.cause) == (True, "THREAD_LOCKED")


def test_an_edit_is_seen(connector, api, context):
    post = connector.read(PLACE, {}, context).batch.posts[0]
    message = Message(key="k", account=ACCOUNT, text="Zondag open", in_reply_to=post)
    sent = connector.send(message, context)
    api.things[sent.id] |= {"body": "Maandag open", "edited": BEGIN + 9_000}
    found = connector.verify(ACCOUNT, sent.id, context)
    assert found.edited_at is not None
    assert found.digest != sent.digest
    again = dataclasses.replace(message, is_retry=True, text="Maandag open")
    assert connector.send(again, context).id == sent.id


@pytest.mark.parametrize(
    ("address", "lists"),
    [
        (PLACE, ("r/proefdam/new", "r/proefdam/comments")),
        ("https://old.reddit.com/r/proefdam/new/", ("r/proefdam/new", "r/proefdam/comments")),
        ("https://www.reddit.com/u/els", ("user/els/overview",)),
        ("https://www.reddit.com/search/?q=brug", ("search",)),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(address, lists):
    assert read_target(address).lists == lists


def adapted(*given: dict):
    adapter = Adapter(now=NOW)
    things = (Thing(each["name"][:2], msgspec.Raw(json.dumps(each).encode())) for each in given)
    posts = [post for _, post in adapter.placed(things) if post]
    return posts, [each.key for each in adapter.warnings.collected()]


def link(**more) -> dict:
    api = Api()
    return api.things[api.post(**more)]


def test_what_is_private_or_gone_is_left_out_and_a_link_leads_somewhere():
    posts, warnings = adapted(
        link(subreddit_type="private"),
        link(selftext="[removed]"),
        link(removed_by_category="moderator"),
        link(is_self=False, selftext="", url="https://krant.example/1", author="[deleted]"),
    )
    (post,) = posts
    assert (post.links, post.author.url) == (("https://krant.example/1",), "")
    assert warnings == [Caution.POST_PRIVATE]


def test_who_left_is_somebody_else_each_time():
    left = {"author": "[deleted]", "author_fullname": None}
    posts, _ = adapted(link(**left), link(**left, name="t3_x002"))
    assert {(post.author.handle, post.author.url) for post in posts} == {("", "")}
    assert len({post.author.id for post in posts}) == 2


def test_an_unknown_field_and_an_unknown_kind_change_nothing():
    stranger = {"name": "t5_x", "whatever": 1}
    posts, warnings = adapted(link(brand_new={"deep": [1]}), stranger)
    assert (len(posts), warnings) == (1, [])


@pytest.mark.parametrize("name", ["author", "created_utc", "permalink", "subreddit", "title"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    posts, warnings = adapted({k: v for k, v in link().items() if k != name}, link())
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


def test_a_moment_that_cannot_be_is_seen():
    posts, warnings = adapted(link(created_utc=1e30))
    assert (posts[0].published_at, warnings) == (NOW, [Caution.DATE_IN_FUTURE])
