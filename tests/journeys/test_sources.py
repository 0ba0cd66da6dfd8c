"""Setting sources up: pick a platform, sign in, say what to hear, and see it within seconds."""

import base64
import datetime as dt
import email.utils
import hashlib
import hmac
import json
import re
import threading
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from klankbord.connectors.mastodon.tests.conftest import peer, person

__all__ = ["peer", "person"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SMALL_PHONE = {"width": 360, "height": 740}
PAGE = '<html><link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>Dorpsblad</html>'
FEED = """<rss version="2.0"><channel><title>Dorpsblad</title><link>http://blad.example/</link>
<item><title>De brug gaat open</title><guid>{}</guid><pubDate>{}</pubDate>
<description>Na drie weken kunnen fietsers weer over het water.</description></item>
</channel></rss>"""


class Paper(BaseHTTPRequestHandler):
    """A village paper with a page that names its feed."""

    def do_GET(self):  # the library's name
        is_feed = self.path.endswith(".xml")
        now = email.utils.format_datetime(dt.datetime.now(dt.UTC))
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml" if is_feed else "text/html")
        self.end_headers()
        self.wfile.write((FEED.format(self.server.server_port, now) if is_feed else PAGE).encode())

    def log_message(self, *_):
        """Nobody reads along."""


@pytest.fixture(scope="module")
def paper():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def manager(visit_as):
    """The communication manager, in a language and at a size of their own."""

    def come_in(language, **looks):
        visitor = visit_as("manager", language=language, **looks)
        button = visitor.page.locator(f"form[action$='/language/'] button[value={language}]").first
        if visitor.page.locator("html").get_attribute("lang") != language:
            with visitor.page.expect_navigation():
                button.evaluate("button => button.form.requestSubmit(button)")
        return visitor

    return come_in


def pick(visitor, label: str) -> None:
    """From the list of sources to the page of a platform, where limits and costs stand."""
    visitor.go("/sources/")
    page = visitor.page
    page.locator("main a[href='/sources/add/']").first.click()
    page.locator(".card--link a", has_text=label).click()
    page.locator("main h1", has_text=label).wait_for()
    fits(page)


def add(visitor, address: str) -> None:
    """See what an address gives, with what it costs beside it, and add it."""
    page = visitor.page
    page.locator("main input[name=address]").fill(address)
    page.locator("main form .button--primary[type=submit]").click()
    page.locator("#preview").wait_for()
    fits(page)
    page.locator("main button[name=save]").click()
    page.wait_for_url(re.compile(r"/sources/\d+/$"))


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def await_posts(page, n: int = 1) -> None:
    """Its number of posts comes by itself: nobody presses anything."""
    page.locator("#gave dd", has_text=re.compile(rf"^{n}$")).first.wait_for()


def test_the_feed_of_a_site_is_found_and_heard_on_a_small_phone(manager, paper):
    visitor = manager("nl", size=SMALL_PHONE, theme="dark")
    page = visitor.page
    pick(visitor, "Feeds")
    assert page.locator("aside", has_text="Gratis.").count() == 1
    add(visitor, f"{paper}/voorpagina")
    await_posts(page)
    assert page.locator("#health").inner_text() == "te horen"
    assert page.get_by_text("Gratis.").count() == 1
    fits(page)
    visitor.go("/sources/")
    assert page.locator("[data-item] a", has_text="Dorpsblad").count() == 1


def test_what_cannot_be_reached_says_so_and_can_be_mended(manager, paper):
    visitor = manager("en")
    page = visitor.page
    pick(visitor, "Feeds")
    page.locator("main input[name=address]").fill("http://127.0.0.1:1/")
    page.get_by_role("button", name="Show what it gives").click()
    page.locator("[aria-invalid=true][name=address]").wait_for()
    page.locator("main input[name=address]").fill(f"{paper}/other.xml")
    page.get_by_role("button", name="Show what it gives").click()
    page.get_by_text("De brug gaat open").wait_for()


def test_a_page_for_anybody_is_opened_written_on_and_heard(manager, visit):
    visitor = manager("en", theme="dark")
    page = visitor.page
    pick(visitor, "Form")
    page.get_by_role("textbox", name="Name", exact=True).fill("Over de brug")
    page.get_by_label("Title of the page").fill("Vertel ons over de brug")
    assert page.locator("main [name=site]").count() == 0
    page.get_by_role("button", name="Open it").click()
    page.wait_for_url(re.compile(r"/sources/\d+/$"))
    anybody = visit(size=SMALL_PHONE, language="nl")
    anybody.page.goto(page.locator(".facts a[href*='/tell/']").get_attribute("href"))
    fits(anybody.page)
    anybody.page.locator("[name=text]").fill("De brug is dicht en er staat geen bord bij.")
    anybody.page.wait_for_timeout(3_100)  # nobody writes quicker, and the page knows it
    anybody.page.locator("form .button--primary").click()
    anybody.page.wait_for_url(re.compile("/thanks/$"))
    page.reload()
    await_posts(page)


def call(address: str, secret: str, body: bytes) -> dict:
    """Speak as a program does that has the address and the secret (Standard Webhooks)."""
    number, at = f"msg_{uuid.uuid4().hex}", str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, b".".join([number.encode(), at.encode(), body]), hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(mac.digest()).decode()}",
    }
    asked = urllib.request.Request(address, body, headers)  # noqa: S310  # our own loopback address
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310  # idem
        assert answer.status == 202
        return json.load(answer)


def test_a_program_gets_an_address_and_a_secret_and_is_heard(manager):
    visitor = manager("en", size=SMALL_PHONE)
    page = visitor.page
    pick(visitor, "Webhook")
    page.get_by_role("textbox", name="Name", exact=True).fill("Telefoon")
    page.get_by_role("button", name="Open it").click()
    page.wait_for_url(re.compile(r"/sources/\d+/$"))
    fits(page)
    page.locator(".facts summary").click()
    address, secret = page.locator(".facts code").all_inner_texts()
    said = {"posts": [{"id": "1", "text": "Iemand belde: de brug is dicht.", "author": "Els"}]}
    assert call(address, secret, json.dumps(said).encode()) == {"taken": 1, "is_repeated": False}
    page.reload()
    await_posts(page)


def test_mastodon_from_sign_in_to_what_is_said_at_this_moment(manager, peer, person):
    visitor = manager("nl")
    page, word, resident = visitor.page, f"brug{uuid.uuid4().hex[:8]}", person("bewoner")
    resident.say(f"Wie weet iets van de #{word}?")
    pick(visitor, "Mastodon")
    page.locator("main a[href$='platform=mastodon&source']").click()
    page.locator("main [name=place]").fill(peer.url)
    page.locator("main [name=secret]").fill(peer.tokens["gemeente"])
    page.locator("main form .button--primary").click()
    page.wait_for_url(re.compile(r"/sources/add/\?platform=mastodon$"))
    assert page.locator("main", has_text="Gekoppeld: gemeente@").count() == 1
    add(visitor, f"{peer.url}/tags/{word}")
    await_posts(page)
    page.locator("#health", has_text="te horen").wait_for()
    resident.say(f"Ik sta nu bij de #{word}, hij is open!")
    for _ in range(60):
        visitor.go(f"/mentions/?q={word}")
        if page.locator("[data-list] a[href^='/mentions/']").count() == 2:
            break
        page.wait_for_timeout(500)
    else:
        pytest.fail("what was said was never heard")
    visitor.go("/sources/accounts/")
    page.locator("form[action$='/delete/'] button").click()
