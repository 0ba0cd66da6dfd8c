"""Every screen, found by following links as a newcomer would: in both themes and languages, for
everybody who reads with a screen reader, on the smallest phone, and without JavaScript.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve, reverse

from klankbord.people.models import Role
from tests.journeys.conftest import come_in_as, open_browser
from tests.journeys.newcomers import speak
from tests.routes import EVERYTHING, routes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(2400)]
MANAGER = "manager"
SMALLEST = {"width": 320, "height": 640}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Colours change in steps, if only one: the last is a frame away.
SETTLED = """new Promise(requestAnimationFrame).then(() => Promise.all(
    document.getAnimations().filter(each => each.transitionProperty).map(each => each.finished)))"""
# Not a screen of their own, each with the reason.
NO_SCREEN = {
    "export": "a file to keep",
    "event-save": "a file for a calendar",
    "dashboard-file": "a file to keep",
    "picture": "a fragment of another screen",
    "progress": "a fragment of another screen",
    "count": "a fragment of another screen",
    "fresh": "a fragment of another screen",
    "name-find": "rows for a field that somebody writes in",
    "stream": "lines for a page that is open",
    "preview": "a fragment of another screen",
}
# Screens that the sample manager has no link to, each with the reason.
UNLINKED = {
    "trust:decision-record": "only from a function that could observe people: there is none",
    "people:invitation-accept": "its link goes by mail",
    "people:sample-sign-in": "for those who are not signed in",
    "people:second-factor": "shown when the house asks for one",
    "people:import-check": "follows on giving a file",
    "desk:contact-check": "follows on giving a file",
    "people:group-change": "its link comes with the first group",
    "people:provider-change": "its link comes with the first provider",
    "newsletters:unsubscribe": "its link goes by mail",
    "ui:styles": "for those who make screens",
    "community:guest-come-in": "its link goes by mail",
    "community:guest-end": "its link comes with the first guest",
    "community:voice-forget": "its link comes with the first import",
    "community:post-write": "its form stands in the feed; here a mistake is shown",
    "community:poll-write": "a button of the short form leads there",
    "community:praise-write": "a button of the short form leads there",
    "community:announcement-write": "a button of the short form leads there",
}
SHOWN = 200


def route_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def links_on(page) -> list[str]:
    hrefs = page.eval_on_selector_all(
        "a[href]",  # in drawings too, where `href` is no text
        "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)",
    )
    own = urlsplit(page.url).netloc
    return [
        parts.path + (f"?{parts.query}" if parts.query else "")
        for parts in map(urlsplit, hrefs)
        if parts.netloc == own and not parts.path.startswith(("/static/", "/api/"))
    ]


def is_screen(name: str) -> bool:
    return ":" in name and not any(word in name for word in NO_SCREEN)


@dataclass
class Walk:
    """One address for every route that can be reached from the home page, and what axe found."""

    paths: dict[str, str] = field(default_factory=dict)
    violations: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walk(house, browser):
    """Follow every link once; in the dark only colours change: there axe looks at them alone."""
    visitor, axe, walk = open_browser(browser, house.url), Axe(), Walk()
    come_in_as(visitor, MANAGER)
    waiting, files = ["/"], []
    while waiting:
        path = waiting.pop(0)
        name = route_of(urlsplit(path).path)
        if name in walk.paths or not is_screen(name):
            continue
        answer = visitor.page.goto(house.url + path)
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            files.append(house.url + path)  # what the browser builds around it is not ours
            continue
        assert answer.status < 400, f"{path}: {answer.status}"
        walk.paths[name] = path
        waiting.extend(links_on(visitor.page))
        look(visitor.page, name, axe, walk)
    yield walk
    visitor.page.context.close()
    assert [each for each in visitor.faults if not each.startswith(tuple(files))] == []


def look(page, name: str, axe: Axe, walk: Walk) -> None:
    page.wait_for_load_state("networkidle")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.evaluate(SETTLED)
        if theme == "light":
            told = axe.run(page, options=RULES).response
        else:
            told = page.evaluate("options => axe.run(options)", COLOURS)  # it is in the page by now
        for each in told["violations"]:
            html = each["nodes"][0]["html"][:160]
            walk.violations.setdefault((name, theme), []).append((each["id"], html))
    page.emulate_media(color_scheme="light")


@pytest.fixture
def screens(walk):
    return walk.paths


@pytest.mark.django_db
def test_every_screen_can_be_reached_by_links(screens, client_of, member_with):
    """A screen that nothing leads to does not exist for its users.

    Screens about one thing (with an id in the address) are reached from the list of such things.
    """
    everything = client_of(member_with(*Role))
    unreachable = set()
    for route in routes():
        if not is_screen(route.name) or route.name.startswith("api:") or route.name in screens:
            continue
        answer = everything.get(reverse(route.name, EVERYTHING, kwargs=route.arguments()))
        if answer.status_code == SHOWN:
            unreachable.add(route.name)
    assert unreachable - set(UNLINKED) == set()


def test_screens_are_for_everybody(walk):
    assert walk.violations == {}


def test_screens_speak_dutch_and_fit_the_smallest_phone(screens, visit_as):
    """Dutch words are the longer ones."""
    visitor = visit_as(MANAGER, language="nl", size=SMALLEST)
    speak(visitor.page, "nl")
    too_wide = {}
    try:
        for name, path in screens.items():
            visitor.go(path)
            assert visitor.page.locator("html").get_attribute("lang") == "nl"
            width = visitor.page.evaluate("document.documentElement.scrollWidth")
            if width > SMALLEST["width"]:
                too_wide[name] = width
    finally:
        speak(visitor.page, "en")  # the same person walks on in the next test
    assert too_wide == {}


def test_screens_stand_without_script(screens, visit_as):
    visitor = visit_as(MANAGER, script=False)
    for path in screens.values():
        visitor.go(path)
        assert visitor.page.locator("h1").first.inner_text().strip()
