"""Platforms whose server nobody can run: the same job, killed five times, says it there once.

Their place takes a server of ours that does what they publish. Where a platform can be run, or a
server has its wire cut, see the other files of answers: together they hold every connector that
answers.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from klankbord.connectors.contract import Ability, Context
from klankbord.connectors.facebook.client import FacebookConnector
from klankbord.connectors.facebook.tests import test_facebook as facebook
from klankbord.connectors.google.client import GoogleConnector
from klankbord.connectors.google.places import Doors
from klankbord.connectors.google.tests import test_google as google
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.instagram.client import InstagramConnector
from klankbord.connectors.instagram.tests import test_instagram as instagram
from klankbord.connectors.reddit.client import RedditConnector
from klankbord.connectors.reddit.tests import test_reddit as reddit
from klankbord.connectors.registry import installed
from klankbord.connectors.tests.conftest import Site
from klankbord.connectors.x.client import XConnector
from klankbord.connectors.x.tests import api as x
from klankbord.connectors.x.tests import conftest as x_served
from klankbord.connectors.youtube.client import YouTubeConnector
from klankbord.connectors.youtube.tests import test_youtube as youtube

from . import test_answers, test_answers_elsewhere, test_answers_on_bluesky
from .conftest import TEXT

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]
SCRIPT = str(Path(__file__).with_name("vendors.py"))
ELSEWHERE = {
    "mastodon": test_answers.test_every_answer_stands_there_once,
    "bluesky": test_answers_on_bluesky.test_at_a_home,
    "discourse": test_answers_elsewhere.test_on_a_forum,
    "matrix": test_answers_elsewhere.test_in_a_room,
    "mail": test_answers_elsewhere.test_by_mail,
}
"""With whole processes of a house on both sides of the wire."""


class Vendor(NamedTuple):
    """A stand-in: how it is served, by which doors it is reached, and who we are there."""

    serve: Callable[[Site], Any]
    make: Callable[..., Any]
    doors: Callable[[str], list[str]]
    target: str
    secrets: dict[str, str]
    place: str
    secret: str
    ours: Callable[[Any], list[str]]
    number: int = 0


def at(*paths: str) -> Callable[[str], list[str]]:
    return lambda url: [f"{url}{path}" for path in paths]


VENDORS = {
    "x": Vendor(
        x_served.serve,
        XConnector,
        at(""),
        x.SEARCH,
        {"x.com": x.TOKEN},
        "proefdam",
        x.SECRET,
        lambda api: list(api.said),
    ),
    "facebook": Vendor(
        facebook.serve,
        FacebookConnector,
        at(""),
        facebook.ADDRESS,
        {facebook.US: facebook.TOKEN},
        facebook.US,
        facebook.TOKEN,
        lambda api: [own for own, each in api.said.items() if each["from"]["id"] == facebook.US],
        1,
    ),
    "instagram": Vendor(
        instagram.serve,
        InstagramConnector,
        at(""),
        instagram.ADDRESS,
        {instagram.US: instagram.TOKEN},
        instagram.US,
        instagram.TOKEN,
        lambda api: [o for o, each in api.said.items() if each["username"] == instagram.NAME],
        1,
    ),
    "google": Vendor(
        google.serve,
        lambda *doors: GoogleConnector(Doors(*doors)),
        at(*(f"/{door}" for door in Doors._fields)),
        google.ADDRESS,
        {google.US: google.SECRET},
        google.US,
        google.SECRET,
        lambda api: [
            f"{google.US}/77/{own}" for own, e in api.reviews.items() if "reviewReply" in e
        ],
    ),
    "reddit": Vendor(
        reddit.serve,
        RedditConnector,
        at("", ""),
        reddit.PLACE,
        {reddit.ACCOUNT: reddit.SECRET},
        reddit.ACCOUNT,
        reddit.SECRET,
        lambda api: [n for n, each in api.things.items() if each["author"] == reddit.ACCOUNT],
    ),
    "youtube": Vendor(
        youtube.serve,
        YouTubeConnector,
        at("/youtube/v3", "/gate"),
        youtube.VIDEO,
        {youtube.PLACE: youtube.KEY},
        youtube.US,
        youtube.SECRET,
        lambda api: list(api.said),
    ),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory, move_in):
    """A house whose job is done by processes that die."""
    data = tmp_path_factory.mktemp("vendors") / "data"
    move_in(data)
    keep = ("PATH", "HOME", "PYTHONPATH")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    environment |= {"KLANKBORD_DATA": str(data), "KLANKBORD_OPEN_NETWORKS": "127.0.0.0/8,::1/128"}
    with subprocess.Popen(
        [sys.executable, SCRIPT],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:

        def send(told: dict) -> dict:
            process.stdin.write(json.dumps(told) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            assert line, "the desk broke down"
            return json.loads(line)

        yield send
        process.stdin.close()  # there is nothing more to answer


@pytest.fixture
def site():
    site = Site()
    threading.Thread(target=site.server.serve_forever, args=(0.02,), daemon=True).start()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.mark.parametrize("key", VENDORS)
def test_an_answer_stands_there_once(desk, site, key):
    vendor = VENDORS[key]
    api, doors = vendor.serve(site), vendor.doors(site.url)
    question = asked(vendor, doors)
    told = {
        "doors": doors,
        "account": {"connector": key, "place": vendor.place, "secret": vendor.secret},
        "message": {
            "platform": key,
            "post_id": question.id,
            "url": question.url,
            "author_handle": question.author.handle,
        },
        "text": TEXT,
    }
    outcome = desk(told)
    assert (outcome["status"], outcome["refusal"]) == ("sent", "")
    assert vendor.ours(api) == [outcome["sent_id"]]
    assert (outcome["n_attempts"], outcome["n_noted"], outcome["n_left"]) == (5, 1, 1)


def asked(vendor: Vendor, doors: list[str]):
    """What a resident asks there."""
    with GuardedClient(allowed_networks=("127.0.0.0/8",)) as http:
        now = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
        context = Context(now=now, http=http, secrets=vendor.secrets)
        said = vendor.make(*doors).read(vendor.target, {}, context).batch.posts
        return sorted(said, key=lambda post: post.id)[vendor.number]


def test_every_connector_that_answers_is_killed_somewhere():
    answering = {
        key
        for key, each in installed().connectors.items()
        if Ability.REPLY in each.abilities and type(each).__module__.startswith("klankbord.")
    }
    assert answering == VENDORS.keys() | ELSEWHERE.keys()
