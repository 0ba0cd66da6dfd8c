"""From a mention that was heard to an answer that stands, by mouse, by keyboard, without script."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
ANSWER = "Dank voor je melding. We kijken er vandaag naar en laten het je hier weten."


def open_case_about(visitor, words: str) -> None:
    """Search a mention, open it, and make it a case of one's own."""
    page = visitor.page
    visitor.go(f"/mentions/?q={words}")
    page.locator("[data-list] a[href^='/mentions/']").first.click()
    page.get_by_role("link", name="Open a case").click()
    page.get_by_role("button", name="Open the case").click()
    page.wait_for_url(re.compile(r"/desk/\d+/"))
    claim = page.get_by_role("button", name=re.compile("Take it up|Claim"))
    if claim.count():
        claim.first.click()


def answer(visitor) -> None:
    page = visitor.page
    to_write = page.locator("main").get_by_role("link", name=re.compile("Write an answer|Answer"))
    to_write.first.click()
    page.locator("#id_text").fill(ANSWER)
    page.get_by_role("button", name=re.compile("Continue")).click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_mention_becomes_a_case_and_gets_its_answer(visit_as, script):
    visitor = visit_as("responder", script=script, language="en")
    page = visitor.page
    english(visitor)
    open_case_about(visitor, "geveltuin" if script else "paspoort")
    answer(visitor)
    assert page.locator("#answer-text").input_value() == ANSWER
    if script:
        with page.context.expect_page() as elsewhere:
            page.locator("[data-copy-from]").click()
        elsewhere.value.close()
        assert page.evaluate("navigator.clipboard.readText()") == ANSWER
    page.get_by_label(re.compile("Address of the answer")).fill(
        "https://mastodon.example/@lindewaard/1"
    )
    page.get_by_role("button", name="I have posted it").click()
    page.wait_for_url(re.compile(r"/desk/\d+/"))
    assert page.locator("header .badge", has_text="Answered").count() == 1
    history = page.locator("ol.timeline").last.inner_text()
    assert ANSWER in page.content()
    assert history.strip()


def test_silence_keeps_its_reason(visit_as):
    visitor = visit_as("responder", language="en")
    english(visitor)
    page = visitor.page
    open_case_about(visitor, "milieustraat")
    page.get_by_role("link", name=re.compile("Let it stand|Let stand")).first.click()
    page.get_by_label(re.compile("nothing to add")).check()
    page.locator("#act form button.button--primary").click()
    page.wait_for_url(re.compile(r"/desk/\d+/"))
    assert page.locator("header .badge", has_text="Let stand").count() == 1
    assert "nothing to add" in page.content()


def test_the_whole_way_by_keyboard(visit_as):
    visitor = visit_as("responder", language="en")
    english(visitor)
    page = visitor.page
    visitor.go("/")
    page.keyboard.press("?")
    assert page.locator("dialog#keys[open]").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url(re.compile("/mentions/"))
    page.keyboard.press("/")
    page.keyboard.type("zwerfvuil")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=zwerfvuil"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/mentions/\d+/"))
    page.keyboard.press("Control+k")
    page.keyboard.type("Desk")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/"))


def test_tab_walks_from_the_skip_link_to_the_content(visit_as):
    visitor = visit_as("manager", language="en")
    visitor.go("/")
    page = visitor.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def english(visitor) -> None:
    """The sample colleagues read Dutch; this journey reads English."""
    button = visitor.page.locator("form[action$='/language/'] button[value=en]").first
    if visitor.page.locator("html").get_attribute("lang") != "en":
        with visitor.page.expect_navigation():
            button.evaluate("button => button.form.requestSubmit(button)")
        visitor.page.locator("html[lang=en]").wait_for(state="attached")
