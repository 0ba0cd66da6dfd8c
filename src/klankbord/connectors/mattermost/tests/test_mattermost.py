"""Mattermost: an open channel by its API, numbers and words alone.

The program behind the door does what the platform's OpenAPI document says of the calls that we use.
"""

import datetime as dt
from urllib.parse import urlsplit

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.mattermost.client import MattermostConnector, Target, read_target
from klankbord.connectors.reading import read_pages
from klankbord.connectors.reasons import Caution
from klankbord.connectors.tests.inside import ADDRESS, NAME, OwnServerContract
from klankbord.connectors.tests.standin import Heard

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
TOKEN = "a-token-of-ours"


def message(number: int, **more) -> dict:
    return {
        "id": f"m{number}",
        "create_at": int((NOW.timestamp() - 60 * (900 - number)) * 1000),
        "update_at": 0,
        "delete_at": 0,
        "user_id": "u7",
        "channel_id": "c1",
        "root_id": "",
        "message": f"De brug is dicht {number} #brug",
        "type": "",
        "props": {},
        "metadata": {"acknowledgements": [{"user": NAME, "email": ADDRESS}]},
        **more,
    }


class Api:
    """Channels of a team; messages newest first."""

    def __init__(self) -> None:
        self.messages = [message(1), message(2, root_id="m1", message="Hoe lang nog?")]
        self.types = {"stad": "O", "directie": "P"}

    def __call__(self, method, path, query, body):
        if "/channels/name/" in path:
            name = path.rpartition("/")[2]
            if name not in self.types:
                return 404, {"id": "store.sql_channel.get_by_name.missing.app_error"}
            found = {"id": f"id-{name}", "type": self.types[name], "name": name}
            return 200, found | {"display_name": NAME, "header": ADDRESS}
        assert path == "/api/v4/channels/id-stad/posts"
        newest = self.messages[::-1]
        ids = [each["id"] for each in newest]
        begin = ids.index(query["before"]) + 1 if "before" in query else 0
        page = newest[begin : begin + int(query["per_page"])]
        order = [each["id"] for each in page]
        return 200, {"order": order, "posts": {each["id"]: each for each in page}}


@pytest.fixture
def api(site) -> Api:
    api = Api()

    def respond(method, path, query, body):
        if site.sent[-1][2].get("authorization") != f"Bearer {TOKEN}":
            return 401, {"id": "api.context.session_expired.app_error"}
        return api(method, path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def target(site) -> str:
    return f"{site.url}/proefdam/channels/stad"


@pytest.fixture
def connector() -> MattermostConnector:
    return MattermostConnector()


@pytest.fixture
def context(client, site) -> Context:
    return Context(now=NOW, http=client, secrets={urlsplit(site.url).netloc: TOKEN})


class TestContract(Heard, OwnServerContract):
    bad_target = "https://chat.example/proefdam/messages/@els"

    @pytest.fixture
    def target(self, target):
        return target

    @pytest.fixture
    def private_target(self, site):
        return f"{site.url}/proefdam/channels/directie"


def test_a_message_and_its_answer_are_read(site, connector, api, context, target):
    first, answer = connector.read(target, {}, context).batch
    begin = f"mattermost:{urlsplit(site.url).netloc}/id-stad/"
    assert (first.id, first.source) == (f"{begin}m1", "proefdam/stad")
    assert (first.text, first.hashtags) == ("De brug is dicht 1 #brug", ("brug",))
    assert (first.author.id, first.thread) == ("u7", first.id)
    assert (answer.in_reply_to, answer.thread) == (first.id, first.id)
    assert first.published_at == NOW - dt.timedelta(minutes=899)


def test_what_the_platform_says_and_what_is_deleted_is_not_heard(connector, api, context, target):
    api.messages += [message(3, type="system_join_channel"), message(4, delete_at=5)]
    assert [post.external_id[-2:] for post in connector.read(target, {}, context).batch] == [
        "m1",
        "m2",
    ]


def test_programs_are_told_apart(connector, api, context, target):
    api.messages = [message(1), message(2, props={"from_bot": "true"})]
    assert [post.author.is_bot for post in connector.read(target, {}, context).batch] == [
        False,
        True,
    ]


def test_reading_goes_on_where_it_stopped_and_misses_nothing(connector, api, context, target):
    cursor = connector.read(target, {}, context).cursor
    api.messages += [message(number) for number in range(3, 260)]
    pages = list(read_pages(connector, target, context, cursor))
    given = [post.external_id.rpartition("/")[2] for page in pages for post in page.batch]
    assert len(pages) == 3
    assert sorted(given) == sorted(f"m{number}" for number in range(3, 260))
    assert connector.read(target, pages[-1].cursor, context).is_unchanged


@pytest.mark.parametrize("name", ["id", "create_at", "user_id", "message"])
def test_a_missing_field_is_seen_and_does_not_break(connector, api, context, target, name):
    del api.messages[0][name]
    if name == "id":
        api.messages[0] = {"id": "m1"}
    reading = connector.read(target, {}, context)
    assert [each.key for each in reading.warnings] == [Caution.FIELDS_MISSING]
    assert len(reading.batch) == 1


def test_a_target_is_the_address_that_a_browser_shows(connector, api, context, site):
    assert read_target("https://chat.example/team/channels/town-square") == Target(
        "https://chat.example", "team", "town-square"
    )
    with pytest.raises(ConnectorRefused) as refused:
        connector.read(f"{site.url}/proefdam/channels/niets", {}, context)
    assert refused.value.key == Refusal.NOT_FOUND
