"""From what colleagues talk about to an answer that all read, and to the report for policy."""

import pytest

from .test_one_line import english

pytestmark = pytest.mark.browser
TITLE = "Shifts that change every week"


def press(visitor, name, *, link=False):
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("link" if link else "button", name=name).first.click()


def test_a_point_gets_an_owner_an_answer_and_a_place_in_the_report(visit_as):
    manager = visit_as("manager", language="en")
    english(manager)
    page = manager.page
    manager.go("/answers/")
    page.get_by_text("day overdue").or_(page.get_by_text("days overdue")).first.wait_for()
    alive = page.get_by_role("region", name="What colleagues talk about")
    with page.expect_navigation():
        alive.get_by_role("link", name="Take up").first.click()
    about = page.get_by_label("What colleagues raise").input_value()
    assert about.startswith("Colleagues write about: ")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Owner").select_option(label="Karin Oosterling")
    press(manager, "Put it in the ledger")
    page.get_by_text("There is no answer yet").first.wait_for()
    with page.expect_navigation():
        page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_label("Not: we do not do this").check()
    page.get_by_label("What colleagues read").fill("There will be one change a month.")
    page.get_by_label("Clause of the policy").select_option(index=2)
    page.get_by_label("Sources").fill("Meeting of 3 March")
    page.locator("#id_because").evaluate("field => field.removeAttribute('required')")
    press(manager, "Publish the answer")
    page.get_by_text("This field is required.", exact=True).wait_for()
    page.locator("#id_because").fill("People plan their lives by it.")
    press(manager, "Publish the answer")
    page.get_by_text("People plan their lives by it.").wait_for()
    address = page.url.removeprefix(manager.url)

    reader = visit_as("ambassador", language="en")
    english(reader)
    reader.go(address)
    reader.page.get_by_role("heading", name="Not done, because").wait_for()
    press(reader, "Say what is missing", link=True)
    reader.page.get_by_label("What is not answered?").fill("And after that?")
    press(reader, "Open it again")
    reader.page.get_by_text("And after that?").wait_for()

    manager.go("/answers/report/")
    entry = page.get_by_role("article", name=TITLE)
    entry.get_by_text("And after that?").wait_for()
    entry.get_by_text("colleagues talked about").wait_for()
    page.get_by_role("article", name="Overdekte fietsenstalling").get_by_text("48.000").wait_for()
    with page.expect_download() as paper:
        page.get_by_role("link", name="Download as a document").click()
    assert paper.value.suggested_filename.endswith(".odt")
