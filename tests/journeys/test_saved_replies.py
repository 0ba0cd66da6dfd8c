"""A responder answers with a saved reply: its blank stops the answer until it is filled in."""

import re

import pytest

from .test_one_line import english

pytestmark = pytest.mark.browser


def open_case(responder):
    page = responder.page
    responder.go("/desk/open/")
    page.get_by_label("Title").fill("Container in the Dorpsstraat")
    page.get_by_label("Who said it?").fill("Jan Water")
    page.get_by_label("What was said?").fill("When is the container in our street emptied?")
    with page.expect_navigation():
        page.get_by_role("button", name="Open the case").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Claim the case").click()
    return re.search(r"/desk/(\d+)/", page.url)[1]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_blank_is_blocked_then_the_answer_is_sent(visit_as, script):
    responder = visit_as("responder", script=script)
    english(responder)
    page, case = responder.page, open_case(responder)
    responder.go(f"/desk/{case}/answer/")
    page.locator("[data-picker] > summary").click()
    search = page.locator("[data-picker] input[type=search]")
    if script:
        with page.expect_response(lambda answer: "/saved/" in answer.url):
            search.fill("container")
        page.locator("[data-picker] summary", has_text="Container vol").wait_for()
        page.wait_for_load_state("networkidle")
        search.press("ArrowDown")
    else:
        search.fill("container")
        with page.expect_navigation():
            page.locator("[data-picker] button[name=look]").click()
        page.locator("[data-picker] summary", has_text="Container vol").click()
    with page.expect_navigation():
        page.locator(".ready[open] button[name=pick]", has_text="Use in English").click()
    words = page.get_by_label("Your answer")
    assert "Hello Jan Water, sorry about that." in words.input_value()
    assert "[[which day?]]" in words.input_value()
    if script:
        page.get_by_text("Fill this in before you send:").wait_for()
        page.wait_for_function("getSelection().toString() === '[[which day?]]'")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue: copy and post it").click()
    responder.expect_refusal(409)
    page.get_by_text("Something still has to be filled in").wait_for()
    words = page.get_by_label("Your answer")
    words.fill(words.input_value().replace("[[which day?]]", "Monday"))
    with page.expect_navigation():
        page.get_by_role("button", name="Continue: copy and post it").click()
    with page.expect_navigation():
        page.get_by_role("button", name="I have posted it").click()
    page.get_by_text("We empty the container on Monday.").first.wait_for()
