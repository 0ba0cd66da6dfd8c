"""A member's own doors: codes on paper, other browsers, and keys for programs."""

import json
import sqlite3
import urllib.error
import urllib.request

import pytest

from tests.journeys.newcomers import add_code_app, give_code, give_password

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
CODES = "/account/2fa/recovery-codes/"
SESSIONS = "/people/me/sessions/"
KEYS = "/people/me/keys/"


def test_a_recovery_code_lets_in_once_and_not_twice(newcomer):
    visitor, email = newcomer
    page = visitor.page
    add_code_app(visitor)
    visitor.go(CODES)
    codes = page.locator("#recovery_codes").input_value().split()
    assert len(set(codes)) == 10
    page.context.clear_cookies()
    give_password(visitor, email)
    give_code(visitor, codes[0])
    assert page.url == visitor.url + "/"
    page.context.clear_cookies()
    give_password(visitor, email)
    give_code(visitor, codes[0])
    assert "/2fa/authenticate/" in page.url
    assert page.locator("[aria-invalid=true][name=code]").is_visible()
    give_code(visitor, codes[1])
    assert page.url == visitor.url + "/"
    visitor.go("/account/2fa/")
    assert page.get_by_text("Je hebt nog 8 van de 10 codes").is_visible()


def test_a_browser_is_thrown_out_from_another(newcomer, visit):
    here, email = newcomer
    there = visit()
    give_password(there, email)
    there.go("/people/me/")
    here.go(SESSIONS)
    rows = here.page.locator("tbody tr")
    assert rows.count() == 2
    with here.page.expect_navigation():
        rows.get_by_role("button").click()
    assert rows.count() == 1
    assert here.page.get_by_text("Die browser is uitgelogd.").is_visible()
    there.page.goto(there.url + "/people/me/")
    assert "/account/login/" in there.page.url
    here.go("/people/me/")
    assert here.page.url.endswith("/people/me/")


def make_key(visitor, name, *rights):
    page = visitor.page
    visitor.go(KEYS)
    page.locator("main [name=name]").fill(name)
    for box in page.locator("main [name=scopes]").all():
        box.set_checked(box.get_attribute("value") in rights)
    with page.expect_navigation():
        page.locator("main form .button--primary").click()
    return page.locator("#secret").inner_text()


def ask(visitor, secret, path, body=None):
    """Call the interface as a program does; the status of the answer."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(visitor.url + path, content, headers)  # noqa: S310  # our own loopback address
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310  # idem
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_key_opens_its_own_room_only(visit_as):
    visitor = visit_as("responder")
    reads = make_key(visitor, "A reader", "read")
    writes = make_key(visitor, "A writer", "write:desk")
    elsewhere = make_key(visitor, "Another writer", "write:community")
    cases, case = "/api/v1/desk/cases", {"title": "Told by a program", "text": "The bridge is open"}
    assert ask(visitor, reads, cases) == 200
    assert ask(visitor, writes, cases) == 403
    assert ask(visitor, reads, cases, case) == 403
    assert ask(visitor, elsewhere, cases, case) == 403
    assert ask(visitor, writes, cases, case) == 201
    for secret in (reads, writes, elsewhere):
        assert ask(visitor, secret, "/scim/v2/Users") in {401, 403}
    visitor.go("/desk/?view=unclaimed&q=Told+by+a+program")
    assert visitor.page.get_by_text("Told by a program").count() == 1


def test_a_key_opens_until_its_last_day_or_until_it_is_revoked(newcomer, house):
    visitor, _ = newcomer
    page = visitor.page
    secret = make_key(visitor, "For a month", "read")
    feed = "/api/v1/community/feed"
    assert ask(visitor, secret, feed) == 200
    end_yesterday(house, secret)
    assert ask(visitor, secret, feed) == 401
    visitor.go(KEYS)
    assert page.locator("article", has_text="For a month").get_by_text("verlopen").is_visible()
    other = make_key(visitor, "For a day", "read")
    assert ask(visitor, other, feed) == 200
    with page.expect_navigation():
        page.locator("article", has_text="For a day").get_by_role("button").click()
    assert ask(visitor, other, feed) == 401


def end_yesterday(house, secret):
    """As if its last day was yesterday: no test waits a month."""
    with sqlite3.connect(house.data / "klankbord.sqlite3", timeout=60) as database:
        ended = database.execute(
            "UPDATE people_apitoken SET expires_on = date('now', '-1 day')"
            " WHERE substr(?, 1, length(start)) = start",
            [secret],
        )
        assert ended.rowcount == 1
