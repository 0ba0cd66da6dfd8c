"""Whole pages over a large archive, as one signed-in reader asks for them: server time only."""

import datetime as dt
import itertools
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.test import Client
from django.urls import reverse

from bench import counted, posts
from bench.report import Line
from bench.timing import percentile, timed
from klankbord.participate.archive.models import Mention
from klankbord.participate.stakeholders.models import GIVEN
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member, Organisation, Role, RoleGrant

CEILING = 200  # milliseconds of processor time, p95
PICTURES = ("volume", "matrix", "topics", "authors", "hashtags", "platforms", "languages")


def measure() -> list[Line]:
    """Ask for every kind of page; the archive must be full (see `bench.searching`)."""
    settings.ALLOWED_HOSTS = ["testserver"]
    counted.match_topics()
    counted.place_and_count()
    client = _reader()
    return [line for what, addresses in _addresses() for line in _lines(client, what, addresses)]


def _reader() -> Client:
    if not Organisation.objects.exists():
        Organisation.objects.create(name="Bench", created_at=posts.UNTIL)
    member = Member.objects.create_user("bench@example.org", None, joined_at=posts.UNTIL)
    RoleGrant.objects.create(member=member, role=Role.MANAGER)
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _addresses() -> Iterator[tuple[str, list[str]]]:
    words = [str(word) for word in posts.Generator(1, seed=posts.SEED + 1).words]
    ids = list(Mention.objects.order_by("pk").values_list("pk", flat=True)[::50_000])
    mentions, desk = reverse("topics:mention-list"), reverse("desk:case-list")
    yield "plan", [reverse("plan:plan")] * 10
    yield "mention list", [f"{mentions}?before={number}" for number in ids]
    yield "search, common words", [f"{mentions}?q={word}" for word in words[5:25]]
    yield "search, rare words", [f"{mentions}?q={word}" for word in words[5_000:25_000:1_000]]
    yield "mention", [reverse("topics:mention-detail", args=[number]) for number in ids]
    topics = Topic.objects.values_list("pk", flat=True)[:20]
    yield "list of one topic", [f"{mentions}?topic={number}" for number in topics]
    yield "topics", [reverse("topics:topic-list")] * 10
    yield "work bench", [reverse("topics:topic-edit", args=[number]) for number in topics]
    first = posts.UNTIL - dt.timedelta(days=posts.DAYS)
    period = f"?since={first.date()}&until={posts.UNTIL.date()}"
    yield "overview", [reverse("insight:overview") + period] * 10
    yield "cross table", [*_cross_tables(period, list(topics))]
    yield "platform map", [reverse("platforms:platform-list")] * 10
    pictures = [reverse(f"insight:picture-{name}") + period for name in PICTURES]
    yield "pictures of the overview, drawn before", pictures * 2
    yield "desk", [f"{desk}?view={view}" for view in ("mine", "open", "let_stand", "all")] * 3
    yield "sources", [reverse("listening:source-list")] * 10


def _cross_tables(period: str, topics: list[int]) -> Iterator[str]:
    """All three sides, each with one of them chosen, and with two."""
    address = reverse("insight:cross-table") + period
    for topic, group, platform in zip(
        topics, GIVEN, itertools.cycle(posts.PLATFORMS), strict=False
    ):
        yield address
        yield f"{address}&topic={topic}"
        yield f"{address}&group={group}"
        yield f"{address}&platform={platform}&group={group}"


def _lines(client: Client, what: str, addresses: list[str]) -> list[Line]:
    if not addresses:
        return []
    for address in dict.fromkeys(addresses if "before" in what else addresses[:1]):
        client.get(address)  # the first one loads code and templates, or draws the picture
    took = [timed(partial(_ask, client, address)) for address in addresses]
    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
    return [
        Line(f"page: {what}, p50", p50.wall, "ms", cpu=p50.cpu),
        Line(
            f"page: {what}, p95",
            p95.wall,
            "ms",
            CEILING,
            is_ceiling=True,
            cpu=p95.cpu,
            counts_cpu=True,
        ),
    ]


def _ask(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        message = f"{address}: {response.status_code}"
        raise AssertionError(message)
