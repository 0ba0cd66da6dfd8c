"""A real Klankbord with the sample organisation, and a real browser to walk through it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, sync_playwright

from tests.journeys.newcomers import invite, join

# The browser's library keeps an event loop in this thread; no query of ours runs inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE = 300  # seconds, on a machine that others keep busy


@dataclass
class House:
    """A running installation."""

    url: str
    data: Path
    log: Path


@dataclass
class Visitor:
    """Somebody in a browser, with everything that went wrong there."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        try:
            answer = self.page.goto(self.url + path)
        except Error as overtaken:
            # The page that an earlier press asked for came in between, on a busy machine: it is
            # there now, and the address is asked for again. Anything else is a fault.
            if "net::ERR_ABORTED" not in overtaken.message:
                raise
            answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def expect_refusal(self, status: int) -> None:
        """The page in view was refused with this status; the browser's own note of it may stay."""
        told = f"responded with a status of {status} "
        assert any(told in fault for fault in self.faults), self.faults
        self.faults = [fault for fault in self.faults if told not in fault]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_house(data: Path, **settings: str) -> Iterator[House]:
    """`klankbord up` on a data folder."""
    log = data / "up.log"
    port = free_port()
    environment = {
        **os.environ,
        "KLANKBORD_DATA": str(data),
        "KLANKBORD_PORT": str(port),
        "KLANKBORD_URL": f"http://localhost:{port}",
        "KLANKBORD_OPEN_NETWORKS": "127.0.0.0/8,::1/128",  # the servers of these tests
        "KLANKBORD_PREVIEW_NETWORKS": "127.0.0.0/8",
        "DJANGO_SETTINGS_MODULE": "klankbord.site.settings",
        **settings,
    }
    environment.pop("DATABASE_URL", None)
    command = [str(Path(sys.executable).with_name("klankbord")), "up"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        wait_for(f"http://localhost:{port}/account/login/", process, log)
        yield House(f"http://localhost:{port}", data, log)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def house(tmp_path_factory, move_in_with_sample):
    """The house that most journeys walk through."""
    data = tmp_path_factory.mktemp("house")
    move_in_with_sample(data)
    with running_house(data) as house:
        yield house


def wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(encoding="utf-8")[-4000:]
        try:
            with urllib.request.urlopen(address, timeout=60):  # noqa: S310  # our own loopback address
                return
        except urllib.error.HTTPError as answer:
            pytest.fail(f"{answer}\n" + log.read_text(encoding="utf-8")[-6000:])
        except OSError:  # not up yet, or still getting ready
            time.sleep(0.3)
    pytest.fail(f"no answer in {PATIENCE} s\n" + log.read_text(encoding="utf-8")[-4000:])


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian package chromium); CI installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(house, browser):
    """Open a browser of one's own; afterwards nothing may have gone wrong in its console."""
    visitors = []

    def open_one(**options):
        visitors.append(open_browser(browser, house.url, **options))
        return visitors[-1]

    yield open_one
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for visitor in visitors:
        visitor.page.context.close()
    assert faults == []


def open_browser(
    browser, url: str, *, theme="light", language="en", size=None, script=True
) -> Visitor:
    context = browser.new_context(
        viewport=size or DESKTOP,
        color_scheme=theme,
        locale=language,
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    context.set_default_timeout(120_000)  # milliseconds; a busy machine
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
    page = context.new_page()
    visitor = Visitor(page, url)
    page.on("console", lambda message: note(visitor, message))
    page.on("pageerror", lambda error: visitor.faults.append(str(error)))
    return visitor


def note(visitor: Visitor, message) -> None:
    is_ours = visitor.page.url.startswith(visitor.url)  # another site's faults are its own
    if is_ours and message.type in {"error", "warning"}:
        visitor.faults.append(f"{visitor.page.url}: {message.text}")


@pytest.fixture
def visit_as(visit):
    """Come in as one of the sample colleagues, by the role that they play."""

    def sign_in(role: str, **options) -> Visitor:
        visitor = visit(**options)
        come_in_as(visitor, role)
        return visitor

    return sign_in


def come_in_as(visitor: Visitor, role: str) -> None:
    visitor.go("/people/sample/")
    card = visitor.page.locator(f"li.card[data-roles~={role}]")
    card.first.get_by_role("button").click()
    visitor.page.wait_for_url(visitor.url + "/")


@pytest.fixture
def colleague(visit):
    """Come in as somebody who is an employee and nothing else: a manager is one too."""

    def sign_in(**options):
        visitor = visit(**options)
        visitor.go("/people/sample/")
        card = visitor.page.locator("li.card[data-roles='employee '] button")
        with visitor.page.expect_navigation():
            card.first.click()
        return visitor

    return sign_in


@pytest.fixture
def newcomer(visit, visit_as, request):
    """Somebody who was invited and came in, with their address."""
    email = f"{request.node.name.replace('_', '-')}@proefdam.example"[-80:]
    link = invite(visit_as("manager"), "Nina Nieuw", email)
    visitor = visit()
    join(visitor, link)
    return visitor, email
