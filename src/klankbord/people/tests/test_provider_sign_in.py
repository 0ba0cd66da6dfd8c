import datetime as dt
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from oidc_provider_mock import User, run_server_in_thread

from klankbord.people.actions import invite_member
from klankbord.people.models import Member, Role
from klankbord.people.providers.actions import remove_provider, save_provider
from klankbord.people.providers.adapter import OwnProviders
from klankbord.people.providers.admission import NotAdmitted, admit, is_same_address
from klankbord.people.providers.claims import Claims, ClaimsOfTwoPeople, claims_of
from klankbord.people.providers.models import Provider
from klankbord.people.tests.identity import IdentityProvider
from klankbord.trust.vault.actions import rotate_secrets
from klankbord.trust.vault.keys import key_file
from klankbord.trust.vault.queries import secret

pytestmark = [
    pytest.mark.django_db,
    # A warning inside the provider that we test against, not in our own house.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]
EMAIL = "ada@proefdam.example"


@pytest.fixture(autouse=True)
def own_key_file(settings, tmp_path):
    settings.SECRET_FILE = tmp_path / "secret"


@pytest.fixture
def open_loopback(settings):
    settings.OPEN_NETWORKS = ("127.0.0.0/8", "::1/128")


@pytest.fixture(scope="module")
def oidc():
    people = [
        User(sub="ada", claims={"email": EMAIL, "email_verified": True, "groups": ["webcare"]}),
        User(sub="eve", claims={"email": EMAIL, "email_verified": False}),
        User(sub="owner", claims={"email": "owner@proefdam.example", "email_verified": True}),
    ]
    with run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(open_loopback, oidc, client_of, owner):
    form = {
        "name": "Proefdam",
        "issuer": oidc,
        "client_id": "klankbord",
        "secret": "a secret of the provider",
        "domains": "proefdam.example",
        "group_claim": "groups",
        "group_roles": "webcare = responder",
        "is_open": "on",
    }
    answer = client_of(owner).post(reverse("people:provider-add", args=["openid_connect"]), form)
    assert answer.status_code == 302, answer.context["form"].errors
    return Provider.objects.get()


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
        "group_roles": "webcare = responder",
        "is_open": "on",
    }
    answer = client_of(owner).post(reverse("people:provider-add", args=["saml"]), form)
    assert answer.status_code == 302, answer.context["form"].errors
    return Provider.objects.get()


def browser():
    return Client(headers={"Host": "localhost"})


def come_back(client, subject):
    """From our button to the provider and back: the address that the browser is sent to."""
    answer = client.get("/account/oidc/proefdam/login/")
    assert answer.status_code == 302
    told = requests.post(answer.url, data={"sub": subject}, allow_redirects=False, timeout=10)
    parts = urlsplit(told.headers["Location"])
    return f"{parts.path}?{parts.query}"


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_the_secret_stands_in_the_vault_alone(provider):
    assert "a secret" not in str(vars(provider))
    assert secret(provider.secret_name) == "a secret of the provider"


def test_the_provider_signs_in_after_a_rotation_and_not_without_the_key(provider, now):
    rotate_secrets(at=now, actor="command line")
    (app,) = OwnProviders().list_apps(None)
    assert app.secret == "a secret of the provider"
    key_file().write_text(Fernet.generate_key().decode())
    assert OwnProviders().list_apps(None) == []


def test_the_secret_goes_with_the_provider(provider, owner, now):
    save_provider(provider=provider, by=owner, at=now)
    assert secret(provider.secret_name) == "a secret of the provider"
    remove_provider(provider=provider, by=owner, at=now)
    assert secret(provider.secret_name) is None


def test_somebody_of_a_known_domain_comes_in_with_the_roles_of_their_groups(provider):
    client = browser()
    assert client.get(come_back(client, "ada")).status_code == 302
    assert is_signed_in(client)
    member = Member.objects.get(email=EMAIL)
    assert member.roles == {"employee", "responder"}
    assert SocialAccount.objects.get().extra_data == {}


def test_who_comes_in_without_a_password_is_told_that_the_account_was_linked(provider, mailoutbox):
    client = browser()
    client.get(come_back(client, "ada"))
    (letter,) = mailoutbox
    assert letter.to == [EMAIL]
    assert "was linked" in letter.body


def test_a_code_works_once(provider):
    client, other = browser(), browser()
    back = come_back(client, "ada")
    assert other.get(back).status_code == 401
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 401
    assert not is_signed_in(client)


def test_an_unproven_address_stays_outside(provider):
    client = browser()
    assert client.get(come_back(client, "eve")).status_code == 403
    assert not is_signed_in(client)
    assert not Member.objects.filter(email=EMAIL).exists()


def test_an_administrator_is_not_taken_over_by_an_address(provider, owner):
    client = browser()
    answer = client.get(come_back(client, "owner"))
    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_a_stranger_to_the_house_needs_an_invitation(provider):
    Provider.objects.update(domains=["elsewhere.example"], group_roles={})
    client = browser()
    assert client.get(come_back(client, "ada")).status_code == 403
    assert not Member.objects.filter(email=EMAIL).exists()


def test_roles_follow_the_groups_and_hand_given_roles_stay(provider):
    client = browser()
    client.get(come_back(client, "ada"))
    member = Member.objects.get(email=EMAIL)
    member.role_grants.create(role=Role.EXPERT)
    Provider.objects.update(group_roles={"webcare": ["approver", "administrator"]})
    client = browser()
    client.get(come_back(client, "ada"))
    assert Member.objects.get(email=EMAIL).roles == {"employee", "expert", "approver"}


def test_who_was_closed_stays_outside(provider):
    client = browser()
    client.get(come_back(client, "ada"))
    Member.objects.filter(email=EMAIL).update(is_active=False)
    client = browser()
    assert client.get(come_back(client, "ada")).status_code == 403


def test_loopback_is_refused_by_default(provider, settings):
    settings.OPEN_NETWORKS = ()
    answer = browser().get("/account/oidc/proefdam/login/")
    assert answer.status_code == 502
    assert "does not answer" in answer.content.decode()


def test_a_closed_provider_does_not_exist(provider):
    Provider.objects.update(is_open=False)
    assert browser().get("/account/oidc/proefdam/login/").status_code == 404


def test_the_button_stands_on_the_sign_in_page(provider, client):
    assert "Sign in with Proefdam" in client.get(reverse("account_login")).content.decode()


def test_two_people_in_one_answer_are_refused():
    both = {"id_token": {"sub": "a"}, "userinfo": {"sub": "b"}}
    with pytest.raises(ClaimsOfTwoPeople):
        claims_of(Provider(kind="openid_connect"), both, email="", name="")


@pytest.mark.parametrize("place", ["id_token", "userinfo"])
def test_claims_are_read_where_they_stand(place):
    data = {"id_token": {"sub": "a"}, "userinfo": {"sub": "a"}}
    data[place] |= {"email": EMAIL, "email_verified": True, "groups": "webcare"}
    claims = claims_of(Provider(kind="openid_connect"), data, email="", name="")
    assert (claims.email, claims.groups, claims.is_proven) == (EMAIL, {"webcare"}, True)


def saml_sign_in(client, idp, **options):
    asked = client.get("/account/saml/proefdam-saml/login/").url
    form = idp.answer(asked, email=EMAIL, **options)
    return form, client.post("/account/saml/proefdam-saml/acs/", form, follow=True)


def test_saml_lets_in_with_the_roles_of_groups(saml, idp):
    client = browser()
    saml_sign_in(client, idp, groups=["webcare"])
    assert is_signed_in(client)
    member = Member.objects.get(email=EMAIL)
    assert (member.name, member.roles) == ("Ada", {"employee", "responder"})


@pytest.mark.parametrize(
    "change",
    [
        (EMAIL, "owner@proefdam.example"),
        ("<saml:AttributeValue>Ada<", "<saml:AttributeValue>Eve<"),
        ("ds:SignatureValue>", "ds:Nothing>"),
    ],
)
def test_a_tampered_saml_answer_is_refused(saml, idp, change):
    client = browser()
    _, answer = saml_sign_in(client, idp, change=change)
    assert answer.status_code == 401
    assert not is_signed_in(client)
    assert not Member.objects.filter(email=EMAIL).exists()


def test_an_answer_of_another_provider_is_refused(saml):
    client = browser()
    _, answer = saml_sign_in(client, IdentityProvider())
    assert answer.status_code == 401
    assert not is_signed_in(client)


def test_a_saml_answer_works_once_and_only_in_its_own_browser(saml, idp):
    client, other = browser(), browser()
    form, _ = saml_sign_in(client, idp)
    for again in (other, client):
        again.logout()
        answer = again.post("/account/saml/proefdam-saml/acs/", form, follow=True)
        assert answer.status_code in {401, 403}
        assert not is_signed_in(again)


def test_our_saml_metadata_names_where_answers_go(saml, client):
    answer = client.get("/account/saml/proefdam-saml/metadata/")
    assert b"/account/saml/proefdam-saml/acs/" in answer.content


@pytest.mark.parametrize("roles", ["webcare = administrator", "webcare", "= responder"])
def test_roles_by_group_are_checked(client_of, owner, idp, roles):
    form = {"name": "x", "metadata": idp.metadata, "group_claim": "g", "group_roles": roles}
    answer = client_of(owner).post(reverse("people:provider-add", args=["saml"]), form)
    assert answer.status_code == 200
    assert not Provider.objects.exists()


@pytest.mark.parametrize("text", ["<x/>", "no xml", "<!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>"])
def test_metadata_of_nobody_is_refused(client_of, owner, text):
    form = {"name": "x", "metadata": text, "group_claim": "g"}
    answer = client_of(owner).post(reverse("people:provider-add", args=["saml"]), form)
    assert "metadata of a SAML" in answer.content.decode()


def test_an_invitation_is_used_up_by_the_provider(provider, client_of, owner):
    Provider.objects.update(domains=[], group_roles={})
    form = {"name": "Ada", "email": EMAIL, "roles": ["administrator", "expert"], "language": "nl"}
    client_of(owner).post(reverse("people:member-invite"), form)
    client = browser()
    client.get(come_back(client, "ada"))
    member = Member.objects.get(email=EMAIL)
    assert (member.roles, member.language) == ({"employee", "expert"}, "nl")
    assert member.joined_at <= dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("is_invited", [False, True])
def test_an_address_with_another_letter_is_somebody_else(make_member, now, is_invited):
    mike = make_member("mike")
    if is_invited:
        invite_member(
            email=mike.email, name="Mike", department=None, roles=[], language="nl", by=mike, at=now
        )
        Member.objects.filter(pk=mike.pk).update(email="other@proefdam.example")
    stranger = Claims(mike.email.replace("i", "\u0131"), "Mike", frozenset(), is_proven=True)
    with pytest.raises(NotAdmitted):
        admit(provider=Provider(kind=Provider.Kind.OIDC), claims=stranger, at=now)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("Mike@Dorp.Example", True),
        ("m\u0131ke@dorp.example", False),
        ("mi\u212ae@dorp.example", False),
    ],
)
def test_addresses_differ_by_plain_capitals_at_most(other, is_same):
    assert is_same_address("mike@dorp.example", other) is is_same
