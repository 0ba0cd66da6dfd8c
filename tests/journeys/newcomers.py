"""Somebody of flesh and blood, with a password: the sample's people have none."""

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

PASSWORD = "het regent in de polder"


def invite(leader, name, email):
    """The link of an invitation, as the manager sees it."""
    leader.go("/people/invite/")
    leader.page.locator("main [name=name]").fill(name)
    leader.page.locator("main [name=email]").fill(email)
    leader.page.locator("main form .button--primary").click()
    return leader.page.locator("#invitation-link").inner_text()


def join(visitor, link):
    """Follow the link, choose a password, be in."""
    visitor.page.goto(link)
    visitor.page.locator("main [name=password]").fill(PASSWORD)
    visitor.page.locator("main form .button--primary").click()
    visitor.page.wait_for_url(visitor.url + "/")
    speak(visitor.page, "nl")  # whatever who invited them speaks by now


def speak(page, language):
    """By the buttons in the menu, which may be folded away."""
    button = page.locator(f"form[action$='/language/'] button[value={language}]").first
    with page.expect_navigation():
        button.evaluate("b => b.click()")


def give_password(visitor, email):
    """The first step of signing in, until the page that comes after it."""
    visitor.go("/account/login/")
    page = visitor.page
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("form:has([name=password]) .button--primary").click()


def give_code(visitor, typed):
    """The second step, until the page that comes after it."""
    visitor.page.locator("input[name=code]").fill(typed)
    with visitor.page.expect_navigation():
        visitor.page.locator("input[name=code]").press("Enter")


def prove_again(page):
    """The page that asks for the password once more before something grave."""
    if "/reauthenticate" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("form:has([name=password]) button[type=submit]").click()


def add_code_app(visitor):
    """Add a code app; the secret that the app would keep."""
    visitor.go("/account/2fa/totp/activate/")
    page = visitor.page
    prove_again(page)
    secret = page.locator(
        "#authenticator_secret, [name=secret], input[disabled]"
    ).first.input_value()
    page.locator("input[name=code]").fill(code(secret))
    with page.expect_navigation():
        page.locator("main form").get_by_role("button").last.click()
    return secret


def code(secret):
    """What the app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))
