"""Real input: published streams and feeds through screens, jobs and sources, as people use them."""

import base64
import gzip
import json
import os
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from klankbord.jobs.models import Job, State
from klankbord.jobs.queue import enqueue
from klankbord.jobs.worker import Worker
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.threads import post_id_of, thread_of
from klankbord.participate.listening.models import Delivery, FileImport, Source
from klankbord.participate.listening.reasons import REFUSALS, sentence
from klankbord.participate.topics.conversation import arrange
from klankbord.participate.topics.listing import rows_of
from klankbord.participate.topics.marking import Marker
from tests.conftest import Answer

DATA = Path(os.environ.get("KLANKBORD_TEST_DATA", "/nowhere"))

pytestmark = [
    pytest.mark.data,
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="set KLANKBORD_TEST_DATA to the public data sets"),
]


def lines(name):
    with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.mark.timeout(300)
def test_a_recorded_stream_becomes_mentions_in_conversations(
    owner, client_of, work, settings, tmp_path
):
    settings.DATA = tmp_path
    client = client_of(owner)
    content = (DATA / "reddit_stream" / "items.jsonl.gz").read_bytes()
    answer = client.post(
        reverse("listening:import-file"), {"file": SimpleUploadedFile("items.jsonl.gz", content)}
    )
    brought = FileImport.objects.get()
    columns = reverse("listening:import-columns", args=[brought.source_id])
    assert answer.url == columns
    proposed = client.get(columns).context["form"]
    chosen = {field.html_name: field.value() or "" for field in proposed}
    chosen |= {"platform_name": "reddit", "platform": "", "start": "1"}
    page = client.post(columns, chosen)
    assert page.status_code == 302, page.content.decode()
    work(240)
    rows = lines("reddit_stream/items.jsonl.gz")
    brought.refresh_from_db()
    assert (brought.state, brought.n_posts) == ("done", len(rows))
    assert Mention.objects.count() == len(rows)
    assert not brought.source.warnings.exists()
    answers_stand_below_what_they_answer(client, rows)


def answers_stand_below_what_they_answer(client, rows):
    here = {row["id"] for row in rows}
    answers = [row for row in rows if row["parent"] in here]
    assert len(answers) > 200
    kept = {row.external_id: row for row in Mention.objects.all()}
    for answer in answers:
        assert post_id_of(kept[answer["parent"]]) == f"reddit:{answer['parent']}"
        assert kept[answer["id"]].in_reply_to == f"reddit:{answer['parent']}"
    for answer in answers[:: len(answers) // 20]:
        row = kept[answer["id"]]
        rows_of_thread = rows_of(thread_of(row), Marker.of(None))
        conversation = arrange(rows_of_thread, row.pk)
        assert kept[answer["parent"]].pk in [each.id for each in conversation.earlier]
        page = client.get(reverse("topics:mention-detail", args=[row.pk]))
        assert (
            reverse("topics:mention-detail", args=[kept[answer["parent"]].pk])
            in page.content.decode()
        )


def feeds():
    for row in lines("feeds_feedparser/feeds.jsonl.gz"):
        body = base64.b64decode(row["base64"]) if "base64" in row else row["text"].encode()
        yield f"/feedparser/{row['path']}", body
    for row in lines("feeds_gofeed/cases.jsonl.gz"):
        yield f"/gofeed/{row['path']}", row["xml"].encode()


@pytest.mark.timeout(600)
def test_every_published_feed_is_a_source_that_is_read_or_says_why_not(
    owner, client_of, outside, add_source, now
):
    given = dict(feeds())
    outside.answers = {path: Answer(body) for path, body in given.items()}
    sources = {path: add_source(outside.url + path) for path in given}
    longest = visit(sources.values())
    assert longest < 5
    assert not Job.objects.exclude(state=State.FINISHED).exists()
    read = Source.objects.exclude(last_success_at=None)
    refused = Source.objects.filter(last_success_at=None)
    assert read.count() + refused.count() == len(given) > 1_400
    assert refused.count() <= 0.02 * len(given), list(refused.values_list("target", "last_error"))
    assert Delivery.objects.count() > 450  # many of these feeds are about heads, without entries
    for language in ("en", "nl"):
        reasons_are_told(client_of(owner), owner, language, refused)


def visit(sources) -> float:
    """The worker visits each; returns the most processor time that one took."""
    worker, longest = Worker(), 0.0
    for source in sources:
        payload = {"source_id": source.pk}
        enqueue("listening.fetch_source", payload=payload, at=timezone.now())
    for _source in sources:
        began = time.process_time()
        assert worker.turn()
        longest = max(longest, time.process_time() - began)
    return longest


def reasons_are_told(client, reader, language, refused):
    reader.language = language
    reader.save()
    for source in refused:
        assert source.last_error in REFUSALS
        assert source.last_error != "connector-fault"
        with translation.override(language):
            told = sentence(source.last_error, source.last_error_values)
        assert "?" not in told
        page = client.get(reverse("listening:source-detail", args=[source.pk])).content.decode()
        assert told in page.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
