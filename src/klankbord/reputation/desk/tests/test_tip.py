"""A colleague's tip: a link or a few words, once, and no look into the desk."""

import pytest
from django.urls import reverse

from klankbord.people.models import Role
from klankbord.reputation.desk.models import Case, Channel

pytestmark = pytest.mark.django_db
TIP = reverse("desk:tip-give")
LINK = "https://mastodon.example/@jan/1"


def test_a_link_becomes_a_case_once(client_of, colleague):
    client = client_of(colleague)
    for _turn in range(2):
        page = client.post(
            TIP, {"url": LINK, "text": "They are angry about the pool."}, follow=True
        )
    case = Case.objects.get()
    assert (case.channel, case.title) == (Channel.TIP, "They are angry about the pool.")
    assert case.messages.get().url == LINK
    assert case.events.get().by == colleague
    assert case.number in page.text
    assert client.get(reverse("desk:case-detail", args=[case.pk])).status_code == 403


def test_a_link_alone_is_enough_and_nothing_is_not(client_of, colleague):
    client = client_of(colleague)
    assert "Paste a link, or tell what you saw." in client.post(TIP, {}).text
    client.post(TIP, {"url": "javascript:alert(1)"})
    assert not Case.objects.exists()
    client.post(TIP, {"url": LINK})
    assert Case.objects.get().title == LINK


def test_what_was_shared_stands_in_the_form(client_of, colleague):
    assert LINK in client_of(colleague).get(TIP, {"url": LINK}).text


def test_a_bookmark_brings_the_page_that_is_in_view(client_of, colleague, settings):
    settings.PUBLIC_URL = "https://klankbord.example"
    page = client_of(colleague).get(TIP)
    assert page.context["bookmark"].startswith("javascript:void(open('https://klankbord.example/")
    shared = client_of(colleague).get(TIP, {"url": LINK, "text": "angry"})
    assert shared.context["form"].initial == {"url": LINK, "text": "angry"}


def test_the_works_council_and_a_visitor_give_none(client_of, member_with, client):
    assert client_of(member_with(Role.COUNCIL)).get(TIP).status_code == 403
    assert client.get(TIP).status_code == 302
