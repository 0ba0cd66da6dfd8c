"""Every page with counts of what was heard says what was not heard: a walk over all addresses."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.participate.archive.models import Author
from klankbord.participate.insight.models import Dashboard
from klankbord.participate.insight.tests.heard import hear, mixed, source_of
from klankbord.participate.keyfigures.models import Circle, KeyFigure, Look, Role
from klankbord.participate.listening.models import Gap, Source
from klankbord.participate.platforms.jobs import measure
from klankbord.participate.topics.actions import create_topic

from .routes import routes

pytestmark = pytest.mark.django_db
ROOMS = {"insight", "keyfigures", "platforms", "stakeholders", "topics"}
SHOWS = {
    "insight:overview": "",
    "insight:cross-table": "",
    "insight:dashboard-detail": "",
    "insight:picture-volume": "?format=csv",
    "topics:topic-volume": "?format=csv&days=28",
    "topics:topic-list": "",
    "topics:topic-detail": "",
    "keyfigures:figure-list": "",
    "keyfigures:figure-detail": "",
    "platforms:platform-list": "",
    "platforms:platform-detail": "",
    "platforms:platform-compare": "?one=mastodon&other=reddit",
    "stakeholders:group-list": "",
}
"""What is asked behind the address."""
OF_ANOTHER = "a picture of a page that says so"
LISTS = "what was kept, one by one: no measure of how much was said"
NO_COUNTS = "counts nothing that was heard"
WITHOUT = {
    "insight:alert-list": "alerts that were given",
    "insight:alert-rule": NO_COUNTS,
    "insight:dashboard-list": NO_COUNTS,
    "insight:dashboard-edit": NO_COUNTS,
    "insight:dashboard-add": NO_COUNTS,
    "insight:dashboard-stop": NO_COUNTS,
    "insight:dashboard-file": "tests of dashboards read it on paper",
    "topics:topic-add": NO_COUNTS,
    "topics:topic-edit": "tries a query on what was kept",
    "topics:topic-delete": NO_COUNTS,
    "topics:topic-searches": NO_COUNTS,
    "topics:version-compare": "two queries over the same mentions",
    "topics:precision": "a sample that people judge",
    "topics:replay-progress": NO_COUNTS,
    "topics:mention-list": LISTS,
    "topics:mention-fresh": LISTS,
    "topics:mention-export": LISTS,
    "topics:mention-detail": LISTS,
    "topics:label-list": LISTS,
    "platforms:platform-add": NO_COUNTS,
    "platforms:fact-add": NO_COUNTS,
    "platforms:fact-edit": NO_COUNTS,
    "stakeholders:author-list": LISTS,
    "stakeholders:author-detail": LISTS,
    "stakeholders:rule-list": NO_COUNTS,
    "stakeholders:directory": NO_COUNTS,
    "stakeholders:directory-empty": NO_COUNTS,
    **dict.fromkeys(
        (
            "insight:picture-matrix",
            "insight:picture-cross",
            "insight:picture-moods",
            "insight:picture-intents",
            "insight:picture-places",
            "insight:picture-topics",
            "insight:picture-drivers",
            "insight:picture-authors",
            "insight:picture-hashtags",
            "insight:picture-platforms",
            "insight:picture-languages",
            "stakeholders:picture-groups",
            "stakeholders:picture-places",
        ),
        OF_ANOTHER,
    ),
}
TOLD = re.compile(r"not every(?:thing| source) was heard|Plein \(\d+ hours\)")


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def test_each_page_of_these_rooms_is_sorted(client):
    """One that only takes something in (405) has nothing to show."""
    opened = {
        route.name
        for route in routes()
        if route.name.partition(":")[0] in ROOMS
        and client.get(reverse(route.name, kwargs=route.arguments())).status_code != 405
    }
    assert opened == SHOWS.keys() | WITHOUT.keys()
    assert not SHOWS.keys() & WITHOUT.keys()


@pytest.fixture
def heard(organisation, owner, now):
    """Ninety mentions in ten days, a key figure, a dashboard; and a source that was silent."""
    at = timezone.localtime() - dt.timedelta(minutes=1)
    topic = create_topic(name="Park", query="park", by=owner, at=at)
    hear(source_of(now), mixed(at), at=at)
    measure(SimpleNamespace(now=timezone.now(), progress=lambda: None))
    today = timezone.localdate()
    look = Look.objects.create(
        since=today - dt.timedelta(days=89),
        until=today,
        n_people=9,
        n_acts=9,
        n_circles=1,
        taken_at=now,
    )
    Circle.objects.create(look=look, number=0, n_people=9)
    figure = KeyFigure.objects.create(
        look=look,
        author=Author.objects.filter(platform="mastodon").first(),
        role=Role.STARTS,
        place=1,
        circle=0,
        n_people=4,
        n_times=5,
        n_besides=0,
        mention_ids=(1).to_bytes(8, "little"),
    )
    silent = Source.objects.create(
        connector="mastodon", target="https://plein.example/@a", name="Plein", created_at=now
    )
    begin = timezone.now() - dt.timedelta(days=3)
    Gap.objects.create(
        source=silent,
        from_at=begin,
        until_at=begin + dt.timedelta(hours=26),
        reason="connection-failed",
    )
    board = Dashboard.objects.create(maker=owner, name="Week", created_at=now)
    return {"topic": topic.pk, "figure": figure.pk, "dashboard": board.pk}


def address(name: str, heard: dict[str, int]) -> str:
    room, _, page = name.partition(":")
    arguments = {
        "insight:dashboard-detail": [heard["dashboard"]],
        "keyfigures:figure-detail": [heard["figure"]],
        "platforms:platform-detail": ["mastodon"],
    }
    own = [heard["topic"]] if name in {"topics:topic-detail", "topics:topic-volume"} else []
    return reverse(f"{room}:{page}", args=arguments.get(name, own)) + SHOWS[name]


@pytest.mark.parametrize("name", SHOWS)
def test_beside_the_counts_stands_what_was_not_heard(client, heard, name):
    page = client.get(address(name, heard), follow=True)
    assert page.status_code == 200
    assert TOLD.search(page.text)
    Gap.objects.all().delete()
    assert not TOLD.search(client.get(address(name, heard), follow=True).text)


def test_a_platform_tells_of_its_own_sources_alone(client, heard):
    other = reverse("platforms:platform-detail", args=["reddit"])
    assert not TOLD.search(client.get(other).text)
