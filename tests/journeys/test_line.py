"""A line to take: begun at a case, approved by another, read by a colleague on her own page."""

import re

import pytest

from .test_one_line import english

pytestmark = pytest.mark.browser
SAID = "We look into the water and tell more on Friday."


def test_colleagues_have_their_line_before_the_answer(visit_as):
    responder = visit_as("responder")
    english(responder)
    page = responder.page
    responder.go("/desk/open/")
    page.get_by_label("Title").fill("Smell at the pond")
    page.get_by_label("What was said?").fill("Is the water of the pond safe for my dog?")
    with page.expect_navigation():
        page.get_by_role("button", name="Open the case").click()
    case = re.search(r"/desk/(\d+)/", page.url)[1]
    with page.expect_navigation():
        page.get_by_role("button", name="Claim the case").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Tell colleagues").click()
    for name in ("What happened, in Dutch", "What happened, in English"):
        page.get_by_label(name).fill("People smell something at the pond.")
    for name in ("What you may say, in Dutch", "What you may say, in English"):
        page.get_by_label(name).fill(SAID)
    page.get_by_label("Where to ask").fill("The environment desk, 0123")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep the draft").click()
    line = re.search(r"/lines/(\d+)/", page.url)[1]
    responder.go(f"/desk/{case}/answer/")
    page.get_by_text("Colleagues have not had the line yet").wait_for()

    approver = visit_as("approver")
    english(approver)
    approver.go(f"/lines/{line}/")
    with approver.page.expect_navigation():
        approver.page.get_by_role("button", name="Approve: show it to all colleagues").click()

    responder.go(f"/desk/{case}/answer/")
    assert page.get_by_text("Colleagues have not had the line yet").count() == 0
    colleague = visit_as("employee", size={"width": 390, "height": 844})
    english(colleague)
    colleague.go("/")
    with colleague.page.expect_navigation():
        colleague.page.get_by_role("link", name="Read the line").click()
    colleague.page.get_by_text(SAID).wait_for()
    colleague.page.get_by_text("You need not say anything").wait_for()
