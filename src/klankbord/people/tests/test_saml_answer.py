"""What comes along the way back from a SAML provider, before and after it is believed."""

import base64
import datetime as dt

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klankbord.people.models import Member
from klankbord.people.providers import returning
from klankbord.people.providers.models import Provider
from klankbord.people.providers.saml import TRANSIENT
from klankbord.people.sessions.models import MemberSession
from klankbord.people.tests.identity import IdentityProvider
from klankbord.trust.audit import AuditEntry

pytestmark = pytest.mark.django_db
EMAIL = "ada@proefdam.example"
HOUSE = "/account/saml/proefdam-saml/"
DOCTYPE = "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>"


@pytest.fixture
def client():
    return Client(headers={"Host": "localhost"})


@pytest.fixture
def idp():
    return IdentityProvider()


@pytest.fixture
def saml(idp, client_of, owner):
    form = {
        "name": "Proefdam SAML",
        "metadata": idp.metadata,
        "domains": "proefdam.example",
        "group_claim": "groups",
        "is_open": "on",
    }
    client_of(owner).post(reverse("people:provider-add", args=["saml"]), form)
    return Provider.objects.get()


def come_back(client, idp, *, email=EMAIL, start="login/"):
    asked = client.get(HOUSE + start).url
    form = idp.answer(asked, email=email, named=TRANSIENT)
    return client.post(f"{HOUSE}acs/", form, follow=True)


def packed(text):
    return base64.b64encode(text.encode()).decode()


def n_kept():
    return MemberSession.objects.filter(member=None).count()


def test_nothing_is_kept_for_a_provider_that_is_not_there(client, saml):
    assert client.post("/account/saml/nothing/acs/", {"SAMLResponse": "x"}).status_code == 404
    Provider.objects.update(is_open=False)
    assert client.post(f"{HOUSE}acs/", {"SAMLResponse": "x"}).status_code == 404
    assert n_kept() == 0


def test_an_answer_that_is_too_large_is_not_kept(client, saml):
    form = {"SAMLResponse": "x" * returning.LARGEST}
    assert client.post(f"{HOUSE}acs/", form).status_code == 413
    assert n_kept() == 0


def test_an_answer_waits_ten_minutes_at_most(client, saml):
    client.post(f"{HOUSE}acs/", {"SAMLResponse": "x"})
    (kept,) = MemberSession.objects.filter(member=None)
    assert kept.expire_date <= timezone.now() + dt.timedelta(minutes=10)


def test_who_sends_many_answers_waits(client, saml, monkeypatch):
    monkeypatch.setattr(returning, "ANSWERS", 2)
    answers = [client.post(f"{HOUSE}acs/", {"SAMLResponse": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]


@pytest.mark.parametrize(
    "text",
    [
        *("", "%%%", "é", "====", "A" * 300_000),
        *(packed("<x/>"), packed("no xml"), packed(DOCTYPE), packed("<a>" * 20_000)),
        *(packed("\x00"), packed("<?xml version='1.0' encoding='utf-16'?><a/>")),
    ],
)
def test_rubbish_is_answered_by_a_page_and_a_line(client, saml, text):
    answer = client.post(f"{HOUSE}acs/", {"SAMLResponse": text}, follow=True)
    assert answer.status_code == 401
    assert "Signing in did not work" in answer.content.decode()
    line = AuditEntry.objects.get(act="people.sign-in-refused")
    assert (line.object, line.detail) == (f"provider:{saml.pk}", {"reason": "answer"})


def test_a_name_that_changes_at_each_visit_stays_one_person(client, saml, idp):
    for _ in range(2):
        assert come_back(client, idp).status_code == 200
        assert "_auth_user_id" in client.session
        client.logout()
    assert Member.objects.filter(email=EMAIL).count() == 1
    assert SocialAccount.objects.get().uid == f"mail:{EMAIL}"


def test_an_address_that_passed_to_somebody_else_is_a_new_person(client, saml, idp):
    come_back(client, idp)
    first = Member.objects.get(email=EMAIL)
    client.logout()
    Member.objects.filter(pk=first.pk).update(email="ada.old@proefdam.example")
    come_back(client, idp)
    second = Member.objects.get(email=EMAIL)
    assert client.session["_auth_user_id"] == str(second.pk) != str(first.pk)


def test_an_address_alone_opens_no_administrator(client, saml, idp, owner):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    answer = come_back(client, idp, email=owner.email, start="login/?process=connect")
    assert answer.status_code == 403
    assert "gives you another name at every visit" in answer.content.decode()
    assert not SocialAccount.objects.exists()
    client.logout()
    SocialAccount.objects.create(user=owner, provider=saml.slug, uid=f"mail:{owner.email}")
    assert come_back(client, idp, email=owner.email).status_code == 403
    assert "_auth_user_id" not in client.session
