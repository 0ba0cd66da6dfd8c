"""What each role can do that the other walks show of somebody else, on the smallest phones.

A guest does all that a guest can, and an owner keeps a group, both without JavaScript; a moderator
from outside decides with keys alone.
"""

import sqlite3
from contextlib import closing

import pytest

from tests.journeys.conftest import PHONE
from tests.journeys.newcomers import speak
from tests.journeys.test_community import (
    ANSWER,
    NUMBERS,
    WRITE,
    fill_in,
    fill_in_report,
    is_wide_enough,
    new_group,
    place,
    press,
    said_on,
)
from tests.journeys.test_community_attachments import page_elsewhere, photo, rooster
from tests.journeys.test_community_keyboard import begin, choose, say
from tests.journeys.test_community_life import come_in_as_guest

__all__ = ["page_elsewhere"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
SMALL_PHONE = {"width": 360, "height": 740}


@pytest.fixture
def with_a_guest(visit_as, visit):
    """An owner of a closed group and their guest, who has a small phone and no script."""
    owner, guest = visit_as("manager"), visit(script=False, size=SMALL_PHONE)
    group = new_group(owner, "closed")
    come_in_as_guest(owner, guest, group, f"guus{next(NUMBERS)}@elsewhere.example")
    for each in (owner, guest):
        speak(each.page, "en")
    return owner, guest, group


def test_a_guest_asks_with_pictures_and_finds(with_a_guest, page_elsewhere):
    owner, guest, group = with_a_guest
    page = guest.page
    guest.go("/community/")
    page.locator(f"{WRITE} [name=text]").fill(f"Is #Gastvrij open? See {page_elsewhere}")
    page.locator(f"{WRITE} [name=is_question]").check()
    page.locator(f"{WRITE} .attach__slot--picture summary").first.click()
    page.locator(f"{WRITE} [name=picture_1]").set_input_files(photo())
    page.locator(f"{WRITE} [name=say_1]").fill("The gate")
    page.locator(f"{WRITE} details:has([name=files]) > summary").click()
    page.locator(f"{WRITE} [name=files]").set_input_files(rooster())
    press(page, f"{WRITE} .button--primary")
    mine = place(guest)
    with page.expect_download():
        page.locator("a.file").click()
    for _look in range(300):  # a worker reads the page that is linked
        if page.locator(".preview").count():
            break
        page.wait_for_timeout(500)
        guest.go(mine)
    assert is_wide_enough(page)
    press(page, "form[action$='/preview/remove/'] button")
    owner.go(mine)
    fill_in(owner.page, ANSWER, "Until six.")
    guest.go("/community/notifications/")
    press(page, f"main a[href^='{mine}']")
    press(page, "form[action$='/best/'] button")
    assert page.locator("main .notice--good", has_text="Until six.").count() == 1
    press(page, "form[action*='/react/'] button")
    assert page.locator("form[action*='/react/'] button[aria-pressed=true]").count() == 1
    guest.go("/community/search/?q=%23Gastvrij")
    assert page.locator("article.post img[alt='The gate']").count() == 1
    guest.go("/community/")
    press(page, "button[name=order][value=matters]")
    assert "Why here:" in said_on(guest)
    assert is_wide_enough(page)
    press(page, "button[name=order][value=newest]")
    guest.go(mine)
    press(page, "main .page-head a[href$='/remove/']")
    press(page, "main form .button--danger")
    guest.go(group)
    assert "Gastvrij" not in said_on(guest)


def test_a_guest_votes_reports_appeals_and_chooses_their_mail(with_a_guest):
    owner, guest, group = with_a_guest
    page, host = guest.page, owner.page
    owner.go(group)
    host.locator(f"{WRITE} [name=text]").fill("Which day?")
    press(host, f"{WRITE} button[formaction*='/poll/']")
    for number, words in enumerate(("Monday", "Friday")):
        host.locator("[name=choices]").nth(number).fill(words)
    press(host, "main form .button--primary")
    poll = place(owner)
    guest.go(poll)
    page.locator(".poll [name=choice]").first.check()
    press(page, ".poll form button")
    assert "1 person voted." in said_on(guest)
    press(page, "main .page-head a[href$='/report/']")
    assert "so nobody in it can decide" in said_on(guest)
    assert is_wide_enough(page)
    guest.go(group)
    fill_in(page, WRITE, "Too loud, this one.")
    mine = place(guest)
    fill_in_report(guest, owner, mine, said="Too loud, this one.")
    guest.go("/community/notifications/mail/")
    page.locator("[name=digest][value=never]").check()
    press(page, "main form .button--primary")
    assert page.locator("[name=digest][value=never]").is_checked()
    assert is_wide_enough(page)
    guest.go("/rights/mine/")
    press(page, "main form button[type=submit]")
    assert page.locator("main li.card").count() == 1
    assert is_wide_enough(page)


def test_an_owner_keeps_a_group_without_script(visit_as, colleague):
    owner = visit_as("manager", script=False, size=SMALL_PHONE)
    employee = colleague(script=False, size=SMALL_PHONE)
    host, page = owner.page, employee.page
    speak(host, "en")
    group = new_group(owner, "closed")
    for answer in ("decline", "accept"):
        employee.go("/community/groups/")
        press(page, f"form[action='{group}join/'] button")
        owner.go("/community/notifications/")
        press(host, f"main .told__row--new a[href='{group}people/']")
        assert is_wide_enough(host)
        press(host, f"form[action$='/{answer}/'] button")
    employee.go(group)
    fill_in(page, WRITE, "In, without script.")
    mine = place(employee)
    owner.go(mine)
    press(host, "form[action$='/pin/'] button")
    assert is_wide_enough(host)
    owner.go(mine)
    press(host, "main a[href$='/report/']")
    host.locator("[name=reason]").first.check()
    press(host, "main form .button--primary")
    owner.go("/community/reviews/")
    card = host.locator("li.card", has_text="In, without script.")
    card.locator("textarea").fill("It may stand.")
    assert is_wide_enough(host)
    press(host, card.locator("button[value='1']"))
    owner.go(f"{group}take/")
    with host.expect_download() as saved:
        host.locator("main form .button--primary").click()
    assert saved.value.suggested_filename.endswith(".zip")
    owner.go(f"{group}people/")
    press(host, "main a[href$='/remove/']")
    press(host, "main form .button--danger")
    assert page.goto(employee.url + mine).status == 404
    employee.expect_refusal(404)


@pytest.fixture
def moderator(newcomer, house):
    """A second communication manager: the sample has one."""
    visitor, email = newcomer
    with closing(sqlite3.connect(house.data / "klankbord.sqlite3", timeout=60)) as database:
        database.execute(
            "INSERT INTO people_rolegrant (member_id, role, given_by)"
            " SELECT id, 'manager', '' FROM people_member WHERE email = ?",
            [email],
        )
        database.commit()
    visitor.page.set_viewport_size(SMALL_PHONE)
    speak(visitor.page, "en")
    return visitor


def test_a_moderator_opens_one_message_of_a_closed_group_and_decides(
    visit_as, colleague, moderator
):
    """Its only owner wrote it; who reads it there asks somebody outside, and is told."""
    owner, employee = visit_as("manager"), colleague(size=PHONE)
    host, page, theirs = owner.page, employee.page, moderator.page
    speak(host, "en")
    speak(page, "en")
    group = new_group(owner, "closed")
    fill_in(host, WRITE, "Jan should go.")
    post = place(owner)
    fill_in(host, ANSWER, "And soon.")
    employee.go("/community/groups/")
    press(page, f"form[action='{group}join/'] button")
    owner.go(f"{group}people/")
    press(host, "form[action$='/accept/'] button")
    begin(employee, post)
    choose(page, "main .page-head a[href$='/report/']")
    begin(employee)
    assert "let one communication manager read these words" in said_on(employee)
    say(page, "main [name=reason]", " ")
    say(page, "main [name=more]", "It is about a colleague of mine.")
    choose(page, "main form .button--primary")
    begin(moderator, "/community/notifications/")
    choose(theirs, "main a[href='/community/reviews/']")
    begin(moderator)
    told = said_on(moderator)
    assert "It is about a colleague of mine." in told
    assert "Jan should go." not in told
    choose(theirs, "main form[action$='/open/'] button")  # and is at the message then
    told = said_on(moderator)
    assert "Jan should go." in told
    assert "And soon." not in told
    assert "Open to you until" in told
    say(theirs, "main li.card textarea", "This is about a person.")
    choose(theirs, "main li.card button[value='0']")
    assert theirs.goto(moderator.url + post).status == 404  # the rest stays closed
    moderator.expect_refusal(404)
    for visitor in (owner, employee):
        visitor.go("/community/notifications/")
        assert "Nina Nieuw looks at reported words in" in said_on(visitor)
    owner.go(post)
    assert "Taken down by a moderator." in said_on(owner)
    assert "And soon." in said_on(owner)
