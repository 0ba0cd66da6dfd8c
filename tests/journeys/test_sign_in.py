"""Signing in as people do: with a passkey, with a code app, and with a key for a program."""

import time
import urllib.request

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MANAGER = "manager"
PASSWORD = "het regent in de polder"


def invite(visit_as, name, email):
    """Somebody of flesh and blood, with a password: the sample's people have none."""
    leader = visit_as(MANAGER)
    leader.go("/people/invite/")
    leader.page.locator("main [name=name]").fill(name)
    leader.page.locator("main [name=email]").fill(email)
    leader.page.locator("main form .button--primary").click()
    return leader.page.locator("#invitation-link").inner_text()


@pytest.fixture
def newcomer(visit, visit_as, request):
    email = f"{request.node.name.replace('_', '-')}@proefdam.example"[:80]
    link = invite(visit_as, "Nina Nieuw", email)
    visitor = visit()
    visitor.page.goto(link)
    visitor.page.locator("main [name=password]").fill(PASSWORD)
    visitor.page.locator("main form .button--primary").click()
    visitor.page.wait_for_url(visitor.url + "/")
    return visitor, email


def prove_again(page):
    """The page that asks for the password once more before something grave."""
    if "/reauthenticate" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form:has([name=password]) button[type=submit]").click()


def code(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_code_app_asks_for_a_code(newcomer):
    visitor, email = newcomer
    page = visitor.page
    visitor.go("/account/2fa/totp/activate/")
    prove_again(page)
    secret = page.locator(
        "#authenticator_secret, [name=secret], input[disabled]"
    ).first.input_value()
    page.locator("input[name=code]").fill(code(secret))
    with page.expect_navigation():
        page.locator("main form").get_by_role("button").last.click()
    page.context.clear_cookies()
    visitor.go("/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has([name=password]) .button--primary").click()
    page.wait_for_url("**/2fa/authenticate/**")
    time.sleep(30 - time.time() % 30 + 1)  # a code works once: wait for the next
    page.locator("input[name=code]").fill(code(secret))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(visitor.url + "/")


def test_a_passkey_signs_in_without_a_password(newcomer):
    visitor, _email = newcomer
    page = visitor.page
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    visitor.go("/account/2fa/webauthn/add/")
    prove_again(page)
    page.locator("input[name=name]").fill("My phone")
    if page.locator("input[name=passwordless]").count():
        page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/2fa/**", wait_until="networkidle")
    page.context.clear_cookies()
    visitor.go("/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(visitor.url + "/")


def test_a_key_works_outside_the_browser(newcomer):
    visitor, _email = newcomer
    page = visitor.page
    visitor.go("/people/me/keys/")
    page.locator("main [name=name]").fill("A script")
    page.locator("main form .button--primary").click()
    secret = page.locator("#secret").inner_text()
    asked = urllib.request.Request(  # noqa: S310  # our own loopback address
        f"{visitor.url}/api/v1/community/feed", headers={"Authorization": f"Bearer {secret}"}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310  # idem
        assert answer.status == 200
