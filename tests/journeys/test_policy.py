"""From the ready text to a policy that holds: consultation, consent, acknowledgement; then one
clause changes, and people are asked about that clause alone.
"""

import re
import sqlite3

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from .test_one_line import english
from .test_screens import RULES

pytestmark = pytest.mark.browser
READER = "ambassador"


def press(visitor, name, *, link=False):
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("link" if link else "button", name=name).first.click()


def is_for_everybody(visitor):
    found = Axe().run(visitor.page, options=RULES)
    assert [each["id"] for each in found.response["violations"]] == []


def read_all(visitor, path):
    visitor.go(path)
    visitor.page.get_by_label("I have read this").check()
    press(visitor, "I read it")
    visitor.page.get_by_text("You read this version.").wait_for()


def change_clause(visitor, path, number, language, old, new):
    visitor.go(f"{path}draft/")
    card = visitor.page.locator(f"#clause-{number}")
    with visitor.page.expect_navigation():
        card.get_by_role("link", name=re.compile("^Change")).first.click()
    field = visitor.page.get_by_label(f"text in {language}", exact=False)
    words = field.input_value()
    assert old in words
    field.fill(words.replace(old, new))
    press(visitor, "Save")


def begin(manager):
    manager.go("/guidelines/new/")
    press(manager, "Start with this text")
    assert manager.page.locator("section[id^=clause-]").count() == 14
    manager.page.get_by_role("heading", name="Nothing stands out").wait_for()
    return re.sub(r"draft/$", "", manager.page.url.removeprefix(manager.url))


def see_the_lint(manager, path):
    """A vague ban is marked in its clause as soon as it is saved, and gone when it is said well."""
    change_clause(manager, path, 8, "English", "Sleep on it.", "Always be professional.")
    card = manager.page.locator("#clause-8")
    card.locator("mark", has_text="Always be professional").wait_for()
    card.get_by_text("Say what to do, what to leave, or whom to ask.").wait_for()
    is_for_everybody(manager)
    change_clause(manager, path, 8, "English", "Always be professional.", "Sleep on it.")
    assert manager.page.locator("mark").count() == 0


def end_yesterday(house):
    """As if its last day was yesterday: no test waits a day."""
    with sqlite3.connect(house.data / "klankbord.sqlite3", timeout=60) as database:
        ended = database.execute(
            "UPDATE guidelines_consultation SET opens_on = date('now', '-2 days'),"
            " closes_on = date('now', '-2 days')"
            " WHERE id = (SELECT max(id) FROM guidelines_consultation)"  # the sample has one, too
        )
        assert ended.rowcount == 1


def consult(manager, reader, council, path, house):
    today = timezone.localdate().isoformat()
    manager.go(f"{path}draft/")
    press(manager, "Ask everybody", link=True)
    manager.page.get_by_label("Last day").fill(today)
    press(manager, "Start the consultation")
    here = f"{path}consultation/1/"
    for visitor, words in ((reader, "Which hours?"), (council, "Name the reporting point.")):
        visitor.go(here)
        with visitor.page.expect_navigation():
            visitor.page.locator("#clause-9").get_by_role(
                "link", name=re.compile("Say something")
            ).click()
        visitor.page.get_by_label("What do you think of it?").fill(words)
        press(visitor, "Say it")
    manager.go(here)
    assert manager.page.get_by_role("button", name="End the consultation").count() == 0
    for answer in ("We add them.", "We do."):
        with manager.page.expect_navigation():
            manager.page.get_by_role("link", name=re.compile("^Answer ?:")).first.click()
        manager.page.get_by_label("we do this", exact=True).check()
        manager.page.get_by_label("Answer", exact=True).fill(answer)
        press(manager, "Save the answer")
    is_for_everybody(manager)
    assert manager.page.get_by_role("button", name="End the consultation").count() == 0
    end_yesterday(house)
    manager.go(here)
    press(manager, "End the consultation")
    manager.page.get_by_text("The consultation is over.").first.wait_for()
    reader.go(here)
    reader.page.get_by_text("We add them.").wait_for()
    return here


def consent(council, here):
    council.go(here)
    press(council, "Decide for the works council", link=True)
    council.page.get_by_label("We consent to these words.").check()
    is_for_everybody(council)
    press(council, "Record the decision")
    council.page.get_by_text("consents to these words").first.wait_for()


def publish(manager, path, reason=""):
    manager.go(f"{path}draft/publish/")
    if reason:
        manager.page.get_by_label("Why does it hold without consent").fill(reason)
    press(manager, "Publish")


@pytest.mark.timeout(900)
def test_from_the_ready_text_to_a_policy_that_holds(house, visit_as):
    manager, reader, council = visit_as("manager"), visit_as(READER), visit_as("council")
    for visitor in (manager, reader, council):
        english(visitor)
    path = begin(manager)
    see_the_lint(manager, path)
    here = consult(manager, reader, council, path, house)
    consent(council, here)
    publish(manager, path)
    for language, words in (("nl", "Zeg wie je bent"), ("en", "Say who you are")):
        reader.go(f"{path}?language={language}")
        reader.page.get_by_role("heading", name=words).wait_for()
        reader.page.get_by_text("consents to these words").wait_for()
    assert reader.page.locator("h2 .badge", has_text="new to you").count() == 14
    read_all(reader, path)

    manager.go(path)
    press(manager, "Work on a new version")
    change_clause(manager, path, 4, "English", "for the organisation", "for the organization")
    change_clause(manager, path, 9, "English", "72 hours", "48 hours")
    manager.go(f"{path}changes/2/")
    assert manager.page.locator(".badge", has_text="editorial").count() == 1
    manager.page.get_by_text("Because this changed: a number.").wait_for()
    is_for_everybody(manager)
    publish(manager, path, "The council was asked by letter.")
    reader.go(path)
    assert reader.page.locator("h2 .badge", has_text="new to you").count() == 1
    reader.page.locator("#clause-9 .badge", has_text="new to you").wait_for()
    read_all(reader, path)
