"""A resident speaks to the town on a real Mastodon server, and gets an answer there."""

import re
import uuid
from contextlib import contextmanager

import pytest

from klankbord.connectors.mastodon.tests.conftest import peer, person

from .test_one_line import english

__all__ = ["peer", "person"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
ANSWER = "Morgen om tien uur gaat de brug weer open. Groet, Bram"


@contextmanager
def connected(visitor, peer):
    """The town's account, connected until this is over."""
    visitor.go("/sources/accounts/add/")
    page = visitor.page
    page.locator("main select[name=connector]").select_option("mastodon")
    page.get_by_label("Server").fill(peer.url)
    page.get_by_label("Access token").fill(peer.tokens["gemeente"])
    page.get_by_role("button", name="Try it and connect").click()
    page.wait_for_url(re.compile("/sources/accounts/$"))
    assert "we speak as gemeente@" in page.content()
    yield
    visitor.go("/sources/accounts/")
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_text("No account is connected").wait_for()


@pytest.fixture
def manager(visit_as, peer):
    """The communication manager, who speaks for the town."""
    visitor = visit_as("manager", language="en")
    english(visitor)
    with connected(visitor, peer):
        yield visitor


def hear(visitor, target: str, words: str, *, connector: str = "mastodon") -> None:
    """Add the source, and wait until what was said there can be found."""
    page = visitor.page
    visitor.go(f"/sources/add/?platform={connector}")
    page.get_by_role("textbox", name="What do you want to hear?").fill(target)
    page.get_by_role("button", name="Show what it gives").click()
    page.get_by_role("button", name="Add this source").click()
    page.wait_for_url(re.compile(r"/sources/\d+/"))
    for _ in range(60):
        visitor.go(f"/mentions/?q={words}")
        if page.locator("[data-list] a[href^='/mentions/']").count():
            return
        page.wait_for_timeout(500)
    pytest.fail("what was said was never heard")


def test_who_speaks_to_us_gets_an_answer_where_it_was_said(manager, peer, person):
    word, resident, page = f"brug{uuid.uuid4().hex[:8]}", person("bewoner"), manager.page
    said = resident.say(f"@gemeente wanneer gaat de {word} weer open?")
    hear(manager, f"{peer.url}/notifications", word)
    page.locator("[data-list] a[href^='/mentions/']").first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="Open a case").click()
    opens = page.get_by_role("button", name="Open the case")
    if opens.count():  # a rule may have opened it already: then its page is what came
        opens.click()
    page.wait_for_url(re.compile(r"/desk/\d+/"))
    claim = page.get_by_role("button", name=re.compile("Claim"))
    if claim.count():
        claim.first.click()
    page.get_by_role("link", name="Write an answer").first.click()
    page.locator("#id_text").fill(ANSWER)
    page.get_by_role("button", name=re.compile("Post it on Mastodon as @gemeente")).click()
    page.get_by_text("Proof: still there, unchanged").wait_for(timeout=60_000)
    assert page.locator("header .badge", has_text="Answered").count() == 1
    answers = resident.answers_to(said["id"])
    assert [ANSWER in each["content"] for each in answers] == [True]
    assert page.locator(f"a[href='{answers[0]['url']}']").count() >= 1
