"""An employee answers the pulse with one thumb, and by keyboard; a manager sees no figure of it."""

import sqlite3
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import PHONE
from tests.journeys.test_screens import RULES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
FINGER = 44  # pixels


def ballots(house):
    """What the database holds of sheets: their answers, and how many tokens were fetched."""
    with closing(sqlite3.connect(house.data / "klankbord.sqlite3")) as database:
        sheets = database.execute("SELECT choice FROM trust_ballot").fetchall()
        fetched = database.execute("SELECT count(*) FROM trust_issuedtoken").fetchone()[0]
    return sorted(sheet for (sheet,) in sheets), fetched


def open_sheet(visitor):
    visitor.go("/pulse/")
    visitor.page.locator("main a[href$='/answer/']").click()
    visitor.page.locator("[data-started]").wait_for()


def test_one_thumb_answers_and_nobody_can_answer_twice(visit_as, house):
    before, n_fetched = ballots(house)
    visitor = visit_as("employee", size=PHONE)
    page = visitor.page
    open_sheet(visitor)
    shown = page.locator("[data-question]:visible")
    for tapped in ("4", "2"):
        assert shown.count() == 1
        steps = shown.locator("label")
        assert all(each.bounding_box()["height"] >= FINGER for each in steps.all())
        question = shown.locator("legend").inner_text()
        shown.locator("label", has_text=tapped).click()
        page.wait_for_function(
            "was => document.querySelector('[data-question]:not([hidden]) legend')"
            ".innerText !== was", arg=question,
        )  # fmt: skip
    page.keyboard.press("Tab")
    for _number in range(11):
        page.locator("[data-next]").press("Enter")
    page.locator("[data-send]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("[data-send]").press("Enter")
    page.locator("[data-receipt]").wait_for(state="attached")
    page.locator("#thanks").wait_for()
    after, now_fetched = ballots(house)
    assert after == sorted([*before, "42" + "-" * 11])
    assert now_fetched == n_fetched + 1
    open_again = page.locator("[data-done]")
    visitor.go(page.url.removeprefix(visitor.url))
    open_again.wait_for()
    assert page.locator("[data-sheet]").is_hidden()


def test_without_script_the_sheet_says_why_and_offers_no_other_way(visit_as):
    visitor = visit_as("employee", script=False, size=PHONE)
    visitor.go("/pulse/")
    visitor.page.locator("main a[href$='/answer/']").click()
    assert "JavaScript" in visitor.page.locator("noscript, .notice--warn").first.inner_text()
    assert visitor.page.locator("[data-send]").is_hidden()


def test_a_manager_reads_the_last_wave_at_a_glance_and_nothing_of_the_open_one(visit_as):
    visitor = visit_as("manager")
    page = visitor.page
    visitor.go("/pulse/")
    page.locator("main section.card a.button--quiet").first.click()
    page.locator("#state").wait_for()
    assert page.locator("figure, .pulse-figure, .number").count() == 0
    visitor.go("/pulse/")
    page.locator("main ul.list h3 a").first.click()
    assert page.locator(".pulse-headlines li").count() == 3
    page.locator("#drawn").scroll_into_view_if_needed()
    page.locator("figure svg").first.wait_for()
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:160]) for each in found] == []
    assert page.locator("figure tbody tr").count() == 6
