"""One message twice on a real server: the second joins the first, one answer goes to both."""

import re
import uuid

import pytest

from .test_mastodon import hear, manager, peer, person

__all__ = ["manager", "peer", "person"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
# Once the two are seen as one story, their rows lead to the story as well.
MENTIONS = "[data-list] a[href^='/mentions/']:not([href*='?'])"
ANSWER = "De fontein draait vanaf vrijdag weer. Groet, Karin"


def open_from(visitor, word: str, place: int) -> None:
    """Go from a mention to the page that makes a case of it."""
    page = visitor.page
    visitor.go(f"/mentions/?q={word}")
    page.locator(MENTIONS).nth(place).click()
    page.wait_for_url(re.compile(r"/mentions/\d+/"))  # the list offers it for each mention, too
    page.get_by_role("link", name="Open a case").click()
    page.wait_for_url(re.compile("/desk/open/"))


def join(visitor) -> None:
    """Take the offer, once the house has seen that the two say the same."""
    page = visitor.page
    offer = page.get_by_role("button", name=re.compile("Add it to case"))
    for _ in range(120):
        if offer.count():
            offer.click()
            page.wait_for_url(re.compile("/copies/"))
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail("the second case was never offered to join the first")


def test_the_second_of_two_joins_the_first_and_one_answer_goes_to_both(manager, peer, person):
    word, resident, page = f"fontein{uuid.uuid4().hex[:8]}", person("bewoner"), manager.page
    said = [resident.say(f"De fontein op de markt staat alweer droog. #{word}") for _ in range(2)]
    hear(manager, f"{peer.url}/tags/{word}", word)
    open_from(manager, word, 0)
    page.get_by_role("button", name="Open the case").click()
    page.wait_for_url(re.compile(r"/desk/\d+/$"))
    page.get_by_role("button", name="Claim the case").click()
    open_from(manager, word, 1)
    join(manager)
    page.get_by_role("link", name="Write an answer").first.click()
    page.locator("#id_text").fill(ANSWER)
    page.get_by_role("button", name="Keep as draft").click()
    page.get_by_role("link", name=re.compile("Answer the copies")).click()
    page.get_by_role("button", name=re.compile("Answer all: 1 copy")).click()
    for _ in range(120):
        answers = [resident.answers_to(each["id"]) for each in said]
        if all(answers):
            break
        page.wait_for_timeout(500)
    assert [[ANSWER in each["content"] for each in some] for some in answers] == [[True], [True]]
    page.reload()
    page.get_by_text("Proof: still there, unchanged").first.wait_for()
