"""The community with no mouse and no finger, on a screen as narrow as a phone.

Who enlarges a page four times has such a screen and a keyboard. Whatever has the focus on the way
shows it, `reach` looks at that; the rest of the functions stands in the table of
`test_community_life.py`.
"""

import contextlib
import datetime as dt
from itertools import count

import pytest
from playwright.sync_api import TimeoutError as TookTooLong

from tests.journeys.conftest import PHONE
from tests.journeys.newcomers import PASSWORD, speak
from tests.journeys.test_community import (
    ANSWER,
    WRITE,
    is_wide_enough,
    place,
    reach,
    said_on,
)
from tests.journeys.test_community_attachments import photo, rooster

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
NUMBERS = count(1)


def begin(visitor, path=""):
    """Come to a page, and past its menu."""
    if path:
        visitor.go(path)
    page = visitor.page
    if not (page.url.endswith("#main") and comes_to_main(page, 3_000)):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert comes_to_main(page, 60_000)
    assert is_wide_enough(page)


def comes_to_main(page, patience):
    """A form that was sent from there comes back there; a page that loads itself anew does not."""
    with contextlib.suppress(TookTooLong):
        page.wait_for_function("() => document.activeElement.id === 'main'", timeout=patience)
        return True
    return False


def say(page, field, words):
    reach(page, field)
    page.keyboard.type(words)


def choose(page, target, key="Enter"):
    """What leads to another page."""
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press(key)


def give(page, field, file):
    """Where a file is chosen; the window to choose in is the browser's own."""
    reach(page, field)
    page.locator(field).set_input_files(file)


def test_a_colleague_asks_with_a_picture_and_a_file(colleague):
    employee = colleague(size=PHONE)
    page = employee.page
    speak(page, "en")
    begin(employee, "/community/")
    say(page, f"{WRITE} [name=text]", "Is the pool open at Kerst?")
    reach(page, f"{WRITE} [name=is_question]")
    page.keyboard.press("Space")
    reach(page, f"{WRITE} .attach__slot--picture summary")
    page.keyboard.press("Enter")
    give(page, f"{WRITE} [name=picture_1]", photo())
    say(page, f"{WRITE} [name=say_1]", "The pool from above")
    reach(page, f"{WRITE} details:has([name=files]) > summary")
    page.keyboard.press("Enter")
    give(page, f"{WRITE} [name=files]", rooster())
    choose(page, f"{WRITE} .button--primary")
    mine = place(employee)
    assert page.locator(".along img[alt='The pool from above']").count() == 1
    begin(employee)
    reach(page, "a.file")
    with page.expect_download():
        page.keyboard.press("Enter")
    reach(page, "form[action*='/react/'] button")
    page.keyboard.press("Enter")
    pressed = "form[action*='/react/'] button[aria-pressed=true]"
    page.locator(pressed).wait_for()
    # The button is drawn anew, and who pressed it is still there.
    page.wait_for_function("pressed => document.activeElement.matches(pressed)", arg=pressed)
    say(page, f"{ANSWER} textarea", "From ten to four.")
    choose(page, f"{ANSWER} button[type=submit]")
    begin(employee, mine)
    choose(page, "form[action$='/best/'] button")
    assert page.locator("main .notice--good").count() == 1
    begin(employee, "/community/search/")
    reach(page, "main [name=q]")
    page.keyboard.type("Kerst")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    choose(page, f"article.post a[href^='{mine}']")
    begin(employee, "/community/")
    choose(page, "button[name=order][value=matters]")
    assert "Why here:" in said_on(employee)
    begin(employee, "/community/")
    choose(page, "button[name=order][value=newest]")


@pytest.fixture
def in_a_group(visit_as, colleague):
    """An owner who makes a group, and a colleague who comes in: both by keyboard."""
    owner, employee = visit_as("manager", size=PHONE), colleague(size=PHONE)
    for each in (owner, employee):
        speak(each.page, "en")
    begin(owner, "/community/groups/new/")
    say(owner.page, "main [name=name]", f"Keys {next(NUMBERS)}")
    choose(owner.page, "main form .button--primary")
    group = place(owner)
    begin(employee, group)
    choose(employee.page, f"form[action='{group}join/'] button")
    return owner, employee, group


def make(visitor, group, kind, words):
    """One of the other kinds of post, by its button under the short form."""
    begin(visitor, group)
    say(visitor.page, f"{WRITE} [name=text]", words)
    choose(visitor.page, f"{WRITE} button[formaction*='/{kind}/']")
    begin(visitor)


def test_an_event_is_set_answered_and_called_off(in_a_group):
    owner, employee, group = in_a_group
    page, host = employee.page, owner.page
    make(owner, group, "event", "Lunch walk.")
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=3)
    for name, typed in {
        "on": f"{day:%m%d%Y}", "from_time": "1200PM", "until_time": "0130PM", "place": "Room 4",
    }.items():  # fmt: skip
        say(host, f"main [name={name}]", typed)
    choose(host, "main form .button--primary")
    event = place(owner)
    assert "Room 4" in said_on(owner)
    begin(employee, event)
    choose(page, "button[name=says][value=comes]")
    assert page.locator("button[value=comes][aria-pressed=true]").count() == 1
    begin(employee)
    reach(page, "a[href$='/save/']")
    with page.expect_download():
        page.keyboard.press("Enter")
    begin(owner, event)
    choose(host, "main a[href$='/cancel/']")
    begin(owner)
    choose(host, "main form button[type=submit]")
    begin(employee, event)
    assert page.locator("button[name=says]").count() == 0


def test_praise_and_an_announcement(in_a_group):
    owner, employee, group = in_a_group
    page, host = employee.page, owner.page
    owner.go("/people/me/")
    name = host.locator("main [name=name]").input_value()
    make(employee, group, "praise", "You found the leak.")
    say(page, "main [name=who]", name)
    choose(page, "main form .button--primary")
    praise = place(employee)
    assert f"Praise for {name}" in said_on(employee)
    begin(owner, praise)
    choose(host, "form[action$='/praise/leave/'] button")
    assert name not in host.locator("main .post strong").first.inner_text()
    make(owner, group, "announcement", "The gate closes at six.")
    reach(host, "main [name=is_to_acknowledge]")
    host.keyboard.press("Space")
    choose(host, "main form .button--primary")
    told = place(owner)
    begin(employee, group)
    choose(page, f"form[action='{told}acknowledge/'] button")
    employee.go(told)
    assert "You have read this." in said_on(employee)
    report_and_appeal(owner, employee, praise)


def report_and_appeal(owner, employee, post):
    page, host = employee.page, owner.page
    begin(owner, post)
    choose(host, "main a[href$='/report/']")
    begin(owner)
    reach(host, "main [name=reason]")
    host.keyboard.press("Space")
    choose(host, "main form .button--primary")
    begin(owner, "/community/reviews/")
    card = host.locator("main li.card", has_text="You found the leak.").last
    form = f"form[action='{card.locator('form').get_attribute('action')}']"
    say(host, f"{form} textarea", "Not here.")
    choose(host, f"{form} button[value='0']")
    begin(employee, "/community/notifications/")
    choose(page, "main a[href*='/community/reviews/']")
    begin(employee)
    assert "Not here." in said_on(employee)
    say(page, "main form.card textarea", "It is true.")
    choose(page, "main form.card button[type=submit]")
    assert "It is true." in said_on(employee)


def test_a_guest_comes_in_and_answers_and_the_group_goes_along(visit, in_a_group):
    owner, _employee, group = in_a_group
    guest = visit(size=PHONE)
    page, host = guest.page, owner.page
    begin(owner, group)
    say(host, f"{WRITE} [name=text]", "Welcome to all.")
    choose(host, f"{WRITE} .button--primary")
    begin(owner, f"{group}guests/")
    say(host, "main [name=name]", "Gusta Gast")
    say(host, "main [name=email]", f"gusta{next(NUMBERS)}@elsewhere.example")
    reach(host, "main [name=is_known]")
    host.keyboard.press("Space")
    choose(host, "main form .button--primary")
    page.goto(host.locator("#guest-link").inner_text())
    say(page, "main [name=password]", PASSWORD)
    choose(page, "main form .button--primary")
    begin(guest)
    choose(page, "article.post .post__foot a[href]")
    begin(guest)
    say(page, f"{ANSWER} textarea", "Thank you, says Gusta.")
    choose(page, f"{ANSWER} button[type=submit]")
    assert "Thank you, says Gusta." in said_on(guest)
    begin(owner, f"{group}take/")
    reach(host, "main form .button--primary")
    with host.expect_download() as saved:
        host.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".zip")
