"""Colleagues in their own browsers at one case: they see each other, and one of them answers."""

import datetime as dt
import re

import pytest

from .conftest import PHONE
from .test_one_line import english

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
STATEMENT = "The pool opens at nine."
ANSWER = "The pool opens at nine. Kind regards, Bram"


@pytest.fixture
def come_as(visit):
    """Sign in as one of the sample colleagues, by name, with English screens."""

    def come(name: str, **options):
        visitor = visit(language="en", **options)
        visitor.go("/people/sample/")
        visitor.page.locator("li.card", has_text=name).get_by_role("button").click()
        visitor.page.wait_for_url(visitor.url + "/")
        english(visitor)
        return visitor

    return come


def open_case(visitor, title: str) -> str:
    """A phone note becomes a case, which is claimed; its address."""
    page = visitor.page
    visitor.go("/desk/open/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What was said?").fill("When does the pool open?")
    page.get_by_role("button", name="Open the case").click()
    page.wait_for_url(re.compile(r"/desk/\d+/$"))
    page.get_by_role("button", name="Claim the case").click()
    page.get_by_text("The case is yours").first.wait_for()
    return page.url.removeprefix(visitor.url)


def call(visitor, path: str, body: dict) -> dict:
    """Ask the interface, with the session of a page in view."""
    token = visitor.page.locator('meta[name="csrf-token"]').get_attribute("content")
    headers = {"X-CSRFToken": token, "Referer": visitor.url + "/"}
    answer = visitor.page.request.post(visitor.url + path, data=body, headers=headers)
    assert answer.status == 201, answer.text()
    return answer.json()


def statement(until: dt.timedelta) -> dict:
    return {
        "text_nl": "Het zwembad gaat om negen uur open.",
        "text_en": STATEMENT,
        "source": "Timetable",
        "expires_at": (dt.datetime.now(dt.UTC) + until).isoformat(),
    }


def test_two_see_each_other_and_only_one_answers(come_as):
    bram, yara = come_as("Bram Veenhuizen"), come_as("Yara Idrissen")
    case = open_case(bram, "Opening hours, asked by phone")
    yara.go(case)
    bram.page.get_by_text("Yara Idrissen is looking at this case").wait_for()
    yara.page.get_by_text("Bram Veenhuizen is looking at this case").wait_for()

    bram.go(f"{case}answer/")
    bram.page.locator("#id_text").press_sequentially("The pool", delay=30)
    yara.page.get_by_text("Bram Veenhuizen is writing").wait_for()

    yara.go(f"{case}answer/")
    yara.page.locator("#id_text").fill("I answer, too")
    yara.page.get_by_role("button", name="Continue: copy and post it").click()
    yara.page.get_by_text("Bram Veenhuizen is at work on this case").first.wait_for()
    assert yara.page.locator("#id_text").input_value() == "I answer, too"
    yara.expect_refusal(409)

    bram.page.locator("#id_text").fill(ANSWER)
    bram.page.get_by_role("button", name="Continue: copy and post it").click()
    bram.page.get_by_role("button", name="I have posted it").click()
    bram.page.get_by_text("Well done: the answer is recorded.").first.wait_for()
    yara.page.get_by_text("Something happened here").wait_for()
    yara.page.get_by_role("button", name="Continue: copy and post it").click()
    yara.page.get_by_role("alert").first.wait_for()
    yara.expect_refusal(409)
    yara.go(case)
    assert yara.page.locator(".post--ours").count() == 1


def test_the_list_tells_of_new_cases(come_as):
    bram, yara = come_as("Bram Veenhuizen"), come_as("Yara Idrissen")
    yara.go("/desk/?view=open")
    bar = yara.page.locator("[data-news]")
    assert bar.is_hidden()
    open_case(bram, "A case that comes in while the list is open")
    bar.wait_for()
    bar.get_by_role("link").click()
    yara.page.get_by_text("A case that comes in while the list is open").first.wait_for()


def test_approved_on_a_phone_and_stopped_when_the_fact_ends(come_as):
    bram = come_as("Bram Veenhuizen")
    keeper, approver = come_as("Karin Oosterling"), come_as("Hanneke Schaapveld", size=PHONE)
    title = f"Hours of the pool {dt.datetime.now(dt.UTC):%H%M%S}"
    fact = call(keeper, "/api/v1/facts/facts", {**statement(dt.timedelta(days=9)), "title": title})
    case = open_case(bram, "When does the pool open")

    bram.go(f"{case}answer/")
    line = bram.page.locator(".facts-used__list > li", has_text=title)
    line.get_by_role("button", name="Into the text").click()
    assert bram.page.locator("#id_text").input_value() == STATEMENT
    assert line.get_by_role("checkbox").is_checked()
    bram.page.get_by_role("button", name="Ask for approval").click()
    bram.page.get_by_text("Waiting for: An approval").wait_for()

    approver.go("/desk/approvals/")
    approver.page.get_by_role("link", name="When does the pool open").first.click()
    page = approver.page
    for needed in ("When does the pool open?", STATEMENT, title):
        page.get_by_text(needed).first.wait_for()
    button = page.get_by_role("button", name="Approve", exact=True)
    assert button.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    button.click()
    page.get_by_text("Approved. Your colleague can send it now.").first.wait_for()

    bram.go(case)
    bram.page.get_by_text("The answer is approved and can be sent.").wait_for()
    soon = {**statement(dt.timedelta(seconds=3)), "number": 1}
    call(keeper, f"/api/v1/facts/facts/{fact['id']}/versions", soon)
    bram.go(f"{case}answer/")
    bram.page.wait_for_timeout(3500)  # the fact ends while the answer stands on the screen
    bram.page.get_by_role("button", name="Continue: copy and post it").click()
    problem = bram.page.get_by_role("alert")
    problem.get_by_text("The answer was stopped: a fact does not hold any more").wait_for()
    assert f"“{title}”: expired" in problem.inner_text()
    bram.expect_refusal(409)
    bram.go(case)
    assert bram.page.locator(".post--ours").count() == 0
