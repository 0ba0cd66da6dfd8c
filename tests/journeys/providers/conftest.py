"""A house that may call providers on this machine, and the providers that stand beside it.

The providers answer on 127.0.0.1 and the house on localhost: for a browser those are two sites,
so cookies, forms and policies meet what they meet between two organisations.
"""

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.conftest import (
    House,
    Visitor,
    come_in_as,
    free_port,
    open_browser,
    running_house,
)
from tests.journeys.providers.simplesaml import MISSING, SimpleSaml

SERVER = Path(__file__).with_name("openid_server.py")
PLACES = ("both", "id_token", "userinfo")
PATIENCE = 60
DOMAINS = "proefdam.example"
GROUPS = "webcare = responder"


@pytest.fixture(scope="session")
def house(tmp_path_factory, move_in_with_sample):
    """The documented setting lets the house call this machine; nothing else opens."""
    data = tmp_path_factory.mktemp("open_house")
    move_in_with_sample(data)
    with running_house(data, KLANKBORD_OPEN_NETWORKS="127.0.0.0/8") as house:
        yield house


@dataclass
class Administrator:
    """Who sets up the providers, and reads afterwards what happened."""

    visitor: Visitor

    def add(self, kind: str, **fields: str) -> str:
        """Set up a provider; returns the addresses that the page then shows."""
        page = self.visitor.page
        self.visitor.go(f"/people/sign-in/add/{kind}/")
        for name, value in {"domains": DOMAINS, "group_roles": GROUPS, **fields}.items():
            page.locator(f"main [name={name}]").fill(value)
        page.locator("main form .button--primary").first.click()
        page.wait_for_url(re.compile(r"/people/sign-in/\d+/$"))
        return page.locator("main dl.facts").inner_text()

    def row_of(self, name: str) -> str:
        """Somebody in the list of members."""
        self.visitor.go(f"/people/?q={name}")
        return self.visitor.page.locator("main tr", has_text=name).inner_text()

    def n_lines(self, act: str) -> int:
        """How many lines of one kind stand on the newest page of the audit log."""
        self.visitor.go(f"/trust/log/?act={act}")
        return self.visitor.page.locator("main tbody tr").count()

    def n_refused(self) -> int:
        return self.n_lines("people.sign-in-refused")


def speak_english(visitor: Visitor) -> None:
    visitor.go("/people/me/")
    visitor.page.locator("main [name=language]").select_option("en")
    visitor.page.locator("main form .button--primary").first.click()
    visitor.page.get_by_text("Your choices are saved.").wait_for()


@pytest.fixture
def administrator(house, browser):
    visitor = open_browser(browser, house.url)
    come_in_as(visitor, "administrator")
    speak_english(visitor)
    yield Administrator(visitor)
    visitor.page.context.close()


@pytest.fixture(scope="session")
def setting_up(house, browser):
    """The same person, for what is set up once."""
    visitor = open_browser(browser, house.url)
    come_in_as(visitor, "administrator")
    speak_english(visitor)
    yield Administrator(visitor)
    visitor.page.context.close()


@pytest.fixture(scope="session")
def openid(setting_up, tmp_path_factory):
    """Three providers that differ in where the claims stand, by that place."""
    folder = tmp_path_factory.mktemp("openid")
    with ExitStack() as running:
        addresses = {place: running.enter_context(_openid(place, folder)) for place in PLACES}
        for place, address in addresses.items():
            wait_until_it_answers(address + "/.well-known/openid-configuration", folder)
            setting_up.add(
                "openid_connect",
                name=f"Proefdam {place}",
                issuer=address,
                client_id="klankbord",
                secret="a secret of the provider",
                group_claim="groups",
            )
        yield addresses


@contextmanager
def _openid(place: str, folder: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, str(SERVER), str(port), place]
    with (folder / f"{place}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def saml(setting_up, house: House, tmp_path_factory):
    """SimpleSAMLphp, which knows us by our metadata as we know it by its own."""
    if MISSING:
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("saml")
    provider = SimpleSaml(folder, free_port())
    provider.start()
    try:
        wait_until_it_answers(provider.metadata_url, folder)
        setting_up.add(
            "saml", name="Proefdam SAML", metadata_url=provider.metadata_url, group_claim="groups"
        )
        provider.trust(f"{house.url}/account/saml/proefdam-saml/")
        yield provider
    finally:
        provider.stop()


def wait_until_it_answers(address: str, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310  # our own loopback address
                return
        except OSError:
            time.sleep(0.2)
    logs = [path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("*.log")]
    pytest.fail(f"no answer from {address}\n" + "\n".join(logs)[-4000:])
