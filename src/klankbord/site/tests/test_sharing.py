"""The share menu of a phone: one door, and the person says what it is for."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse

from klankbord.people.models import Role
from klankbord.reputation.desk.models import Case, Channel
from klankbord.site.server import UPLOADS

pytestmark = pytest.mark.django_db
SHARE = reverse("share:share-take")
LINK = "https://mastodon.example/@jan/1"


@pytest.fixture
def phone(colleague):
    """A browser that cannot know our token when the share button is pressed."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(colleague, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_the_installed_app_shares_with_this_page():
    manifest = json.loads(Path(finders.find("ui/manifest.webmanifest")).read_text())
    shared = manifest["share_target"]
    assert resolve(shared["action"]).view_name == "share:share-take"
    assert (shared["method"], set(shared["params"])) == (
        "POST",
        {"title", "text", "url", "files"},
    )
    assert shared["action"] in UPLOADS


def test_a_link_goes_to_the_desk_as_a_tip(phone, colleague):
    page = phone.post(SHARE, {"title": "Angry about the pool", "text": f"Look {LINK}"})
    given = page.context["tip"].initial
    assert given == {"url": LINK, "text": "Angry about the pool\nLook"}
    token = page.cookies["csrftoken"].value
    phone.post(reverse("desk:tip-give"), {**given, "csrfmiddlewaretoken": token})
    case = Case.objects.get()
    assert (case.channel, case.messages.get().url) == (Channel.TIP, LINK)
    assert case.events.get().by == colleague


def test_the_same_words_can_be_checked(phone):
    page = phone.post(SHARE, {"text": "bel 06-12345678"})
    assert "I want to post it" in page.text
    token = page.cookies["csrftoken"].value
    checked = phone.post(
        reverse("guidelines:check"), {"text": "bel 06-12345678", "csrfmiddlewaretoken": token}
    )
    assert "answer--amber" in checked.text


def test_a_picture_is_checked_at_once(phone):
    picture = SimpleUploadedFile("a.pdf", b"%PDF-broken", content_type="application/pdf")
    page = phone.post(SHARE, {"text": "bel 06-12345678", "picture": picture})
    assert "words of this PDF cannot be read" in page.text
    assert "I saw it" not in page.text


def test_who_gives_no_tips_is_only_asked_to_check(member_with, client_of):
    page = client_of(member_with(Role.COUNCIL)).post(SHARE, {"text": "bel 06-12345678"})
    assert "answer--amber" in page.text


def test_nothing_shared_is_no_question(phone, client):
    assert phone.get(SHARE).url == reverse("guidelines:check")
    assert phone.post(SHARE, {"text": " "}).url == reverse("guidelines:check")
    assert client.post(SHARE, {"text": "x"}).status_code == 302  # to the sign-in


def test_sharing_writes_nothing(phone):
    phone.get(reverse("guidelines:check"))
    with connection.execute_wrapper(_refuse_writing):
        assert phone.post(SHARE, {"text": LINK}).status_code == 200


def _refuse_writing(execute, sql, params, many, context):
    assert sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE")), sql
    return execute(sql, params, many, context)
