"""Pictures, files and links beside words, as each meets them: who adds, who reads, who may not."""

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_community import (
    WRITE,
    fill_in,
    is_wide_enough,
    new_group,
    place,
    press,
    reach,
    said_on,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
PDF = b"%PDF-1.7\n% rooster\n"


class Page(BaseHTTPRequestHandler):
    """A page with a title, a picture and a script."""

    asked: list[str] = []  # noqa: RUF012  # of all who ask, in one test

    def do_GET(self):
        self.asked.append(self.headers.get("User-Agent", ""))
        body = b"<title>Het nieuwe zwembad</title><script>alert(1)</script><img src=/x.png>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The journey says what went wrong."""


@pytest.fixture
def page_elsewhere():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/nieuws"
    server.shutdown()
    server.server_close()


def photo():
    out = io.BytesIO()
    Image.new("RGB", (1200, 700), "#4a90b0").save(out, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def rooster():
    return {"name": "Rooster week 48.pdf", "mimeType": "application/pdf", "buffer": PDF}


def add(page, text, *, by_keyboard=False):
    """A picture and a file, each where it is asked for."""
    picture, files = f"{WRITE} .attach__slot--picture summary", f"{WRITE} details:has([name=files])"
    page.locator(f"{WRITE} [name=text]").fill(text)
    for summary in (picture, f"{files} > summary"):
        if by_keyboard:
            reach(page, f"{summary}")
            page.keyboard.press("Enter")
        else:
            page.locator(summary).first.click()
    page.locator(f"{WRITE} [name=picture_1]").set_input_files(photo())
    page.locator(f"{WRITE} [name=say_1]").fill("Het bad van boven")
    page.locator(f"{WRITE} [name=files]").set_input_files(rooster())
    press(page, f"{WRITE} .button--primary")


def test_a_colleague_shares_and_only_readers_get_it(visit_as, colleague):
    owner, employee = visit_as("manager"), colleague(size=PHONE)
    host, page = owner.page, employee.page
    group = new_group(owner, "closed")
    owner.go(group)
    add(host, "Het rooster.", by_keyboard=True)
    post = place(owner)
    link = host.locator("a.file")
    address = link.get_attribute("href")
    assert "Rooster week 48.pdf" in link.inner_text()
    assert "PDF" in link.inner_text()
    assert host.locator(".along img[alt='Het bad van boven']").count() == 1
    with host.expect_download() as saved:
        link.focus()
        host.keyboard.press("Enter")
    assert saved.value.suggested_filename == "Rooster week 48.pdf"
    for closed in (post, address):
        assert page.request.get(owner.url + closed).status == 404
    employee.go("/community/groups/")
    press(page, f"form[action='{group}join/'] button")
    owner.go(f"{group}people/")
    press(host, "form[action$='/accept/'] button")
    employee.go(post)
    with page.expect_download() as mine:
        page.locator("a.file").click()
    assert mine.value.path().read_bytes() == PDF
    assert is_wide_enough(page)


def test_what_is_refused_says_why_and_keeps_the_words(colleague):
    employee = colleague()
    page = employee.page
    employee.go("/community/")
    page.locator(f"{WRITE} [name=text]").fill("Kijk hier.")
    page.locator(f"{WRITE} details:has([name=files]) > summary").click()
    bad = {"name": "start.exe", "mimeType": "application/pdf", "buffer": b"MZ\0"}
    page.locator(f"{WRITE} [name=files]").set_input_files(bad)
    press(page, f"{WRITE} .button--primary")
    assert "start.exe" in said_on(employee)
    assert page.locator("[name=text]").input_value() == "Kijk hier."
    assert page.locator("details:has([name=files])[open]").count() == 1


def test_a_file_without_script_on_a_phone(colleague):
    employee = colleague(script=False, size=PHONE)
    page = employee.page
    employee.go("/community/")
    add(page, "Zonder script.")
    with page.expect_download() as saved:
        page.locator("a.file").click()
    assert saved.value.suggested_filename == "Rooster week 48.pdf"
    press(page, "main .actions a[href$='/edit/']")
    page.locator(".attach__file input[type=checkbox]").check()
    assert is_wide_enough(page)
    press(page, "main form .button--primary")
    assert page.locator("a.file").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_a_picture_has_its_place_before_it_is_there(colleague, size):
    """What stands below it does not jump when it comes."""
    employee = colleague(size=size)
    page, held = employee.page, []
    employee.go("/community/")
    page.locator(f"{WRITE} [name=text]").fill("Wide.")
    page.locator(f"{WRITE} .attach__slot--picture summary").first.click()
    page.locator(f"{WRITE} [name=picture_1]").set_input_files(photo())
    page.locator(f"{WRITE} [name=say_1]").fill("The pool")
    press(page, f"{WRITE} .button--primary")
    page.route("**/small/", lambda route: held.append(route))  # noqa: PLW0108  # it must be Python's
    page.reload(wait_until="domcontentloaded")
    shown = page.locator(".along img")
    shown.scroll_into_view_if_needed()
    page.wait_for_function("() => document.readyState === 'complete'")
    before = shown.bounding_box()
    assert not shown.evaluate("each => each.naturalWidth")
    assert before["height"] > 150
    assert before["width"] / before["height"] == pytest.approx(1200 / 700, rel=0.05)
    while not held:
        page.wait_for_timeout(50)
    for each in held:
        each.continue_()
    page.wait_for_function("() => document.querySelector('.along img').naturalWidth > 0")
    assert shown.bounding_box() == pytest.approx(before, abs=1)  # the parts of a pixel


def test_a_link_gets_a_card_and_loses_it(colleague, page_elsewhere):
    employee = colleague()
    page, asked = employee.page, []
    page.on("request", lambda request: asked.append(request.url))
    employee.go("/community/")
    fill_in(page, WRITE, f"Lees dit: {page_elsewhere}")
    post = place(employee)
    for _look in range(300):
        if page.locator(".preview").count():
            break
        page.wait_for_timeout(500)
        employee.go(post)
    assert "Het nieuwe zwembad" in page.locator(".preview__card").inner_text()
    assert page.locator(".preview__card").get_attribute("href") == page_elsewhere
    assert len(Page.asked) == 1
    assert "Klankbord" in Page.asked[0]
    assert not [url for url in asked if url.startswith(page_elsewhere)]
    press(page, "form[action$='/preview/remove/'] button")
    assert page.locator(".preview").count() == 0
    assert page_elsewhere in said_on(employee)
