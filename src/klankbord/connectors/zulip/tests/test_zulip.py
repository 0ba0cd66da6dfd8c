"""Zulip: an open channel by its API, numbers and words alone.

The program behind the door does what the platform's OpenAPI document says of the calls that we use.
"""

import base64
import datetime as dt
import json
from urllib.parse import urlsplit

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.inside import ADDRESS, NAME, OwnServerContract
from klankbord.connectors.tests.standin import Heard
from klankbord.connectors.zulip.client import Target, ZulipConnector, read_target

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
SECRET = "klank-bot@proefdam.example a-key"
SIGNED = "Basic " + base64.b64encode(b"klank-bot@proefdam.example:a-key").decode()


def message(number: int, **more) -> dict:
    return {
        "id": 1000 + number,
        "sender_id": 7,
        "sender_full_name": NAME,
        "sender_email": ADDRESS,
        "avatar_url": "https://secure.gravatar.example/x",
        "timestamp": int(NOW.timestamp()) - 60 * (900 - number),
        "content": f"<p>De <strong>brug</strong> is dicht {number} #brug</p>",
        "subject": "Bruggen",
        "stream_id": 12,
        "type": "stream",
        "reactions": [{"user": {"full_name": NAME}}],
        **more,
    }


class Api:
    """Channels, and messages oldest first."""

    def __init__(self) -> None:
        self.messages = [message(1), message(2)]
        self.streams = [
            {"stream_id": 12, "name": "stad", "invite_only": False, "description": NAME},
            {"stream_id": 13, "name": "directie", "invite_only": True},
        ]

    def __call__(self, method, path, query, body):
        if path == "/api/v1/streams":
            return 200, {"result": "success", "streams": self.streams}
        assert path == "/api/v1/messages"
        assert json.loads(query["narrow"]) == [{"operator": "channel", "operand": 12}]
        kept, anchor = self.messages, query["anchor"]
        if anchor != "newest":
            assert query["include_anchor"] == "false"
            kept = [each for each in kept if each["id"] < int(anchor)]
        size = int(query["num_before"])
        given = {"messages": kept[-size:], "found_oldest": len(kept) <= size}
        return 200, {"result": "success", "msg": "", **given}


@pytest.fixture
def api(site) -> Api:
    api = Api()

    def respond(method, path, query, body):
        if site.sent[-1][2].get("authorization") != SIGNED:
            return 401, {"result": "error", "code": "UNAUTHORIZED"}
        return api(method, path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def target(site) -> str:
    return f"{site.url}/#narrow/channel/12-stad"


@pytest.fixture
def connector() -> ZulipConnector:
    return ZulipConnector()


@pytest.fixture
def context(client, site) -> Context:
    return Context(now=NOW, http=client, secrets={urlsplit(site.url).netloc: SECRET})


class TestContract(Heard, OwnServerContract):
    bad_target = "https://chat.example/#narrow/dm/7-els"

    @pytest.fixture
    def target(self, target):
        return target

    @pytest.fixture
    def private_target(self, site):
        return f"{site.url}/#narrow/channel/13-directie"


def test_a_message_is_read_with_its_topic(site, connector, api, context, target):
    post = connector.read(target, {}, context).batch.posts[0]
    assert post.id == f"zulip:{urlsplit(site.url).netloc}/12/1001"
    assert (post.text, post.title, post.source) == (
        "De brug is dicht 1 #brug",
        "Bruggen",
        "#stad",
    )
    assert (post.author.id, post.hashtags) == ("7", ("brug",))
    assert post.published_at == NOW - dt.timedelta(minutes=899)


def test_who_is_named_in_a_message_stays_a_number(connector, api, context, target):
    named = f'<p><span class="user-mention" data-user-id="31">@{NAME}</span> kijk</p>'
    api.messages = [message(1, content=named)]
    (post,) = connector.read(target, {}, context).batch
    assert post.text == "@31 kijk"


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context, target):
    cursor = connector.read(target, {}, context).cursor
    api.messages += [message(number) for number in range(3, 260)]
    pages = list(read_pages(connector, target, context, cursor))
    given = [int(post.external_id.rpartition("/")[2]) for page in pages for post in page.batch]
    assert len(pages) == 3
    assert sorted(given) == list(range(1003, 1260))
    assert connector.read(target, pages[-1].cursor, context).is_unchanged


@pytest.mark.parametrize("name", ["id", "sender_id", "timestamp", "content"])
def test_a_missing_field_is_seen_and_does_not_break(connector, api, context, target, name):
    del api.messages[0][name]
    reading = connector.read(target, {}, context)
    assert [each.key for each in reading.warnings] == [Caution.FIELDS_MISSING]
    assert len(reading.batch) == 1


def test_a_target_is_the_address_that_a_browser_shows(connector, api, context, site):
    for word in ("channel", "stream"):
        address = f"https://chat.example/#narrow/{word}/12-stad/topic/Bruggen"
        assert read_target(address) == Target("https://chat.example", 12)
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(f"{site.url}/#narrow/channel/99-niets", {}, context)
    assert refused.value.key == Refusal.COLLEAGUES_UNHEARD
