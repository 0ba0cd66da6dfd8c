"""Codes of the second step: under seal in the database, through a rotation, and without keys."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from klankbord.trust.audit import AuditEntry
from klankbord.trust.vault.actions import rotate_secrets
from klankbord.trust.vault.keys import KeyFileRefused, key_file

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough sentence"
CODES = reverse("mfa_view_recovery_codes")
HOSTILE = ["", "[]", "1", "{", '"\\ud800"', "9" * 5000, "[" * 100_000, '{"a":' * 5000]


@pytest.fixture(autouse=True)
def own_key_file(settings, tmp_path):
    settings.SECRET_FILE = tmp_path / "secret"


@pytest.fixture
def secret(colleague):
    """A code app and recovery codes, added as the library adds them."""
    secret = generate_totp_secret()
    TOTP.activate(colleague, secret)
    RecoveryCodes.activate(colleague)
    return secret


@pytest.fixture
def freshly(client_of, colleague):
    """A browser that proved a moment ago who it is."""
    client = client_of(colleague)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def code_of(secret, late=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + late))


def codes_of(member):
    held = Authenticator.objects.get(user=member, type=Authenticator.Type.RECOVERY_CODES)
    return held.wrap().get_unused_codes()


def sign_in(member, code):
    client = Client()
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    return client, answer


def is_in(member, code):
    return "_auth_user_id" in sign_in(member, code)[0].session


def everything_kept():
    """Every value of every table, as it stands in the database."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # names of tables, from the database
            yield table, repr(cursor.fetchall())


def test_the_database_holds_no_plain_secret(colleague, freshly):
    """Added on the screens, looked at, and used once: then every table is searched."""
    page = freshly.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = freshly.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    codes = freshly.get(CODES).context["unused_codes"]
    assert is_in(colleague, codes[0])
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes
    assert seed()[1:] == codes[1:]
    assert {row.type for row in Authenticator.objects.all()} == {"totp", "recovery_codes"}
    kept = list(everything_kept())
    assert len(kept) > len(apps.get_models()) / 2
    shown = [table for table, values in kept for plain in (secret, *codes) if plain in values]
    assert shown == []


def test_a_rotation_seals_anew_and_everybody_still_comes_in(colleague, secret, now):
    before, old = json.dumps(list(Authenticator.objects.values_list("data"))), key_file()
    codes, old_keys = codes_of(colleague), old.read_text()
    assert rotate_secrets(at=now, actor="command line") == 2
    after = json.dumps(list(Authenticator.objects.values_list("data")))
    assert before != after
    assert is_in(colleague, code_of(secret))
    assert is_in(colleague, codes[0])
    assert not is_in(colleague, codes[0])
    new_keys = old.read_text()
    old.write_text(old_keys)
    with pytest.raises(KeyFileRefused):
        codes_of(colleague)
    old.write_text(new_keys)
    assert codes_of(colleague) == codes[1:]


def test_passkeys_have_nothing_to_seal(colleague, now):
    Authenticator.objects.create(user=colleague, type="webauthn", data={"name": "My phone"})
    assert rotate_secrets(at=now, actor="command line") == 0
    assert Authenticator.objects.get().data == {"name": "My phone"}


def test_a_sealed_secret_of_one_kind_opens_in_no_other_place(colleague, secret):
    token = Authenticator.objects.get(type="totp").data["secret"]
    Authenticator.objects.filter(type="recovery_codes").update(data={"seed": token[:-4] + "AAAA"})
    with pytest.raises(KeyFileRefused):
        codes_of(colleague)


@pytest.mark.parametrize("again", [False, True], ids=["coming in", "once more"])
def test_without_the_key_file_nobody_meets_a_fault(colleague, secret, client_of, again):
    key_file().unlink()
    if again:
        client = client_of(colleague)
        answer = client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
    else:
        client, answer = sign_in(colleague, code_of(secret))
        assert "_auth_user_id" not in client.session
    assert answer.status_code == 200
    assert "tell your administrator" in answer.content.decode()
    line = AuditEntry.objects.filter(act="people.sign-in-refused").last()
    assert (line.object, line.detail) == (f"member:{colleague.pk}", {"reason": "key-file"})


@pytest.mark.parametrize("credential", HOSTILE, ids=lambda text: text[:9])
def test_what_is_no_credential_is_refused_at_every_door(freshly, colleague, credential):
    knocking = Client()
    knocking.post(reverse("account_login"), {"login": colleague.email, "password": PASSWORD})
    for client, door in (
        (freshly, "mfa_add_webauthn"),
        (freshly, "mfa_reauthenticate_webauthn"),
        (Client(), "mfa_login_webauthn"),
        (knocking, "mfa_authenticate"),
    ):
        answer = client.post(reverse(door), {"credential": credential, "name": "x"})
        assert answer.status_code < 500, door
    assert not Authenticator.objects.exists()


def test_a_new_password_by_mail_does_not_skip_the_code(colleague, secret, mailoutbox):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": colleague.email})
    link = next(word for word in mailoutbox[-1].body.split() if "/password/reset/key/" in word)
    page = client.get(link, follow=True)
    new = "het regent in de polder"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert "_auth_user_id" not in client.session
    answer = client.post(reverse("account_login"), {"login": colleague.email, "password": new})
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "_auth_user_id" in client.session
