"""Slack: an open channel by its API, numbers and words alone; asked as its document says."""

import datetime as dt

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.slack.client import SlackConnector, read_target
from klankbord.connectors.tests.inside import ADDRESS, NAME, InsideContract
from klankbord.connectors.tests.published import check_sent
from klankbord.connectors.tests.standin import Heard

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
HOST, TOKEN = "proefdam.slack.com", "xoxb-a-token"
TARGET = f"https://{HOST}/archives/C00STAD1"


def ts(number: int) -> str:
    return f"{NOW.timestamp() - 60 * (900 - number):.6f}"


def message(number: int, **more) -> dict:
    return {
        "type": "message",
        "ts": ts(number),
        "user": "U7",
        "text": f"De brug is dicht {number} <@U8> #brug <https://krant.example/1|hier>",
        "user_profile": {"real_name": NAME, "email": ADDRESS},
        "reactions": [{"name": "eyes", "users": ["U9"]}],
        **more,
    }


class Api:
    """A channel, newest first, and answers below its messages, oldest first."""

    def __init__(self) -> None:
        self.messages = [message(1), message(2)]
        self.answers: dict[str, list[dict]] = {}
        self.n_answers_read = 0

    def answer(self, top: int, number: int) -> None:
        below = message(number, thread_ts=ts(top), text="Hoe lang nog?")
        self.answers.setdefault(ts(top), []).append(below)
        for each in self.messages:
            if each["ts"] == ts(top):
                each |= {"thread_ts": ts(top), "reply_count": 1, "latest_reply": ts(number)}

    def __call__(self, method, path, query, body):
        if path == "/conversations.info":
            number = query["channel"]
            if number == "C00NIETS":
                return 200, {"ok": False, "error": "channel_not_found"}
            found = {"id": number, "name": "stad", "is_channel": True, "creator": NAME}
            return 200, {"ok": True, "channel": found | {"is_private": number != "C00STAD1"}}
        assert query["channel"] == "C00STAD1"
        if path == "/conversations.replies":
            self.n_answers_read += 1
            top = next(each for each in self.messages if each["ts"] == query["ts"])
            kept = [
                each
                for each in self.answers[query["ts"]]
                if float(each["ts"]) >= float(query.get("oldest", 0))
            ]
            return 200, {"ok": True, "messages": [top, *kept], "has_more": False}
        begin, size = int(query.get("cursor", 0)), int(query["limit"])
        newest = self.messages[::-1]
        more = str(begin + size) if begin + size < len(newest) else ""
        page = {"ok": True, "messages": newest[begin : begin + size], "has_more": bool(more)}
        return 200, page | {"response_metadata": {"next_cursor": more}}


@pytest.fixture
def api(site) -> Api:
    api = Api()

    def respond(method, path, query, body):
        if site.sent[-1][2].get("authorization") != f"Bearer {TOKEN}":
            return 200, {"ok": False, "error": "invalid_auth"}
        return api(method, path.removeprefix("/api"), query, body)

    site.work(respond)
    return api


@pytest.fixture
def client():
    """A page may be large: it holds 999 messages."""
    with GuardedClient(allowed_networks=("127.0.0.0/8",), max_seconds=10) as client:
        yield client


@pytest.fixture
def connector(site) -> SlackConnector:
    return SlackConnector(f"{site.url}/api")


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client, secrets={HOST: TOKEN})


class TestContract(Heard, InsideContract):
    bad_target = f"https://{HOST}/archives/D00ELS01"

    @pytest.fixture
    def target(self):
        return TARGET

    @pytest.fixture
    def private_target(self):
        return f"https://{HOST}/archives/C00GEHEIM"


def test_a_message_and_its_answers_are_read(connector, api, context):
    api.answer(1, 5)
    first, second, answer = connector.read(TARGET, {}, context).batch
    assert first.id == f"slack:{HOST}/C00STAD1/{ts(1)}"
    assert (first.text, first.links) == (
        "De brug is dicht 1 @U8 #brug hier",
        ("https://krant.example/1",),
    )
    assert (first.author.id, first.source, first.hashtags) == ("U7", "#stad", ("brug",))
    assert (answer.in_reply_to, answer.thread) == (first.id, first.id)
    assert second.in_reply_to == ""


def test_answers_are_read_again_only_where_there_are_new_ones(connector, api, context):
    api.answer(1, 5)
    cursor = connector.read(TARGET, {}, context).cursor
    for number in range(200, 220):
        api.messages.append(message(number))
    cursor = connector.read(TARGET, cursor, context).cursor
    before = api.n_answers_read
    assert connector.read(TARGET, cursor, context).is_unchanged
    assert api.n_answers_read == before
    api.answer(1, 300)
    again = connector.read(TARGET, cursor, context)
    assert [post.external_id.rpartition("/")[2] for post in again.batch] == [ts(300)]
    assert connector.read(TARGET, again.cursor, context).is_unchanged


def test_a_new_answer_to_an_old_message_is_heard(connector, api, context):
    api.messages += [message(number / 2) for number in range(6, 900)]
    cursor = connector.read(TARGET, {}, context).cursor
    api.answer(1, 500)
    again = connector.read(TARGET, cursor, context)
    assert [post.external_id.rpartition("/")[2] for post in again.batch] == [ts(500)]


def test_what_the_platform_says_is_not_heard_and_programs_are_told_apart(connector, api, context):
    api.messages += [message(3, subtype="channel_join"), message(4, user="", bot_id="B1")]
    posts = connector.read(TARGET, {}, context).batch.posts
    assert [(post.author.id, post.author.is_bot) for post in posts] == [
        ("U7", False),
        ("U7", False),
        ("B1", True),
    ]


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context):
    cursor = connector.read(TARGET, {}, context).cursor
    api.messages += [message(number / 3) for number in range(9, 2_500)]
    pages = list(read_pages(connector, TARGET, context, cursor))
    given = [post.external_id.rpartition("/")[2] for page in pages for post in page.batch]
    assert len(pages) == 3
    assert sorted(given) == sorted(ts(number / 3) for number in range(9, 2_500))
    assert connector.read(TARGET, pages[-1].cursor, context).is_unchanged


@pytest.mark.parametrize("name", ["ts", "text"])
def test_a_missing_field_is_seen_and_does_not_break(connector, api, context, name):
    del api.messages[0][name]
    reading = connector.read(TARGET, {}, context)
    assert [each.key for each in reading.warnings] == [Caution.FIELDS_MISSING]
    assert len(reading.batch) == 1


def test_a_moment_that_makes_no_sense_does_not_break(connector, api, context):
    api.messages[0]["ts"] = "gisteren"
    reading = connector.read(TARGET, {}, context)
    assert (len(reading.batch), reading.warnings[0].key) == (2, Caution.DATE_IN_FUTURE)


@pytest.mark.parametrize(
    ("error", "key"),
    [
        ("channel_not_found", Refusal.NOT_ALLOWED),
        ("token_expired", Refusal.NOT_ALLOWED),
        ("ratelimited", Refusal.ASKED_TO_WAIT),
        ("fatal_error", Refusal.ANSWER_MALFORMED),
    ],
)
def test_what_is_refused_has_its_reason(site, connector, context, error, key):
    site.work(lambda *_: (200, {"ok": False, "error": error}))
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(TARGET, {}, context)
    assert refused.value.key == key


def test_a_target_is_the_address_that_a_browser_shows():
    assert read_target(TARGET) == (HOST, "C00STAD1")


@pytest.mark.peer
@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
def test_every_request_is_one_that_the_platform_publishes(site, connector, api, context):
    api.messages += [message(number / 10) for number in range(30, 1_200)]
    api.answer(119, 151)
    reading = connector.read(TARGET, {}, context)
    list(read_pages(connector, TARGET, context, reading.cursor | {"until": ts_moment(1)}))
    assert check_sent("slack.com", f"{site.url}/api", site.sent) >= 6


def ts_moment(number: int) -> str:
    return dt.datetime.fromtimestamp(float(ts(number)), dt.UTC).isoformat()
