"""Our own accounts, tried at a real Mastodon API."""

import pytest
from django.urls import reverse

from klankbord.connectors.mastodon.tests.conftest import peer, person
from klankbord.participate.listening.accounts import answering_account
from klankbord.participate.listening.fetching import fetch
from klankbord.participate.listening.models import Account, Delivery, Source
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry
from klankbord.trust.vault.queries import secret_names

__all__ = ["peer", "person"]
pytestmark = pytest.mark.django_db
ADD = reverse("listening:account-add")


@pytest.fixture(autouse=True)
def _peer_may_be_reached(settings):
    settings.OPEN_NETWORKS = ("127.0.0.0/8", "::1/128")


@pytest.fixture
def connect(client_of, owner, peer):
    def post(token: str = ""):
        given = {"connector": "mastodon", "place": peer.url, "secret": token}
        given["secret"] = token or peer.tokens["gemeente"]
        return client_of(owner).post(ADD, given, follow=True)

    return post


def test_a_stranger_sees_no_accounts(client_of, stranger, connect):
    connect()
    client, account = client_of(stranger), Account.objects.get()
    assert client.get(reverse("listening:account-list")).status_code == 403
    assert client.get(ADD).status_code == 403
    gone = reverse("listening:account-delete", args=[account.pk])
    assert client.post(gone).status_code == 403
    assert Account.objects.exists()


def test_an_account_is_connected_when_its_token_was_tried(connect, peer):
    page = connect().content.decode()
    assert "we speak as gemeente@localhost" in page
    assert peer.tokens["gemeente"] not in page
    account = Account.objects.get()
    assert secret_names() == [f"connector:mastodon:{peer.url}"]
    assert answering_account("mastodon", "mastodon:m.example/1") == account
    assert AuditEntry.objects.filter(act="listening.account-connected").count() == 1


def test_a_wrong_token_is_refused_beside_its_field_and_not_shown(connect):
    page = connect("wrong-token-marker").content.decode()
    assert "does not accept this token, password or key" in page
    assert "wrong-token-marker" not in page
    assert not Account.objects.exists()
    assert secret_names() == []


def test_connecting_again_changes_the_token_only(connect, peer):
    connect()
    connect(peer.tokens["bewoner"])
    assert Account.objects.get().handle.startswith("bewoner@")
    assert len(secret_names()) == 1


def test_a_disconnected_account_leaves_no_token(connect, client_of, owner):
    connect()
    account = Account.objects.get()
    client_of(owner).post(reverse("listening:account-delete", args=[account.pk]))
    assert not Account.objects.exists()
    assert secret_names() == []
    assert answering_account("mastodon", "mastodon:m.example/1") is None


def test_a_responder_sees_accounts_and_changes_none(connect, client_of, member_with):
    connect()
    client = client_of(member_with(Role.RESPONDER))
    page = client.get(reverse("listening:account-list")).content.decode()
    assert "gemeente@" in page
    assert reverse("listening:account-delete", args=[Account.objects.get().pk]) not in page
    assert client.get(ADD).status_code == 403


def test_an_empty_list_says_what_an_account_is_for(client_of, owner):
    page = client_of(owner).get(reverse("listening:account-list")).content.decode()
    assert "answer goes by copy and paste" in page


def test_a_mastodon_source_is_shown_added_and_heard(client_of, owner, peer, person, now):
    person("bewoner").say("Het plein is weer schoon.")
    client, add = client_of(owner), reverse("listening:source-add")
    given = {"connector": "mastodon", "address": f"{peer.url}/@bewoner"}
    page = client.post(add, given)
    assert "Het plein is weer schoon." in page.content.decode()
    client.post(add, {**given, "name": "Bewoner", "save": "1"})
    source = Source.objects.get()
    assert source.connector == "mastodon"
    assert fetch(source=source, now=now) >= 1
    assert Delivery.objects.get().n_posts >= 1


def test_who_speaks_to_us_is_heard_with_the_connected_account(connect, peer, person, now):
    connect()
    person("bewoner").say("@gemeente wanneer gaat de brug open?")
    source = Source.objects.create(
        connector="mastodon", target=f"{peer.url}/notifications", name="ons", created_at=now
    )
    assert fetch(source=source, now=now) >= 1


@pytest.mark.parametrize(
    ("connector", "places", "post_id", "chosen"),
    [
        ("mail", ("a@x.example", "b@x.example imap.y.example"), "mail:b@x.example/1@z", 1),
        ("mail", ("a@x.example",), "mail:b@x.example/1@z", None),
        ("discourse", ("ons@een.example", "ons@twee.example"), "discourse:twee.example/7/1", 1),
        ("discourse", ("ons@een.example",), "discourse:twee.example/7/1", None),
    ],
)
def test_an_answer_goes_through_the_account_that_was_spoken_to(
    now, connector, places, post_id, chosen
):
    ours = [
        Account.objects.create(connector=connector, place=place, handle=place, connected_at=now)
        for place in places
    ]
    found = answering_account(connector, post_id)
    assert found == (None if chosen is None else ours[chosen])
