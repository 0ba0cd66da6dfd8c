"""YouTube: comments read backwards, with answers, asked as the published document says."""

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
from klankbord.connectors.tests.published import check_sent
from klankbord.connectors.tests.standin import Heard, StandIn
from klankbord.connectors.youtube.adapter import Adapter
from klankbord.connectors.youtube.client import PLACE, Target, YouTubeConnector, read_target

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
VIDEO = "https://www.youtube.com/watch?v=brugvideo01"
CHANNEL = "UC" + "b" * 22
KEY = "a-key-of-ours"
US, SECRET = "UC" + "u" * 22, "app7 hush 1//refresh"


def comment(number: int, parent: str = "", **more) -> dict:
    """As the API's own documentation shows the resource."""
    snippet = {
        "channelId": CHANNEL,
        "videoId": "brugvideo01",
        "textDisplay": f"Wanneer open? #brug {number} https://example.org/{number}",
        "textOriginal": "x",
        "authorDisplayName": "@els",
        "authorProfileImageUrl": "https://yt3.example/els",
        "authorChannelUrl": "http://www.youtube.com/@els",
        "authorChannelId": {"value": "UCels"},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 3,
        "publishedAt": (START + dt.timedelta(minutes=number)).isoformat().replace("+00:00", "Z"),
        "updatedAt": "2026-03-01T10:00:00Z",
    }
    if parent:
        snippet["parentId"] = parent
    own = f"{parent}.r{number}" if parent else f"c{number}"
    return {"kind": "youtube#comment", "etag": "e", "id": own, "snippet": snippet | more}


def thread(number: int, replies: tuple[dict, ...] = ()) -> dict:
    given = {
        "kind": "youtube#commentThread",
        "etag": "e",
        "id": f"c{number}",
        "snippet": {
            "channelId": CHANNEL,
            "videoId": "brugvideo01",
            "topLevelComment": comment(number),
            "canReply": True,
            "totalReplyCount": len(replies),
            "isPublic": True,
        },
    }
    return given | ({"replies": {"comments": list(replies)}} if replies else {})


class Api:
    """Threads by date, newest first, a page at a time."""

    def __init__(self) -> None:
        self.threads = [thread(number) for number in range(1, 4)]
        self.fault: tuple[int, dict] | None = None
        self.said: dict[str, dict] = {}
        self.n_signed_in = 0

    def __call__(self, method, path, query, body):
        if self.fault:
            return self.fault
        if method == "POST":
            return self._written(json.loads(body)["snippet"])
        if path == "/channels":
            return 200, {"items": self._channels(query)}
        if path == "/videoCategories":
            return 200, {"items": [{"kind": "youtube#videoCategory", "id": "25"}]}
        if path == "/comments":
            return 200, self._comments(query)
        size, begin = int(query["maxResults"]), int(query.get("pageToken", 0))
        newest = self.threads[::-1]
        page = {"items": newest[begin : begin + size]}
        if begin + size < len(newest):
            page["nextPageToken"] = str(begin + size)
        return 200, page

    def _channels(self, query) -> list[dict]:
        if "mine" in query:
            return [{"id": US, "snippet": {"title": "Proefdam", "customUrl": "@p"}}]
        return [{"id": CHANNEL}] if query["forHandle"] == "@gemeente" else []

    def _comments(self, query) -> dict:
        if "id" in query:
            own = query["id"]
            if own in self.said:
                return {"items": [self.said[own]]}
            return {"items": [] if "." in own else [comment(int(own[1:]))]}
        top = query["parentId"]
        return {"items": [comment(9, top), comment(8, top), *self.said.values()]}

    def _written(self, given) -> tuple[int, dict]:
        made = comment(100 + len(self.said), given["parentId"], textOriginal=given["textOriginal"])
        made["snippet"] |= {"authorChannelId": {"value": US}, "updatedAt": None}
        self.said[made["id"]] = made
        return 200, made


def serve(site) -> Api:
    api = Api()

    def respond(method, path, query, body):
        _, address, headers, _ = site.sent[-1]
        assert KEY not in address
        if path == "/gate/token":
            api.n_signed_in += 1
            is_known = parse_qs(body.decode())["refresh_token"] == ["1//refresh"]
            return (200, {"access_token": "bought"}) if is_known else (400, {"error": "no"})
        is_ours = headers.get("authorization") == "Bearer bought"
        if not is_ours and headers.get("x-goog-api-key") != KEY:
            return 400, {"error": {"code": 400, "errors": [{"reason": "badRequest"}]}}
        return api(method, path.removeprefix("/youtube/v3"), query, body)

    site.work(respond)
    return api


@pytest.fixture
def api(site) -> Api:
    return serve(site)


@pytest.fixture
def connector(site) -> YouTubeConnector:
    return YouTubeConnector(f"{site.url}/youtube/v3", f"{site.url}/gate")


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client, secrets={PLACE: KEY})


class TestContract(Heard, ConnectorContract):
    bad_target = "https://www.youtube.com/feed/trending"

    @pytest.fixture
    def target(self):
        return VIDEO


class TestWriter(StandIn, WriterContract):
    @pytest.fixture
    def account(self):
        return US

    @pytest.fixture
    def secrets(self):
        return {US: SECRET}

    @pytest.fixture(params=["comment", "answer"])
    def question(self, request, connector, api, context):
        api.threads = [thread(1, (comment(2, "c1"),))]
        said = sorted(connector.read(VIDEO, {}, context).batch, key=lambda each: each.id)
        return said[request.param == "answer"]

    @pytest.fixture
    def standing(self, api):
        return lambda: list(api.said)

    @pytest.fixture
    def remove(self, api):
        return api.said.pop


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (VIDEO, Target(video="brugvideo01")),
        ("https://youtu.be/brugvideo01?t=3", Target(video="brugvideo01")),
        ("https://m.youtube.com/shorts/brugvideo01", Target(video="brugvideo01")),
        (f"https://www.youtube.com/channel/{CHANNEL}/videos", Target(channel=CHANNEL)),
        ("https://www.youtube.com/@gemeente/videos", Target(handle="@gemeente")),
    ],
)
def test_a_target_is_the_address_that_a_browser_shows(address, target):
    assert read_target(address) == target


def test_a_comment_is_heard_with_everything_it_says(connector, api, context):
    api.threads = [thread(1, (comment(2, "c1"),))]
    head, below = sorted(connector.read(VIDEO, {}, context).batch, key=lambda each: each.id)
    assert (head.id, head.source) == ("youtube:c1", "brugvideo01")
    assert head.text == "Wanneer open? #brug 1 https://example.org/1"
    assert head.url == "https://www.youtube.com/watch?v=brugvideo01&lc=c1"
    assert (head.author.id, head.author.handle) == ("UCels", "@els")
    assert head.author.url == "https://www.youtube.com/@els"
    assert (head.engagement.likes, head.engagement.replies, head.hashtags) == (3, 1, ("brug",))
    assert (below.in_reply_to, below.thread) == (head.id, head.id)
    assert json.loads(bytes(below.raw)) == comment(2, "c1")


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context):
    cursor = connector.read(VIDEO, {}, context).cursor
    api.threads += [thread(number) for number in range(4, 260)]
    pages = list(read_pages(connector, VIDEO, context, cursor))
    given = [post.external_id for page in pages for post in page.batch]
    assert len(pages) == 3
    assert sorted(given) == sorted(f"c{number}" for number in range(4, 260))


def test_all_videos_of_a_channel_are_heard_by_its_name(site, connector, api, context):
    reading = connector.read("https://www.youtube.com/@gemeente", {}, context)
    assert (len(reading.batch), reading.cursor["channel"]) == (3, CHANNEL)
    connector.read("https://www.youtube.com/@gemeente", reading.cursor, context)
    assert sum("/channels?" in address for _, address, _, _ in site.sent) == 1
    with pytest.raises(ConnectorRefused) as refused:
        connector.read("https://www.youtube.com/@niemand", {}, context)
    assert refused.value.key == Refusal.ACCOUNT_UNKNOWN


def test_a_thread_is_the_comment_and_what_stands_below(connector, api, context):
    post = connector.read(VIDEO, {}, context).batch.posts[0]
    assert [each.external_id for each in connector.thread(post, context)] == ["c1.r8", "c1.r9"]


def test_a_day_that_is_used_up_waits_until_it_begins_anew(connector, api, context):
    api.fault = 403, {"error": {"code": 403, "errors": [{"reason": "quotaExceeded"}]}}
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(VIDEO, {}, context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.ASKED_TO_WAIT, False)
    assert refused.value.retry_after == dt.timedelta(hours=22, minutes=30)


def test_a_video_without_comments_is_refused_for_good(connector, api, context):
    api.fault = 403, {"error": {"code": 403, "errors": [{"reason": "commentsDisabled"}]}}
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(VIDEO, {}, context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.NOT_ALLOWED, True)


def test_a_key_is_needed_and_tried(connector, api, context, client):
    assert connector.sign_in("youtube", KEY, context).place == PLACE
    with pytest.raises(ConnectorRefused):
        connector.sign_in("youtube", "wrong", context)
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(VIDEO, {}, Context(now=NOW, http=client))
    assert refused.value.key == Refusal.SIGN_IN_NEEDED


def test_a_channel_of_ours_reads_and_answers(connector, api, context, client):
    identity = connector.sign_in("whatever", SECRET, context)
    assert (identity.place, identity.handle, identity.name) == (US, "@p", "Proefdam")
    with pytest.raises(ConnectorRefused) as refused:
        connector.sign_in("whatever", "app7 hush stale", context)
    assert refused.value.key == Refusal.NOT_ALLOWED
    ours = Context(now=NOW, http=client, secrets={US: SECRET})
    before = api.n_signed_in
    assert len(connector.read(VIDEO, {}, ours).batch) == 3
    assert len(connector.read(VIDEO, {}, ours).batch) == 3
    assert api.n_signed_in == before + 1
    assert connector.answering_place("youtube:c1", [PLACE, US]) == US
    assert connector.answering_place("youtube:c1", [PLACE]) == ""


def adapted(*given: dict):
    adapter = Adapter(now=NOW)
    raws = (msgspec.Raw(json.dumps(each).encode()) for each in given)
    posts = [post for _, post in adapter.placed(raws) if post]
    return posts, [each.key for each in adapter.warnings.collected()]


def test_an_unknown_field_changes_nothing():
    posts, warnings = adapted(thread(1) | {"brand_new": 1})
    assert (len(posts), warnings) == (1, [])


def test_who_is_not_told_is_somebody_else_each_time():
    given = [thread(1), thread(2)]
    for each in given:
        said = each["snippet"]["topLevelComment"]["snippet"]
        said |= {"authorDisplayName": "", "authorChannelId": None}
    posts, _ = adapted(*given)
    assert {post.author.handle for post in posts} == {""}
    assert len({post.author.id for post in posts}) == len(posts) >= 2


@pytest.mark.parametrize("name", ["id", "snippet"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    broken = thread(1)
    del broken["snippet"]["topLevelComment"][name]
    posts, warnings = adapted(broken, thread(2))
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


def test_a_renamed_field_deep_inside_is_seen():
    broken = thread(1)
    del broken["snippet"]["topLevelComment"]["snippet"]["publishedAt"]
    posts, warnings = adapted(broken, thread(2), {"kind": "x"})
    assert (len(posts), warnings) == (1, [Caution.ENTRY_BROKEN, Caution.FIELDS_MISSING])


# Public lists open with a key, too; the document names OAuth alone, which the checker leaves aside.
@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
@pytest.mark.peer
def test_every_request_is_one_that_the_platform_publishes(site, connector, api, context):
    api.threads += [thread(number) for number in range(4, 260)]
    connector.sign_in("", KEY, context)
    reading = connector.read("https://www.youtube.com/@gemeente", {}, context)
    list(read_pages(connector, VIDEO, context, {"until": START.isoformat()}))
    connector.thread(reading.batch.posts[0], context)
    ours = dataclasses.replace(context, secrets={US: SECRET})
    connector.sign_in("", SECRET, ours)
    message = Message(key="k", account=US, text="Zondag.", in_reply_to=reading.batch.posts[0])
    sent = connector.send(message, ours)
    connector.send(dataclasses.replace(message, is_retry=True), ours)
    assert connector.verify(US, sent.id, ours) == sent
    assert len(api.said) == 1
    calls = [each for each in site.sent if "/gate/" not in each[1]]
    assert check_sent("googleapis.com/youtube", site.url, calls) >= 12
