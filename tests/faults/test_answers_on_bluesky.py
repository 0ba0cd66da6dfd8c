"""One answer at a real home of the AT Protocol, whose worker is killed five times: it stands once.

The worker dies before it wrote, just after the home took its words, and then while it signs in
anew and looks whether they stand there.
"""

from urllib.parse import urlsplit

import pytest

from klankbord.connectors.bluesky import CONNECTOR
from klankbord.connectors.bluesky.tests.conftest import account, context, http, peer, people

from .conftest import TEXT, wait_until

__all__ = ["account", "context", "http", "peer", "people"]
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]


def test_at_a_home(staff, answer, gate, peer, people, account, context):
    resident, ours = people("bewoner"), people("gemeente")
    asked = resident.say("Wanneer gaat het zwembad open?")
    place = f"gemeente.test@http://localhost:{gate(urlsplit(peer.url).port)}"
    answer(
        (2, "written", 0, 1, 0),
        {"connector": "bluesky", "place": place, "secret": peer.tokens["gemeente"]},
        post_id=f"bluesky:{asked}",
        author_handle="bewoner.test",
        url=f"https://bsky.app/profile/{resident.did}/post/{asked.rpartition('/')[2]}",
    )
    assert [each["value"]["text"] for each in ours.own()].count(TEXT) == 1
    below = wait_until(lambda: replies_below(resident, asked))
    ((sent_id, digest),) = staff.asked("SELECT sent_id, digest FROM desk_reply")
    assert [(each["uri"], each["record"]["text"]) for each in below] == [(f"at://{sent_id}", TEXT)]
    assert CONNECTOR.verify(account, sent_id, context).digest == digest


def replies_below(person, name: str) -> list[dict]:
    """The answers in the thread, as somebody else sees it."""
    asked = {"uri": f"at://{name}", "depth": 1}
    answer = person.http.get("/app.bsky.feed.getPostThread", params=asked)
    return [each["post"] for each in answer.json()["thread"].get("replies", [])]
