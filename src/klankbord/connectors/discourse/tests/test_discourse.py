"""Forums: the newest posts of a site and one topic, and what the published examples hold."""

import datetime as dt
import gzip
import json
import os
from pathlib import Path

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, DriftContract, TroubleContract
from klankbord.connectors.discourse import CONNECTOR
from klankbord.connectors.discourse.adapter import Adapter
from klankbord.connectors.reading import read_all
from klankbord.connectors.reasons import Caution

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


def entry(number: int, **more) -> dict:
    given = {
        "id": number,
        "username": "Jan",
        "name": "Jan de Boer",
        "created_at": f"2026-03-01T10:{number % 60:02}:00.000Z",
        "cooked": f"<p>Bericht {number}, zie <a href='https://example.org/{number}'>hier</a></p>",
        "topic_id": 7,
        "topic_slug": "zwembad",
        "topic_title": "Het zwembad",
        "post_number": number,
        "post_type": 1,
    }
    return given | more


def give_site(site, numbers: list[int]) -> None:
    """A site's list as Discourse gives it: fifty numbers at a time, from the newest down."""
    newest = max(numbers)
    for before in (None, *range(newest + 1, 0, -1)):
        top = newest if before is None else before - 1
        page = [entry(n) for n in sorted(numbers, reverse=True) if top - 50 < n <= top]
        query = "" if before is None else f"?before={before}"
        site.give(f"/posts.json{query}", json.dumps({"latest_posts": page}).encode())


def give_topic(site, numbers: list[int], shown: int = 20) -> None:
    told = {"id": 7, "title": "Het zwembad"}
    stream = {"stream": numbers, "posts": [entry(n) for n in numbers[:shown]]}
    site.give("/t/7.json", json.dumps(told | {"post_stream": stream}).encode())
    for start in range(len(numbers)):
        for end in range(start + 1, len(numbers) + 1):
            asked = "&".join(f"post_ids[]={n}" for n in numbers[start:end])
            chosen = {"post_stream": {"posts": [entry(n) for n in numbers[start:end]]}}
            site.give(f"/t/7/posts.json?{asked}", json.dumps(chosen).encode())


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client)


class TestContract(ConnectorContract, DriftContract, TroubleContract):
    connector = CONNECTOR

    @pytest.fixture
    def target(self, site):
        give_site(site, [1, 2, 3])
        return site.url

    @pytest.fixture
    def http(self, client):
        return client


def test_a_post_is_heard_with_everything_it_says(site, context):
    give_site(site, [2])
    post = CONNECTOR.read(f"{site.url}/latest", {}, context).batch.posts[0]
    place = site.url.partition("://")[2]
    assert post.id == f"discourse:{place}/7/2"
    assert (post.text, post.title) == ("Bericht 2, zie hier", "Het zwembad")
    assert post.url == f"{site.url}/t/zwembad/7/2"
    assert post.author.handle == f"Jan@{place}"
    assert post.links == ("https://example.org/2",)
    assert post.in_reply_to == post.thread == f"discourse:{place}/7/1"
    assert json.loads(bytes(post.raw))["id"] == 2


def test_reading_a_site_goes_back_until_what_is_known(site, context):
    give_site(site, [1, 2, 3])
    cursor = CONNECTOR.read(site.url, {}, context).cursor
    give_site(site, [1, 2, 3, 4, 5, 120, 121, 180])  # a page in between is empty
    found = list(read_all(CONNECTOR, site.url, context, cursor))
    assert sorted(int(post.id.rpartition("/")[2]) for post in found) == [4, 5, 120, 121, 180]


def test_a_long_topic_is_read_forwards_page_by_page(site, context):
    give_topic(site, list(range(1, 61)))
    target = f"{site.url}/t/zwembad/7/3"
    pages = [CONNECTOR.read(target, {}, context)]
    assert pages[0].has_more
    pages.append(CONNECTOR.read(target, pages[0].cursor, context))
    assert [len(page.batch) for page in pages] == [50, 10]
    assert CONNECTOR.read(target, pages[1].cursor, context).is_unchanged
    thread = CONNECTOR.thread(pages[0].batch.posts[0], context)
    assert [post.id.rpartition("/")[2] for post in thread][:2] == ["2", "3"]


def test_what_is_no_forum_page_is_refused(context):
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read("https://forum.example/about", {}, context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.TARGET_UNKNOWN, True)


def adapted(*given: dict):
    adapter = Adapter("https://forum.example", now=NOW)
    posts = adapter.posts(msgspec.Raw(json.dumps(each).encode()) for each in given)
    return posts, [each.key for each in adapter.warnings.collected()]


@pytest.mark.parametrize("hidden", [{"post_type": 3}, {"hidden": True}, {"deleted_at": "2026"}])
def test_notes_and_hidden_posts_are_left_out(hidden):
    assert adapted(entry(1, **hidden)) == ((), [])


def test_the_own_accounts_of_the_program_stand_below_zero():
    posts, _warnings = adapted(entry(1, user_id=-2), entry(2, user_id=7), entry(3))
    assert [post.author.is_bot for post in posts] == [True, False, None]


def test_an_unknown_field_changes_nothing():
    posts, warnings = adapted(entry(1, brand_new={"deep": [1]}))
    assert (len(posts), warnings) == (1, [])


@pytest.mark.parametrize("name", ["id", "username", "created_at", "topic_id"])
def test_a_missing_field_is_seen_and_does_not_break(name):
    posts, warnings = adapted({k: v for k, v in entry(1).items() if k != name}, entry(2))
    assert (len(posts), warnings) == (1, [Caution.FIELDS_MISSING])


def test_one_broken_post_leaves_the_others_and_is_told(site, context):
    page = {"latest_posts": [entry(2, created_at="soon"), {**entry(1), "id": None}, entry(3)]}
    site.give("/posts.json", json.dumps(page).encode())
    reading = CONNECTOR.read(site.url, {}, context)
    assert len(reading.batch) == 1
    assert [each.key for each in reading.warnings] == [Caution.ENTRY_BROKEN] * 2


@pytest.mark.data
def test_published_posts_lose_nothing():
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        pytest.skip("needs the public data sets: set KLANKBORD_TEST_DATA")
    lines = gzip.decompress((Path(folder) / "fixtures_api" / "discourse.jsonl.gz").read_bytes())
    published = [json.loads(line) for line in lines.splitlines()]
    given = {each["path"].rpartition("/")[2]: each["json"] for each in published}
    entries = [given["post.json"], given["create_topic_with_tags.json"]]
    entries += given["posts_before.json"]["latest_posts"]
    entries += given["topic_posts.json"]["post_stream"]["posts"]
    regular = [each for each in entries if each["post_type"] == 1 and not each["hidden"]]
    posts, warnings = adapted(*entries)
    assert warnings == []
    assert len(posts) == len(regular) > 5
    for post, each in zip(posts, regular, strict=True):
        assert bytes(post.raw) == json.dumps(each).encode()
        assert bool(post.text) == bool(each["cooked"])
        assert post.author.handle == f"{each['username']}@forum.example"
        assert "<" not in post.text
