"""A situation on a phone, by keyboard and without script; and what the owner reads."""

import pytest

from klankbord.site.sample.cast import LEADS
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
FINGER = 44  # pixels


def choose(page):
    """By keyboard: to the choices, the second of them, and on."""
    page.locator("input[name=path]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("input[name=path]:checked").get_attribute("value")
    page.keyboard.press("Enter")
    return chosen


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_situation_takes_three_steps_on_a_phone(visit_as, script):
    visitor = visit_as("employee", script=script, size=PHONE)
    page = visitor.page
    visitor.go("/guidelines/situation/?now")
    assert all(box["height"] >= FINGER for box in map_boxes(page.locator("label.choice")))
    text = page.locator(".situation__text").inner_text()
    assert len(text.split()) < 60
    first = choose(page)
    page.locator(".situation__outcome").wait_for()
    assert first not in page.url.partition("?")[2]
    if page.locator("input[name=path][type=radio]").count():
        assert choose(page).startswith(f"{first}.")
    else:
        page.locator("button[name=done]").press("Enter")
    page.locator("main a[href='?now']").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    visitor.go("/guidelines/situation/")
    assert page.locator("input[name=path]").count() == 0  # one a day, or quiet hours


def map_boxes(locator):
    return [each.bounding_box() for each in locator.all()]


def test_the_owner_sees_which_text_to_look_at_and_no_names(visit_as):
    visitor = visit_as("manager")
    page = visitor.page
    visitor.go("/guidelines/")
    page.locator("main section.card a.button").first.click()
    page.locator("main a[href$='/awareness/']").click()
    page.locator("section.card .item").first.wait_for()
    assert page.locator("section.card:has(.item) h2 .badge--warn").count() == 1
    assert page.locator("details.clear").count() > 10
    assert page.locator(".item__way progress").count() > 10
    told = page.locator("main").inner_text()
    assert [name for name, *_rest in LEADS if name in told] == []
