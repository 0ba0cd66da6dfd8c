"""Polls as colleagues live them: by name with keyboard and without script, and whole without names.

The anonymous one is voted in by the browser's own blind token, against the running house.
"""

import sqlite3
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tests.journeys.conftest import PHONE
from tests.journeys.newcomers import speak
from tests.journeys.test_community import is_wide_enough, place, press, reach, said_on
from tests.journeys.test_screens import RULES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
WRITE = "form[action$='/community/posts/new/']"
VOTE = ".poll form"
SMALL_PHONE = {"width": 360, "height": 740}
EMPLOYEES = """
    SELECT member_id FROM community_membership JOIN community_group ON community_group.id = group_id
    WHERE name = 'De wijkploeg' AND community_membership.joined_at IS NOT NULL
    AND (SELECT group_concat(role) FROM people_rolegrant AS r
         WHERE r.member_id = community_membership.member_id) = 'employee' ORDER BY 1"""
QUESTION = "Which colour for the new bench?"


@pytest.fixture
def colleague(visit, house):
    """Come in as one of the employees who are nothing else; the page offers only the first."""
    employees = [pk for (pk,) in kept(house, EMPLOYEES)]

    def sign_in(number=0, **options):
        visitor = visit(**options)
        visitor.go("/people/sample/")
        chosen = visitor.page.locator("form:has([name=member])").first
        chosen.locator("[name=member]").evaluate(
            "(field, member) => { field.value = member; }", str(employees[number])
        )
        press(visitor.page, chosen.locator("button"))
        return visitor

    return sign_in


def kept(house, statement):
    with closing(sqlite3.connect(house.data / "klankbord.sqlite3")) as database:
        return database.execute(statement).fetchall()


def is_for_everybody(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found] == []


def test_by_name_with_the_keyboard_and_without_a_script(colleague):
    maker = colleague()
    page = maker.page
    speak(page, "en")
    maker.go("/community/")
    page.locator(f"{WRITE} [name=text]").fill(QUESTION)
    press(page, page.locator("button[formaction$='/posts/new/poll/']"))
    assert page.locator("[name=text]").input_value() == QUESTION
    page.locator("[name=choices]").first.focus()
    for words in ("Red", "Green", "Blue"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")  # the next field comes when this one is filled
    assert page.locator("[name=choices]:visible").count() == 4
    assert is_for_everybody(page)
    reach(page, "main form .button--primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    poll = place(maker)
    assert "Who can read this post sees who chose what." in said_on(maker)
    reach(page, f"{VOTE} [name=choice]")
    page.keyboard.press("Space")
    reach(page, f"{VOTE} button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "1 person voted." in said_on(maker)
    other = colleague(1, script=False, size=SMALL_PHONE)
    speak(other.page, "en")
    other.go("/community/")
    card = other.page.locator("article.post", has_text=QUESTION)
    card.locator("[name=choice]").nth(2).check()
    press(other.page, card.locator(f"{VOTE} button"))
    assert place(other) == poll
    assert "2 people voted." in said_on(other)
    other.page.locator("[name=choice]").nth(1).check()
    press(other.page, f"{VOTE} button")
    figures = other.page.locator(".poll__figure").all_inner_texts()
    assert figures == ["1 · 50%", "1 · 50%", "0 · 0%"]
    assert is_wide_enough(other.page)
    maker.go(poll)
    press(page, "main .actions a[href$='/close/']")
    press(page, "main form .button--primary")
    assert "Closed on" in said_on(maker)
    assert is_for_everybody(page)
    other.go("/community/notifications/")
    press(other.page, other.page.locator(f"main a[href^='{poll}']"))
    assert other.page.locator(f"{VOTE}").count() == 0
    assert "2 people voted." in said_on(other)


def test_without_names_whole_with_the_browsers_own_token(visit_as, colleague, house):
    asked = ask_without_names(visit_as("manager"))
    before = len(kept(house, "SELECT token FROM trust_ballot"))
    for number in range(10):
        vote_without_name(colleague(number, size=PHONE), asked, number % 2)
    assert len(kept(house, "SELECT token FROM trust_ballot")) == before + 10
    by_name = "SELECT poll_id FROM polls_pollvote JOIN polls_pollchoice c ON c.id = choice_id"
    assert (number_of(asked),) not in kept(house, by_name)
    reader = colleague(0, size=SMALL_PHONE)
    speak(reader.page, "en")
    reader.go(asked)
    assert reader.page.locator(".poll__figure").count() == 0
    let_it_close(house, number_of(asked))
    reader.page.wait_for_function(
        "async () => { const page = await (await fetch(location.href)).text();"
        " return page.includes('poll__figure'); }",
        polling=2_000, timeout=240_000,
    )  # fmt: skip
    reader.go(asked)
    figures = reader.page.locator(".poll__figure").all_inner_texts()
    assert figures == ["about 50%", "about 50%"]
    assert "About 10 colleagues voted" in said_on(reader)
    assert is_wide_enough(reader.page)
    assert is_for_everybody(reader.page)


def number_of(address):
    return int(address.rstrip("/").rpartition("/")[2])


def ask_without_names(maker):
    page = maker.page
    speak(page, "en")
    maker.go("/community/posts/new/poll/")
    page.locator("[name=group]").select_option(label="De wijkploeg")
    page.locator("[name=text]").fill("Do you feel heard in the planning?")
    for number, words in enumerate(("Yes", "No")):
        page.locator("[name=choices]").nth(number).fill(words)
    page.locator("[name=way][value=anonymous]").check()
    press(page, "main form .button--primary")
    assert "Nobody can see who chose what." in said_on(maker)
    return place(maker)


def vote_without_name(visitor, asked, choice):
    page = visitor.page
    visitor.go(asked)
    press(page, page.locator("a[href$='/answer/']"))
    page.locator("[data-send]:enabled").wait_for()
    page.locator("[name=choice]").nth(choice).check()
    page.locator("[data-send]").press("Enter")
    page.locator("#thanks").wait_for()
    assert is_wide_enough(page)
    visitor.go(place(visitor))  # who comes back finds that it is done
    page.locator("#thanks").wait_for()
    assert page.locator("[data-ballot]").is_hidden()
    page.context.close()


def let_it_close(house, number):
    """The clock of the house is that of the machine: the close is brought to now instead."""
    now = timezone.now().strftime("%Y-%m-%d %H:%M:%S")
    with closing(sqlite3.connect(house.data / "klankbord.sqlite3", timeout=60)) as database:
        database.execute(
            "UPDATE trust_ballotround SET opens_at = datetime(opens_at, '-1 day'), closes_at = ?"
            " WHERE id = (SELECT vote_id FROM polls_poll WHERE post_id = ?)", (now, number),
        )  # fmt: skip
        database.execute("UPDATE polls_poll SET closes_at = ? WHERE post_id = ?", (now, number))
        database.commit()


def test_without_script_the_sheet_says_why_and_offers_no_other_way(colleague):
    visitor = colleague(2, script=False, size=SMALL_PHONE)
    page = visitor.page
    visitor.go("/community/")
    press(page, page.locator("a[href$='/answer/']").first)
    assert "JavaScript" in page.locator("noscript, .notice--warn").first.inner_text()
    assert page.locator("[data-send]").is_disabled()
    assert is_wide_enough(page)
