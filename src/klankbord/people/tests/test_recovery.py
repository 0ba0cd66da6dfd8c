"""Somebody lost a phone: who may take the second step away, and what that leaves behind."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from klankbord.people.models import Role
from klankbord.people.recovery.actions import CouncilProtected, reset_second_factor
from klankbord.people.tests.test_sign_in import CODE, PASSWORD, acts, sign_in
from klankbord.trust.vault.keys import key_file

pytestmark = pytest.mark.django_db
REASON = {"reason": "I called the number that I know."}


@pytest.fixture(autouse=True)
def own_key_file(settings, tmp_path):
    settings.SECRET_FILE = tmp_path / "secret"


@pytest.fixture
def admin(client_of, make_member):
    """An administrator who proved a moment ago who she is."""
    member = make_member("Karin", Role.ADMINISTRATOR)
    client = client_of(member)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.member = member
    return client


@pytest.fixture
def locked_out(colleague):
    TOTP.activate(colleague, generate_totp_secret())
    RecoveryCodes.activate(colleague)
    return colleague


def address(member):
    return reverse("people:second-factor-reset", args=[member.pk])


@pytest.mark.parametrize("has_keys", [True, False], ids=["with keys", "keys lost"])
def test_who_lost_a_phone_comes_in_again(admin, locked_out, client_of, mailoutbox, has_keys):
    type(locked_out).objects.filter(pk=locked_out.pk).update(language="nl")
    elsewhere = client_of(locked_out)
    if not has_keys:
        key_file().unlink()
    page = admin.get(address(locked_out)).content.decode()
    assert "code app" in page
    assert "recovery codes" in page
    answer = admin.post(address(locked_out), REASON)
    assert answer.url == reverse("people:member-change", args=[locked_out.pk])
    assert not Authenticator.objects.filter(user=locked_out).exists()
    detail = {"kinds": ["recovery_codes", "totp"], **REASON}
    assert acts("people.second-factor-reset") == [(f"member:{locked_out.pk}", detail)]
    assert elsewhere.get(reverse("people:profile")).status_code == 302
    (letter,) = mailoutbox
    assert letter.to == [locked_out.email]
    assert "Een beheerder haalde" in letter.body
    client, _answer = sign_in(locked_out)
    assert client.session["_auth_user_id"] == str(locked_out.pk)


def test_without_a_reason_or_a_fresh_proof_nothing_happens(admin, locked_out, client_of):
    assert admin.post(address(locked_out), {"reason": " "}).status_code == 200
    stale = client_of(admin.member)
    answer = stale.post(address(locked_out), REASON)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=locked_out).count() == 2
    assert acts("people.second-factor-reset") == []


def test_neither_ones_own_nor_that_of_the_council(admin, make_member, now):
    assert admin.get(address(admin.member)).status_code == 403
    council = make_member("Olga", Role.COUNCIL)
    TOTP.activate(council, generate_totp_secret())
    assert "works council" in admin.get(address(council)).content.decode()
    assert admin.post(address(council), REASON).status_code == 200
    with pytest.raises(CouncilProtected):
        reset_second_factor(member=council, reason="r", actor="member:1", at=now)
    assert Authenticator.objects.filter(user=council).exists()


def test_pages_that_need_the_keys_say_that_they_are_missing(locked_out, client_of):
    client = client_of(locked_out)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    key_file().unlink()
    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
    ):
        answer = client.get(reverse(name))
        assert answer.status_code == 503, name
        assert "put the file back" in answer.content.decode(), name
    assert Client().get(CODE).status_code == 302
