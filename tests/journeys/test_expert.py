"""A responder asks, a colleague answers by real mail, and the answer stands in the case."""

import imaplib
import re
import subprocess
import time
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from klankbord.connectors.tests.peers import program

from .conftest import PATIENCE, come_in_as, free_port, open_browser, running_house
from .test_one_line import english

pytestmark = [pytest.mark.browser, pytest.mark.peer]
ADDRESS, PASSWORD = "desk@town.example", "secret"
ANSWER = "The pool opens on Monday at 7, see the council's letter of 3 March."


class Post:
    """The mail server of the town: it keeps what goes out."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # the library's name
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@contextmanager
def post_office(port):
    box = Post()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box
    finally:
        server.stop()


@contextmanager
def mailbox(port, folder):
    command = [program("pymap"), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--no-service", "admin", "--no-service", "managesieve", "dict", "--demo-data"]
    command += ["--demo-user", ADDRESS, "--demo-password", PASSWORD]
    with (folder / "imap.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


def put(port, message):
    with imaplib.IMAP4("127.0.0.1", port) as box:
        box.login(ADDRESS, PASSWORD)
        box.append("INBOX", None, None, message.as_bytes())


def until(found):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.5)
    pytest.fail("it did not come")


@pytest.fixture
def responder(browser, tmp_path, move_in_with_sample):
    """At the desk of a house with mail: the page, and both post boxes."""
    smtp, imap = free_port(), free_port()
    settings = {
        "KLANKBORD_SMTP_URL": f"smtp+plain://127.0.0.1:{smtp}",
        "KLANKBORD_IMAP_URL": f"imap+plain://desk%40town.example:{PASSWORD}@127.0.0.1:{imap}/INBOX",
    }
    move_in_with_sample(tmp_path / "house")
    with (
        post_office(smtp) as post,
        mailbox(imap, tmp_path),
        running_house(tmp_path / "house", **settings) as house,
    ):
        visitor = open_browser(browser, house.url)
        come_in_as(visitor, "responder")
        english(visitor)
        yield visitor, post, imap
        assert visitor.faults == []
        visitor.page.context.close()


def test_an_expert_answers_by_mail(responder):
    visitor, post, imap = responder
    page = visitor.page
    visitor.go("/desk/open/")
    page.get_by_label("Title").fill("Pool")
    page.get_by_label("What was said?").fill("When does the pool open?")
    with page.expect_navigation():
        page.get_by_role("button", name="Open the case").click()
    case = re.search(r"/desk/(\d+)/", page.url)[1]
    visitor.go(f"/desk/{case}/ask/")
    page.get_by_label("Who knows?").select_option(index=3)
    page.get_by_label("Your question").fill("When does it open, and where does it say so?")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask it").click()
    page.get_by_text("Waiting", exact=True).first.wait_for()

    question = until(lambda: next((m for m in post.taken if "Pool" not in m["Subject"]), None))
    answer = EmailMessage()
    answer["From"] = question["To"]
    answer["To"] = question["Reply-To"]
    answer["Subject"] = f"Re: {question['Subject']}"
    answer["In-Reply-To"] = question["Message-ID"]
    answer.set_content(f"{ANSWER}\n\nOn Tuesday the desk wrote:\n> When does it open?\n")
    put(imap, answer)

    def has_come():
        visitor.go(f"/desk/{case}/")
        return page.get_by_text(ANSWER).count()

    until(has_come)
    page.get_by_text("answered by mail").wait_for()
    assert page.get_by_text("On Tuesday the desk wrote").count() == 0
