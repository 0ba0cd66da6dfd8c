"""A post on a streaming source, until it stands on a desk that somebody has open (W1).

A resident speaks on a real Mastodon server, whose hashtag the house hears; a topic matches the
words, a rule opens a case, and the open list is told. The clock runs from the moment at which the
resident presses until the line is in the browser: the server's own time is part of it.
"""

import asyncio
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.live import line_of
from bench.report import Line, percentile
from bench.visitors import cookie_of, running_house, signed_in
from klankbord.connectors.mastodon.tests.conftest import SEED, Person
from klankbord.connectors.tests.peers import Peer, free_port, program, running
from klankbord.participate.listening.actions import add_source
from klankbord.participate.listening.models import Source
from klankbord.participate.topics.actions import create_topic
from klankbord.people.models import Member, Organisation, Role
from klankbord.reputation.desk.models import Case
from klankbord.reputation.routing import actions as routing
from klankbord.reputation.routing.rules import Act, Rule

N_POSTS = 100
CEILING, GOAL = 2_000, 500  # milliseconds, p95
PAUSE = 0.73  # seconds between two posts, and no beat of the house
PATIENCE = 60.0
TAG = "zwembad"


def measure() -> list[Line]:
    """Say it, wait until it is told, say the next."""
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable()
    before = Case.objects.count()
    with mastodon() as peer:
        client = _fill(peer)
        connections.close_all()
        with running_house(KLANKBORD_OPEN_NETWORKS="127.0.0.0/8,::1/128") as (port, _process):
            _wait_for_stream()
            waits = asyncio.run(_listen(port, client, Person(peer, "bewoner")))
    n_cases = Case.objects.count() - before
    if n_cases != N_POSTS:
        message = f"{n_cases} cases of {N_POSTS} posts"
        raise AssertionError(message)
    p95 = percentile(waits, 0.95)
    return [
        Line(f"a post until it is on an open desk (W1), {N_POSTS} posts, p50",
             percentile(waits, 0.5), "ms"),
        Line("… p95", p95, "ms", CEILING, is_ceiling=True),
        Line("… p95, the goal", p95, "ms", GOAL, is_ceiling=True),
        Line("… the slowest", max(waits), "ms"),
    ]  # fmt: skip


@contextmanager
def mastodon() -> Iterator[Peer]:
    """A server of somebody else's making, with a resident and the town."""
    with tempfile.TemporaryDirectory(prefix="klankbord-peer-") as name:
        folder, port = Path(name), free_port()
        (folder / "seed.toml").write_text(SEED)
        url = f"http://localhost:{port}"
        command = [program("mastodon_mock"), "serve", "--in-memory", "--config", "seed.toml"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
        with running(command, f"{url}/api/v2/instance", folder):
            yield Peer(url, {"bewoner": "token_bewoner"})


def _fill(peer: Peer) -> Client:
    """A house that hears the hashtag; a topic and a rule make a case of each post."""
    now = timezone.now()
    if not Organisation.objects.exists():
        Organisation.objects.create(name="Bench", created_at=now)
    lead = Member.objects.create_user("arrival@example.org", None, joined_at=now)
    target = f"{peer.url}/tags/{TAG}"
    add_source(connector="mastodon", target=target, name="Tag", at=now, actor="bench")
    topic = create_topic(name="Pool", query="zwembad AND open", by=lead, at=now)
    draft = routing.begin_draft(by=lead, at=now)
    rule = Rule(id="", name="Pool", act=Act.OPEN, topics=(topic.pk,))
    routing.keep_rule(draft=draft, rule=rule, by=lead, at=now)
    routing.publish_rules(draft=draft, by=lead, at=now)
    return signed_in("reader@example.org", Role.RESPONDER)


def _wait_for_stream() -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if Source.objects.exclude(streaming_since=None).exists():
            connections.close_all()
            return
        time.sleep(0.2)
    message = "the stream was never opened"
    raise RuntimeError(message)


async def _listen(port: int, client: Client, resident: Person) -> list[float]:
    """Milliseconds from a press of the resident to the line in the browser, of each post."""
    waits: list[float] = []
    async with line_of(port, reverse("desk:list-stream"), cookie_of(client)) as lines:
        for number in range(N_POSTS):
            await asyncio.sleep(PAUSE)
            said = asyncio.create_task(asyncio.to_thread(_say, resident, number))
            await asyncio.wait_for(_news(lines), PATIENCE)
            waits.append((time.perf_counter() - await said) * 1000)
    return waits


def _say(resident: Person, number: int) -> float:
    began = time.perf_counter()
    resident.say(f"Gaat het zwembad om {number} uur open, of later? #{TAG}")
    return began


async def _news(lines: asyncio.StreamReader) -> None:
    while not (await lines.readline()).startswith(b"event: news"):
        pass
