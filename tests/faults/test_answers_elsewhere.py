"""One answer on each platform, whose worker is killed five times on the way: it stands there once.

The worker dies just after the platform took its words, before it could hear so, and then while it
looks whether they stand there; by mail also before it wrote anything.
"""

import re
import threading
from urllib.parse import urlsplit

import pytest

from klankbord.connectors.contract import Context
from klankbord.connectors.discourse.tests.test_sending import KEY, Forum
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.mail import CONNECTOR as MAIL
from klankbord.connectors.mail.tests import conftest as post_office
from klankbord.connectors.mail.tests.conftest import account, imap_port, office
from klankbord.connectors.matrix.tests.conftest import peer, people
from klankbord.connectors.tests.conftest import Site

from .conftest import TEXT

__all__ = ["account", "imap_port", "office", "peer", "people"]
pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(900),
    # The wire does not leave the machine.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]


@pytest.fixture
def forum():
    site, forum = Site(), Forum()
    threading.Thread(target=site.server.serve_forever, args=(0.02,), daemon=True).start()

    def respond(method, path, query, body):
        _, _, headers, _ = site.sent[-1]
        if headers.get("api-key") != KEY:
            return 403, {"errors": ["You need to be logged in to do that."]}
        return forum(method, path, query, body)

    site.work(respond)
    yield site, forum
    site.server.shutdown()
    site.server.server_close()


def test_on_a_forum(answer, gate, forum):
    site, here = forum
    port = gate(urlsplit(site.url).port)
    url = f"http://127.0.0.1:{port}"
    answer(
        ("written", 0, 1, 2, 0),
        {"connector": "discourse", "place": f"gemeente@{url}", "secret": KEY},
        post_id=f"discourse:127.0.0.1:{port}/1/1",
        author_handle="Bewoner@forum.example",
        url=f"{url}/t/zwembad/1/1",
    )
    stands = [post["raw"] for post in here.posts.values() if post["reply_to_post_number"] == 1]
    assert stands == [TEXT]


def test_in_a_room(answer, gate, peer, people):
    resident, ours = people("bewoner"), people("gemeente")
    room = resident.make_room()
    ours.http.post(f"/join/{room}", json={}).raise_for_status()
    asked = resident.say(room, "Wanneer gaat het zwembad open?")
    place = f"http://localhost:{gate(urlsplit(peer.url).port)}"
    answer(
        ("written", 0, 1, 0, 1),
        {"connector": "matrix", "place": place, "secret": peer.tokens["gemeente"]},
        post_id=f"matrix:{room}/{asked}",
        author_handle="@bewoner:localhost",
        url=f"https://matrix.to/#/{room}/{asked}",
    )
    bodies = [each["content"].get("body") for each in resident.messages(room)]
    assert bodies.count(TEXT) == 1


def test_by_mail(answer, gate, office, account):
    letter = post_office.letter()
    office.put(letter.as_bytes())
    ports = [int(each) for each in re.findall(r":(\d+)", account)]
    place = account
    for port in ports:
        place = place.replace(f":{port}", f":{gate(port)}")
    with GuardedClient(allowed_networks=("127.0.0.0/8",)) as http:
        now = letter["Date"].datetime
        context = Context(now=now, http=http, secrets={account: post_office.PASSWORD})
        (question,) = MAIL.read(post_office.TARGET, {}, context).batch
    answer(
        (1, "written", 0, 1, 2),
        {"connector": "mail", "place": place, "secret": post_office.PASSWORD},
        post_id=question.id,
        author_handle=question.author.handle,
    )
    (answered,) = office.letters[post_office.RESIDENT]
    assert answered.get_content().strip() == TEXT
    assert answered["In-Reply-To"] == letter["Message-ID"]
