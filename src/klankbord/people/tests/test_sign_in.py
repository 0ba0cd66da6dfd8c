"""What leaves a line, who gets a letter, and what a closed door says."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from klankbord.people.sign_in import CHANGES, InvitationOnly
from klankbord.trust.audit import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough sentence"
LOGIN = reverse("account_login")
CODE = reverse("mfa_authenticate")


def acts(act):
    return list(AuditEntry.objects.filter(act=act).values_list("object", "detail"))


def sign_in(member, password=PASSWORD):
    client = Client()
    return client, client.post(LOGIN, {"login": member.email, "password": password})


def test_a_closed_account_says_so_to_who_knows_the_password(colleague):
    type(colleague).objects.update(is_active=False)
    client, answer = sign_in(colleague)
    assert answer.status_code == 403
    assert "Your account here is closed" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert (f"member:{colleague.pk}", {"reason": "closed"}) in acts("people.sign-in-refused")


def test_a_closed_account_says_nothing_to_who_guesses(colleague):
    type(colleague).objects.update(is_active=False)
    _, closed = sign_in(colleague, "wrong")
    colleague.email = "nobody@proefdam.example"
    _, unknown = sign_in(colleague, "wrong")
    assert closed.status_code == unknown.status_code == 200
    errors = [answer.context["form"].errors for answer in (closed, unknown)]
    assert errors[0] == errors[1]


def test_a_wrong_code_leaves_a_line_and_a_recovery_code_works_once(colleague):
    TOTP.activate(colleague, generate_totp_secret())
    codes = RecoveryCodes.activate(colleague).get_unused_codes()
    for code, is_in in (("000000", False), (codes[0], True), (codes[0], False)):
        client, answer = sign_in(colleague)
        assert answer.url.startswith(CODE)
        client.post(CODE, {"code": code})
        assert ("_auth_user_id" in client.session) is is_in
    line = (f"member:{colleague.pk}", {"reason": "code"})
    assert acts("people.sign-in-refused") == [line, line]


def test_who_changes_a_password_gets_a_letter(client_of, colleague, mailoutbox):
    type(colleague).objects.update(language="nl")
    new = "het regent in de polder"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client_of(colleague).post(reverse("account_change_password"), form)
    assert acts("people.sign-in-changed") == [
        (f"member:{colleague.pk}", {"what": "password_changed"})
    ]
    (letter,) = mailoutbox
    assert letter.to == [colleague.email]
    assert "Je wachtwoord is gewijzigd." in letter.body
    assert reverse("people:session-list") in letter.body
    assert "127.0.0.1" not in letter.body


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("has_password", [True, False])
def test_each_change_gives_a_letter_with_or_without_a_password(
    colleague, mailoutbox, what, has_password
):
    if not has_password:
        colleague.set_unusable_password()
    InvitationOnly().send_notification_mail(f"some/email/{what}", colleague)
    (letter,) = mailoutbox
    assert str(CHANGES[what]) in letter.body
    assert ("Choose another password" in letter.body) is has_password
    assert "tell your administrator" in letter.body


def test_a_linked_account_that_goes_is_told():
    assert {"account_connected", "account_disconnected"} <= CHANGES.keys()


def test_a_session_from_before_signing_in_is_worth_nothing_after(colleague):
    """Whoever left a session key in somebody's browser does not come along."""
    client = Client()
    client.get(LOGIN, {"next": "/community/"})
    session = client.session
    session["left"] = "here"
    session.save()
    before = client.session.session_key
    client.post(LOGIN, {"login": colleague.email, "password": PASSWORD})
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(reverse("people:profile")).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", r"/\evil.example", "javascript:alert(1)"],
)
def test_signing_in_leads_to_our_own_pages_only(colleague, address):
    client = Client()
    form = {"login": colleague.email, "password": PASSWORD, "next": address}
    assert client.post(LOGIN, form).url == "/"


@pytest.mark.parametrize("is_known", [True, False])
def test_a_letter_about_a_new_password_leads_to_our_own_address(
    colleague, mailoutbox, settings, is_known
):
    settings.PUBLIC_URL = "https://desk.proefdam.example"
    type(colleague).objects.update(language="nl")
    address = colleague.email if is_known else "nobody@proefdam.example"
    answer = Client().post(
        reverse("account_reset_password"),
        {"email": address},
        headers={"Host": "localhost:6666", "Accept-Language": "nl"},
    )
    assert answer.status_code == 302
    (letter,) = mailoutbox
    assert "6666" not in letter.subject + letter.body
    assert "https://desk.proefdam.example" in letter.body
    assert "signup" not in letter.body
    assert ("nieuw wachtwoord" if is_known else "geen account") in letter.subject
    assert ("/password/reset/key/" in letter.body) is is_known


@pytest.mark.parametrize("is_known", [True, False])
def test_a_mail_server_that_is_away_is_told_and_tells_nothing(colleague, monkeypatch, is_known):
    def refuse(_letter, *_args, **_named):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    address = colleague.email if is_known else "nobody@proefdam.example"
    answer = Client().post(reverse("account_reset_password"), {"email": address}, follow=True)
    assert answer.status_code == 200
    assert "No mail can be sent now" in answer.content.decode()
