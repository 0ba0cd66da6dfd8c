"""Newsletters without JavaScript: propose, edit, look, test, send, read."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from klankbord.ambassadors.newsletters import actions
from klankbord.ambassadors.newsletters.models import Edition, Item
from klankbord.people.models import Role


def test_from_proposal_to_archive(talk, owner, colleagues, client_of, settings):
    client, reader = client_of(owner), client_of(colleagues[0])
    client.post(reverse("newsletters:edition-propose"))
    edition = Edition.objects.get()
    Edition.objects.update(period_from=talk.created_at.replace(year=2025))
    edition.delete()
    edition = actions.create_edition(
        title="May", language="en", by=owner, at=talk.created_at, intro="*Hello*"
    )
    here = [edition.pk]
    assert reader.get(reverse("newsletters:edition-detail", args=here)).status_code == 404
    page = client.get(reverse("newsletters:edition-edit", args=here)).content.decode()
    assert "colleagues reacted or commented." in page
    first, second = edition.items.all()[:2]
    client.post(reverse("newsletters:item-move", args=[first.pk]), {"to": "down"})
    assert list(edition.items.all())[:2] == [second, first]
    words = {"headline": "My headline", "text": "My text"}
    client.post(reverse("newsletters:item-edit", args=[second.pk]), words)
    client.post(reverse("newsletters:item-include", args=[first.pk]), {"included": "0"})
    values = {"title": "June", "language": "en", "intro": "Dear all"}
    client.post(reverse("newsletters:edition-edit", args=here), values)
    preview = reverse("newsletters:edition-preview", args=here)
    assert "<iframe" in client.get(preview).content.decode()
    assert "My text" in client.get(preview, {"as": "text"}).content.decode()
    letter = client.get(reverse("newsletters:edition-letter", args=here))
    assert letter.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe-inline" not in letter.headers["Content-Security-Policy"]
    assert "My headline" in letter.content.decode()
    client.post(reverse("newsletters:edition-test", args=here))
    assert [each.to for each in mail.outbox] == [[owner.email]]
    assert mail.outbox[0].subject == "[Test] June"
    send = reverse("newsletters:edition-send", args=here)
    assert client.get(send).status_code == 200
    sending = client.post(send, {"send": "1"}, follow=True).content.decode()
    assert "0 of 9 letters have gone." in sending
    assert client.get(reverse("newsletters:edition-progress", args=here)).status_code == 200
    client.post(reverse("newsletters:edition-resume", args=here))
    Edition.objects.filter(pk=edition.pk).update(state="sent", sent_at=talk.created_at)
    archive = reader.get(reverse("newsletters:edition-detail", args=here)).content.decode()
    assert "My headline" in archive
    assert first.headline not in archive
    api = reader.get("/api/v1/newsletters/editions").json()
    assert api[0]["items"][0]["headline"] == "My headline"


def test_archive_only(edition, owner, client_of):
    send = reverse("newsletters:edition-send", args=[edition.pk])
    client_of(owner).post(send, {"archive": "1"})
    edition.refresh_from_db()
    assert edition.state == "sent"
    assert not mail.outbox
    assert not edition.deliveries.exists()


def test_an_empty_edition_says_what_to_do(edition, owner, client_of):
    Item.objects.update(is_included=False)
    send = reverse("newsletters:edition-send", args=[edition.pk])
    page = client_of(owner).post(send, {"send": "1"}, follow=True)
    assert b"Take an item in first" in page.content


def test_a_mail_server_that_is_away_is_explained(edition, owner, client_of, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    test = reverse("newsletters:edition-test", args=[edition.pk])
    page = client_of(owner).post(test, follow=True)
    assert b"The mail server did not take it" in page.content


EDITORS_ONLY = ["edition-edit", "edition-preview", "edition-letter", "edition-send"]


@pytest.mark.parametrize("name", [*EDITORS_ONLY, "edition-delete", "edition-progress"])
def test_only_editors_prepare(edition, member_with, client_of, name):
    address = reverse(f"newsletters:{name}", args=[edition.pk])
    assert client_of(member_with(Role.EMPLOYEE)).get(address).status_code == 403
    assert client_of(member_with(Role.APPROVER)).get(address).status_code == 200
    assert Client().get(address).status_code == 302


def test_a_member_switches_the_mail_off_and_on(colleague, client_of):
    client = client_of(colleague)
    address = reverse("newsletters:subscription-change")
    off = client.post(address, {"on": "0"}, follow=True).content.decode()
    assert "You do not get the newsletter by mail." in off
    on = client.post(address, {"on": "1"}, follow=True).content.decode()
    assert "You get the newsletter by mail." in on


def test_the_screens_stay_within_their_queries(
    edition, owner, client_of, now, django_assert_max_num_queries
):
    for n in range(25):
        actions.create_edition(title=f"E {n}", language="en", by=owner, at=now)
    client = client_of(owner)
    archived = actions.create_edition(title="Old", language="en", by=owner, at=now)
    actions.publish_edition(edition=archived, by=owner, at=now)
    for name, args, most in [
        ("edition-list", [], 10),
        ("edition-edit", [edition.pk], 9),
        ("edition-detail", [archived.pk], 9),
    ]:
        with django_assert_max_num_queries(most):
            assert client.get(reverse(f"newsletters:{name}", args=args)).status_code == 200
    pages = client.get(reverse("newsletters:edition-list")).content.decode()
    assert "Older editions" in pages
