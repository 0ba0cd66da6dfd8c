"""All that a guest can do, which the other walks show of colleagues: small phone, no JavaScript."""

import pytest

from tests.journeys.newcomers import speak
from tests.journeys.test_community import (
    ANSWER,
    NUMBERS,
    WRITE,
    fill_in,
    is_wide_enough,
    new_group,
    place,
    press,
    said_on,
)
from tests.journeys.test_community_attachments import page_elsewhere, photo, rooster
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
    owner.go(mine)
    press(host, "main a[href$='/report/']")
    host.locator("[name=reason]").first.check()
    press(host, "main form .button--primary")
    owner.go("/community/reviews/")
    card = host.locator("li.card", has_text="Too loud, this one.")
    card.locator("textarea").fill("Please not so loud.")
    press(host, card.locator("button[value='0']"))
    guest.go("/community/notifications/")
    press(page, "main a[href*='/community/reviews/']")
    assert "Please not so loud." in said_on(guest)
    fill_in(page, "main form.card", "It was a joke.")
    assert "It was a joke." in said_on(guest)
    guest.go("/community/notifications/mail/")
    page.locator("[name=digest][value=never]").check()
    press(page, "main form .button--primary")
    assert page.locator("[name=digest][value=never]").is_checked()
    assert is_wide_enough(page)
    guest.go("/rights/mine/")
    press(page, "main form button[type=submit]")
    assert page.locator("main li.card").count() == 1
    assert is_wide_enough(page)
