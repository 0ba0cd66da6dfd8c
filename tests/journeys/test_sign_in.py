"""Signing in as people do: with a passkey, and with a code app."""

import time

import pytest

from tests.journeys.newcomers import add_code_app, code, give_password, prove_again

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_a_code_app_asks_for_a_code(newcomer):
    visitor, email = newcomer
    page = visitor.page
    secret = add_code_app(visitor)
    page.context.clear_cookies()
    give_password(visitor, email)
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
