"""Files that people bring: never where the web server looks, never under their own name."""

import io

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.urls import reverse
from PIL import ExifTags, Image

from klankbord.ambassadors.community.actions import create_group
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.core.guard.picture import picture_findings
from klankbord.participate.listening.importing import import_folder
from klankbord.participate.listening.models import FileImport
from klankbord.people.models import Role
from tests.routes import routes

pytestmark = pytest.mark.django_db
TABLE = b"wanneer,wat,wie\n2026-02-01 10:00,Brug dicht,anna\n"
PAGE = b"<!doctype html><script>alert(1)</script>"
NAMES = [
    "../../../etc/cron.d/posts.csv",
    "..\\..\\posts.csv",
    "/etc/passwd.csv",
    "posts\0.csv",
    "\u202egpj.exe.csv",
    "<script>alert(1)</script>.csv",
    'a"; filename="b.html',
    "a" * 400 + ".csv",
    "CON.csv",
    ".htaccess",
    "posts.csv.html",
]


@pytest.fixture
def leader(client_of, owner):
    return client_of(owner)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def bring(client, name, content=TABLE):
    file = SimpleUploadedFile("x", content)
    file.name = name  # past the cleaning that the class itself does
    return client.post(reverse("listening:import-file"), {"file": file}, follow=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_chooses_no_place(leader, tmp_path, name):
    page = bring(leader, name)
    assert page.status_code == 200
    lying = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.parent == import_folder() for path in lying)
    assert all(len(path.name) == 32 and path.name.isalnum() for path in lying)
    assert import_folder().stat().st_mode & 0o077 == 0
    assert "<script>alert(1)</script>" not in page.content.decode()
    for source in FileImport.objects.select_related("source"):
        assert not set(source.source.name) & set("\0\\/")


def test_what_it_is_is_seen_by_its_content(leader, tmp_path):
    page = bring(leader, "posts.csv", PAGE)
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.content
    picture = bring(leader, "posts.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    assert "not a table" in picture.content.decode()
    workbook = bring(leader, "posts.xlsx", TABLE)  # a table after all, whatever its name says
    assert workbook.status_code == 200


def test_no_upload_is_ever_given_back(leader):
    """Nothing serves the folder: not as a static file, not as media, not by a guess."""
    bring(leader, "posts.html", PAGE)
    for path in import_folder().iterdir():
        for prefix in ("/static/", "/files/", "/media/", "/imports/", "/data/", "/"):
            answer = leader.get(f"{prefix}{path.name}")
            assert answer.status_code in {403, 404}, prefix
            assert PAGE not in answer.content
    assert not site_settings.MEDIA_URL.strip("/")
    assert {route.name for route in routes() if "media" in route.name} == set()


def test_a_download_is_an_attachment_and_no_page(leader):
    """A browser saves what we hand out, and never shows it in our name."""
    for route in ("topics:mention-export", "trust:audit-export"):
        answer = leader.get(reverse(route))
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment;"), route
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.headers["Content-Type"].startswith("text/html")


def test_only_those_in_charge_bring_files(client_of, member_with):
    for role in set(Role) - {Role.MANAGER, Role.ADMINISTRATOR}:
        assert bring(client_of(member_with(role)), "posts.csv").status_code == 403
    assert not import_folder().is_dir() or not list(import_folder().iterdir())


def test_pictures_keep_only_what_they_show(leader, owner, now):
    """Whatever else stands in the file: the place, the maker, a page behind the picture."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (52.0, 5.0, 1.0)}
    exif[ExifTags.Base.Artist] = "J. Jansen"
    Image.new("RGB", (80, 40), "red").save(out, "JPEG", exif=exif.tobytes(), comment=PAGE)
    file = SimpleUploadedFile("<script>.html", out.getvalue() + PAGE, "text/html")
    group = create_group(name="Open", description="", kind="open", by=owner, at=now)
    words = {"group": group.pk, "text": "Kijk", "picture_1": file, "plain_1": "on"}
    assert leader.post(reverse("community:post-write"), words).status_code == 302
    row = Attachment.objects.get()
    given = leader.get(reverse("community:attachment-open", args=[row.pk]))
    assert given.headers["Content-Type"] == "image/jpeg"
    assert "script" not in given.headers["Content-Disposition"]
    assert list(picture_findings(given.content)) == []
    for trace in (b"Jansen", b"script", b"Exif"):
        assert trace not in given.content, trace


@pytest.mark.parametrize("name", NAMES)
def test_a_shared_file_is_saved_and_never_shown(leader, owner, now, name):
    """A page that says that it is a PDF, under every name: its bytes come back as bytes."""
    file = SimpleUploadedFile("x", b"%PDF-1.7 " + PAGE, "text/html")
    file.name = name
    group = create_group(name="Open", description="", kind="open", by=owner, at=now)
    words = {"group": group.pk, "text": "Kijk", "files": [file]}
    page = leader.post(reverse("community:post-write"), words, follow=True)
    assert b"<script>alert(1)</script>" not in page.content
    row = Attachment.objects.get()
    assert row.name.endswith(".pdf")
    assert not set(row.name) & set('/\\\0<>"\u202e')
    given = leader.get(reverse("community:attachment-open", args=[row.pk]))
    assert given.headers["Content-Type"] == "application/pdf"
    assert given.headers["Content-Disposition"].startswith("attachment;")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_no_table_names_a_file_on_disk():
    """Nothing that came in lies where a web server could hand it out."""
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField)
    ]
    assert fields == []
