"""The screens of an import: upload, columns, progress."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from klankbord.participate.listening import uploads
from klankbord.participate.listening.importing import import_folder
from klankbord.participate.listening.jobs import drop_drafts
from klankbord.participate.listening.models import Delivery, FileImport, ImportState
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
TABLE = b"wanneer;wat;wie\n01-02-2026 10:00;Brug dicht;anna\n02-02-2026 11:00;Markt;bob\n"


def url(name, *args):
    return reverse(f"listening:{name}", args=args)


def upload(client, content, name="posts.csv"):
    return client.post(url("import-file"), {"file": SimpleUploadedFile(name, content)})


def test_a_known_file_is_read_at_once(client_of, owner, posts_file, drain):
    answer = upload(client_of(owner), posts_file(3).read_bytes(), "export.jsonl")
    brought = FileImport.objects.get()
    assert answer.url == url("source-detail", brought.source_id)
    assert Path(brought.path).parent == import_folder()
    assert brought.source.name == "export.jsonl"
    drain()
    brought.refresh_from_db()
    assert (brought.state, brought.n_posts) == (ImportState.DONE, 3)
    assert not Path(brought.path).exists()
    assert AuditEntry.objects.filter(act="listening.file-imported").exists()


def test_an_unknown_table_asks_for_its_columns(client_of, owner, drain):
    client = client_of(owner)
    answer = upload(client, TABLE)
    brought = FileImport.objects.get()
    columns = url("import-columns", brought.source_id)
    assert answer.url == columns
    page = client.get(columns).content.decode()
    assert "Brug dicht" in page
    assert 'name="published_at"' in page
    wrong = client.post(columns, {"timezone": "Europe/Amsterdam", "start": "1"})
    assert "which column holds the text" in wrong.content.decode()
    filled = {
        "text": "wat",
        "published_at": "wanneer",
        "author": "wie",
        "timezone": "Europe/Amsterdam",
        "platform_name": "Forum",
    }
    looked = client.post(columns, {**filled, "look": "1"}).content.decode()
    assert "The first posts, as we understand them" in looked
    assert not Delivery.objects.exists()
    assert client.post(columns, {**filled, "start": "1"}).status_code == 302
    drain()
    assert Delivery.objects.get().n_posts == 2
    assert client.get(columns).status_code == 404


def test_a_bad_file_is_refused_beside_its_field_and_not_kept(client_of, owner):
    page = upload(client_of(owner), b'[{"a": 1}]', "lijst.json")
    assert "lijst.json holds one long JSON list" in page.content.decode()
    assert not FileImport.objects.exists()
    assert not import_folder().exists() or not list(import_folder().iterdir())


def test_no_file_says_so(client_of, owner):
    assert client_of(owner).post(url("import-file"), {}).status_code == 200


def test_a_file_past_the_limit_is_refused_while_it_comes_in(client_of, owner, monkeypatch):
    monkeypatch.setattr(uploads.ImportUploadHandler.__init__, "__defaults__", (None, 100_000, None))
    page = upload(client_of(owner), b"a;b\n" * 100_000)
    assert "larger than 1 GB" in page.content.decode()
    assert not list(import_folder().iterdir())


def test_an_upload_needs_its_csrf_token(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert upload(client, TABLE).status_code == 403
    assert not FileImport.objects.exists()


def test_a_waiting_import_can_be_stopped(client_of, owner, posts_file, drain):
    client = client_of(owner)
    upload(client, posts_file(3).read_bytes())
    brought = FileImport.objects.get()
    assert "Stop reading" in client.get(url("source-detail", brought.source_id)).content.decode()
    assert "Stop reading" in client.get(url("import-progress", brought.source_id)).content.decode()
    client.post(url("import-cancel", brought.source_id))
    drain()
    brought.refresh_from_db()
    assert brought.state == ImportState.CANCELLED
    assert not Delivery.objects.exists()
    assert not Path(brought.path).exists()


def test_a_stranger_brings_nothing(client_of, stranger):
    assert client_of(stranger).get(url("import-file")).status_code == 403
    assert upload(client_of(stranger), TABLE).status_code == 403
    assert not FileImport.objects.exists()


def test_a_draft_that_nobody_finishes_is_thrown_away(client_of, owner, now):
    class Turn:
        def __init__(self, moment):
            self.now = moment

    upload(client_of(owner), TABLE)
    brought = FileImport.objects.get()
    drop_drafts(Turn(brought.created_at + dt.timedelta(days=6)))
    assert Path(brought.path).exists()
    drop_drafts(Turn(brought.created_at + dt.timedelta(days=8)))
    assert not Path(brought.path).exists()
    assert not FileImport.objects.exists()
