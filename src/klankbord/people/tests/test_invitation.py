import datetime as dt

import pytest
from django.urls import reverse

from klankbord.people import actions
from klankbord.people.models import Member, Role
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
SENTENCE = "het regent in de polder"


@pytest.fixture
def letter(owner):
    now = dt.datetime.now(dt.UTC)
    return actions.invite_member(
        email="new@proefdam.example",
        name="New",
        department=owner.department,
        roles=[Role.RESPONDER],
        language="en",
        by=owner,
        at=now,
    )


def test_the_letter_lets_one_person_in_once(client, letter):
    _, secret = letter
    address = reverse("people:invitation-accept", args=[secret])
    answer = client.post(address, {"name": "New Person", "password": SENTENCE})
    assert answer.status_code == 302
    member = Member.objects.get(email="new@proefdam.example")
    assert member.roles == {"responder", "employee"}
    assert client.post(address, {"name": "X", "password": SENTENCE}).status_code == 410


def test_the_secret_is_kept_only_as_a_hash(letter):
    invitation, secret = letter
    assert secret not in str(vars(invitation))


def test_a_letter_grows_old(letter):
    _, secret = letter
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=15)
    with pytest.raises(actions.InvitationNotValid):
        actions.open_invitation(secret=secret, at=later)


def test_a_withdrawn_letter_is_worth_nothing(letter, owner, client_of):
    invitation, secret = letter
    client_of(owner).post(reverse("people:invitation-withdraw", args=[invitation.pk]))
    with pytest.raises(actions.InvitationNotValid):
        actions.open_invitation(secret=secret, at=dt.datetime.now(dt.UTC))


def test_a_weak_password_is_refused_with_a_remedy(client, letter):
    _, secret = letter
    answer = client.post(
        reverse("people:invitation-accept", args=[secret]), {"name": "N", "password": "short"}
    )
    assert answer.status_code == 200
    assert "12" in answer.content.decode()
    assert not Member.objects.filter(email="new@proefdam.example").exists()


def test_a_manager_cannot_make_an_administrator(client_of, member_with):
    client = client_of(member_with(Role.MANAGER))
    form = {"name": "A", "email": "a@proefdam.example", "roles": "administrator", "language": "en"}
    answer = client.post(reverse("people:member-invite"), form)
    assert "Only an administrator" in answer.content.decode()


def test_inviting_sends_a_letter_and_writes_the_log(client_of, owner, mailoutbox):
    form = {"name": "A", "email": "a@proefdam.example", "roles": "responder", "language": "nl"}
    answer = client_of(owner).post(reverse("people:member-invite"), form)
    assert answer.status_code == 200
    assert mailoutbox[0].to == ["a@proefdam.example"]
    assert AuditEntry.objects.filter(act="people.invited").count() == 1
