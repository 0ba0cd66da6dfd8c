"""Every branch of the standard flow, from a message that was heard to its answer or its silence.

The journeys are the examples of the flow itself: its words are said on a real Mastodon server, and
where a way needs a place on which we cannot post, they stand in a feed.
"""

import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from xml.sax.saxutils import escape

import msgspec
import pytest

from klankbord.connectors.mastodon.tests.conftest import Person, peer
from klankbord.core.flow import run_case
from klankbord.core.flow.chart import Check, Example, Outcome, Question, branches_of
from klankbord.core.flow.examples import Run, branches_taken, case_of
from klankbord.core.flow.words import SILENT, Result
from klankbord.reputation.desk.models import Reason, State
from klankbord.reputation.flowcharts.shipped import shipped_chart

from .conftest import Visitor, come_in_as, open_browser
from .test_mastodon import connected, hear
from .test_one_line import english

__all__ = ["peer"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
CHART = shipped_chart("standard")
MASTODON, FEED = "mastodon", "feed"


class Journey(NamedTuple):
    """One way through the flow: what is said, where, and the decision of each question."""

    example: Example
    platform: str
    run: Run
    mark: str

    @property
    def words(self) -> str:
        return f"{self.example.message.nl} {self.mark}"

    @property
    def end(self) -> Outcome:
        return CHART.by_id[self.run.path[-1]]


def journeys() -> Iterator[Journey]:
    """The examples that take a branch which none before them took."""
    seen = set()
    for example in CHART.examples:
        journey = journey_of(example)
        branches = set(branches_taken(CHART, journey.run))
        if branches - seen:
            seen |= branches
            yield journey


def journey_of(example: Example) -> Journey:
    """On Mastodon, unless the example goes another way there."""
    for platform in (MASTODON, FEED):
        case = msgspec.structs.replace(case_of(example), platform=platform)
        run = run_case(CHART, case)
        if run.path == run_case(CHART, case_of(example)).path:
            return Journey(example, platform, run, f"merk{uuid.uuid4().hex[:10]}")
    message = f"neither Mastodon nor a feed takes the way of {example.id}"
    raise AssertionError(message)


JOURNEYS = list(journeys())


def test_the_journeys_take_every_branch():
    every = {branch for node in CHART.nodes for branch in branches_of(node)}
    taken = {branch for journey in JOURNEYS for branch in branches_taken(CHART, journey.run)}
    assert every - taken == set()
    assert {journey.platform for journey in JOURNEYS} == {MASTODON, FEED}


class Desk(NamedTuple):
    """Who works at it, who is called when it is grave, and who said it all."""

    responder: Visitor
    manager: Visitor
    resident: Person
    said: dict[str, dict]


@pytest.fixture(scope="module")
def desk(house, browser, peer):
    """Everything was heard: the manager connected the account and added the sources."""
    people = [open_browser(browser, house.url) for _role in ("responder", "manager")]
    responder, manager = people
    for visitor, role in ((responder, "responder"), (manager, "manager")):
        come_in_as(visitor, role)
        english(visitor)
    resident = Person(peer, "bewoner")
    spoken = [journey for journey in JOURNEYS if journey.platform == MASTODON]
    written = [journey for journey in JOURNEYS if journey.platform == FEED]
    said = {each.mark: resident.say(f"@gemeente {each.words}") for each in spoken}
    with connected(manager, peer), feed_of(written) as address:
        hear(manager, f"{peer.url}/notifications", spoken[-1].mark)
        hear(manager, address, written[-1].mark, connector="feed")
        yield Desk(responder, manager, resident, said)
    resident.http.close()
    assert [visitor.faults for visitor in people] == [[], []]
    for visitor in people:
        visitor.page.context.close()


@contextmanager
def feed_of(written: list[Journey]) -> Iterator[str]:
    """A feed in which these messages stand."""
    items = "".join(
        f"<item><guid>{each.mark}</guid><description>{escape(each.words)}</description></item>"
        for each in written
    )
    title = "<title>Buurtkrant</title>"
    body = f'<rss version="2.0"><channel>{title}{items}</channel></rss>'.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.example.id)
def test_a_branch_ends_where_the_flow_says(desk, journey):
    open_case_of(desk.responder, journey)
    walk(desk.responder, journey)
    if journey.end.result == Result.ANSWERED:
        words = f"Dank voor je bericht over {journey.mark}. Groet, Bram"
        answer(desk.responder, journey, words)
        if journey.platform == MASTODON:
            answers = desk.resident.answers_to(desk.said[journey.mark]["id"])
            assert [words in each["content"] for each in answers] == [True]
    elif journey.end.result in SILENT:
        check_silence(desk.responder, journey)
    else:
        check_passed_on(desk, journey)


def open_case_of(visitor, journey: Journey) -> None:
    """From the mention that was heard to a case of one's own; a rule may have opened it."""
    page = visitor.page
    visitor.go(f"/mentions/?q={journey.mark}")
    page.locator("[data-list] a[href^='/mentions/']").first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="Open a case").click()
    opens = page.get_by_role("button", name="Open the case")
    if opens.count():
        opens.click()
    page.wait_for_url(re.compile(r"/desk/\d+/"))
    page.get_by_role("button", name="Claim the case").click()
    page.get_by_role("link", name="Follow the flowchart").click()


def walk(visitor, journey: Journey) -> None:
    """Do at each step what the journey says, by the buttons of the page."""
    page = visitor.page
    decisions = {each.node: each.answer for each in journey.run.decisions}
    for place, after in zip(journey.run.path, journey.run.path[1:], strict=False):
        node, form = CHART.by_id[place], page.locator("#act form.form")
        page.locator("#act h2", has_text=node.title.en).wait_for()
        if isinstance(node, Question):
            button = form.locator(f"button[name=choice][value='{decisions[place]}']")
        else:
            button = form.locator("button").last
        if isinstance(node, Check):
            for item in node.items:
                form.get_by_label(item.text.en).check()
        button.click()
        page.locator("#act h2", has_text=CHART.by_id[after].title.en).wait_for()


def answer(visitor, journey: Journey, words: str) -> None:
    """Write it, and have it stand where the message was said, with its proof."""
    page = visitor.page
    page.get_by_role("link", name="To the answer").click()
    page.locator("#id_text").fill(words)
    if journey.platform == MASTODON:
        page.get_by_role("button", name=re.compile("Post it on Mastodon as @gemeente")).click()
        page.get_by_text("Proof: still there, unchanged").wait_for()
    else:
        page.get_by_role("button", name="Continue: copy and post it").click()
        page.get_by_label(re.compile("Address of the answer")).fill("https://krant.example/1")
        page.get_by_role("button", name="I have posted it").click()
        page.locator(".post--ours a[href='https://krant.example/1']").wait_for()
    page.locator(".post--ours", has_text=words).wait_for()
    page.locator("header .badge", has_text="Answered").wait_for()


def check_silence(visitor, journey: Journey) -> None:
    """The ledger holds it, with the reason of the flow and the day to look again."""
    page = visitor.page
    page.get_by_text("The case has its outcome.").wait_for()
    is_watched = journey.end.result == Result.MONITORING
    badge = State.MONITORING if is_watched else State.LET_STAND
    page.locator("header .badge", has_text=str(badge.label)).wait_for()
    history = page.locator("ol.timeline").last.inner_text()
    assert str(Reason(journey.end.reason).label) in history
    assert ("Look again" in history) == bool(journey.end.review_days)


def check_passed_on(desk: Desk, journey: Journey) -> None:
    """Who decides is called to the case; where it is grave, the case is urgent."""
    page, manager = desk.responder.page, desk.manager.page
    page.get_by_text("Whoever has to act now is called").wait_for()
    is_grave = journey.end.result in {Result.STOPPED, Result.ESCALATED}
    assert bool(page.locator("header .badge", has_text="Urgent").count()) == is_grave
    number = page.locator(".page-head .crumbs li").last.inner_text()
    desk.manager.go("/desk/for-you/")
    calls = manager.locator("main li", has_text=number)
    calls.get_by_text("It is your turn now").wait_for()
    assert calls.count() == 1  # called once, at the first step that is theirs
