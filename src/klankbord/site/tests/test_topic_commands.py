"""Stored queries at the command line: tried on their examples, taken along, brought in."""

import json

import pytest
from click.testing import CliRunner

from klankbord.jobs.models import Job
from klankbord.participate.archive.models import Mention
from klankbord.participate.topics.actions import change_topic, create_topic
from klankbord.participate.topics.examples import add_mention_example, add_own_example
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.tests.said import keep, post
from klankbord.site.cli import main
from klankbord.trust.models import AuditEntry

GOOD = {
    "id": "Parkeren",
    "query": "parkeren -musical lang:nl",
    "must_match": [{"text": "Parkeren is duur", "lang": "nl"}],
    "must_not_match": ["Parkeren, de musical", {"text": "Parkeren", "lang": "en"}],
}
BAD = {"id": "Bad", "query": "zwembad", "must_match": ["Het bad", "Het zwembad"]}


@pytest.fixture
def run():
    runner = CliRunner()
    return lambda *arguments, **extra: runner.invoke(main, list(arguments), **extra)


@pytest.fixture
def file(tmp_path):
    def write(*lines):
        path = tmp_path / "topics.jsonl"
        path.write_text("\n".join(map(json.dumps, lines)))
        return str(path)

    return write


@pytest.mark.django_db
def test_stored_queries_are_tried_on_their_examples(run, file):
    well = run("query", "test", file(GOOD))
    assert (well.exit_code, well.stdout) == (0, "✓ Parkeren: 3/3\n")
    wrong = run("query", "test", file(GOOD, BAD), "--json")
    assert wrong.exit_code == 1
    told = json.loads(wrong.stdout)
    assert [(each["id"], each["ok"]) for each in told["queries"]] == [
        ("Parkeren", True),
        ("Bad", False),
    ]
    assert told["queries"][1]["failed"] == [{"must_match": True, "text": "Het bad"}]
    assert "✗ Bad: 1/2" in run("query", "test", file(BAD)).stdout
    assert "moet passen" in run("query", "test", file(BAD), "--lang", "nl").stdout


@pytest.mark.django_db
def test_a_query_that_cannot_be_read_fails(run, file):
    wrong = run("query", "test", file({"id": "x", "query": "(bad"}))
    assert wrong.exit_code == 1
    assert "opens, but nothing closes it" in wrong.stdout


@pytest.mark.parametrize(
    "line", [{"id": "x"}, {**GOOD, "must_mach": ["Parkeren"]}, {**GOOD, "must_match": [1]}]
)
def test_a_file_that_says_something_else_cannot_be_used(run, file, line):
    wrong = run("query", "test", file(GOOD, line))
    assert wrong.exit_code == 2
    assert ": 2: " in wrong.stderr


def test_the_same_file_is_matched(run, file, tmp_path, now):
    posts = tmp_path / "posts.jsonl"
    said = {"id": "x:1", "platform": "x", "text": "parkeren", "published_at": now.isoformat()}
    posts.write_text(json.dumps(said | {"lang": "nl", "author": {"id": "1", "handle": "jan"}}))
    assert json.loads(run("match", file(GOOD), str(posts)).stdout)["query"] == "Parkeren"


def test_topics_come_back_as_they_went(run, tmp_path, owner, now):
    keep([post("Parkeren hier", now, external="7")], now)
    topic = create_topic(name="Parkeren", query="parkeer*", by=owner, at=now)
    topic = change_topic(
        topic=topic, version=topic.version, name="Parkeren", description="Voor de balie",
        query="parkeren", by=owner, at=now,
    )  # fmt: skip
    add_own_example(topic=topic, must_match=False, text="Musical", at=now, language="nl")
    add_mention_example(topic=topic, must_match=True, mention=Mention.objects.get(), at=now)
    change_topic(
        topic=topic, version=topic.version, name="Parkeren", description="Voor de balie",
        query="parkeren OR auto", by=owner, at=now, is_draft=True,
    )  # fmt: skip
    path = str(tmp_path / "topics.jsonl")
    assert run("topics", "export", path).exit_code == 0
    assert AuditEntry.objects.filter(act="topics.topics-exported").exists()
    first = (tmp_path / "topics.jsonl").read_text()
    assert "Parkeren hier" not in first  # its words go along with the mentions, or not at all
    Topic.objects.all().delete()
    assert run("topics", "import", path).exit_code == 0
    assert run("topics", "export", path).exit_code == 0
    assert (tmp_path / "topics.jsonl").read_text() == first
    again = Topic.objects.get()
    assert list(again.versions.values_list("number", "query")) == [
        (3, "parkeren OR auto"), (2, "parkeren"), (1, "parkeer*"),
    ]  # fmt: skip
    assert Job.objects.filter(unique_key=again.replay_key).exists()
    assert run("topics", "import", path).exit_code == 0
    assert run("topics", "export", path).exit_code == 0
    assert (tmp_path / "topics.jsonl").read_text() == first


def test_a_topic_whose_examples_fail_is_not_brought_in(run, file, owner, now):
    topic = create_topic(name="Bad", query="bad OR zwembad", by=owner, at=now)
    refused = run("topics", "import", file(BAD, GOOD))
    assert refused.exit_code == 1
    assert "Bad: not published" in refused.stderr
    assert "should match, but it does not: Het bad" in refused.stderr
    topic.refresh_from_db()
    assert topic.query == "bad OR zwembad"
    assert not topic.examples.exists()
    assert Topic.objects.filter(name="Parkeren").exists()


@pytest.mark.django_db
def test_a_paused_topic_and_a_draft_stay_so(run, file):
    run("topics", "import", file({**GOOD, "is_active": False}, {**BAD, "version": 0}))
    paused, draft = Topic.objects.order_by("-name")
    assert (paused.is_active, paused.is_published) == (False, True)
    assert (draft.is_active, draft.is_published) == (False, False)


@pytest.mark.django_db
def test_examples_that_are_not_kept_here_are_named(run, file):
    line = {**GOOD, "must_match": [{"post": "mastodon:404"}]}
    assert "1 mentions are not kept here" in run("query", "test", file(line)).stdout
    assert "1 examples are mentions" in run("topics", "import", file(line)).stderr


def test_query_check_names_what_can_never_match(run):
    assert "can never match" in run("query", "check", "brug -brug").stdout
