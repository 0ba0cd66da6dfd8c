import datetime as dt
import itertools

import pytest

from klankbord.core.post import Author, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.listening.models import Source
from klankbord.participate.stories.jobs import file_arrivals, has_unfiled
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.jobs import has_unmatched, match_arrivals
from klankbord.people.models import Role
from klankbord.reputation.routing import actions
from klankbord.reputation.routing.jobs import has_unrouted, route_arrivals
from klankbord.reputation.routing.rules import Act, Rule

HOUR = dt.timedelta(hours=1)


class StillRun:
    """A run without a worker behind it."""

    def __init__(self, now):
        self.now, self.saved, self.seen = now, {}, []

    def progress(self, *, done=None, total=None):
        self.seen.append((done, total))


@pytest.fixture
def still_run(now):
    return StillRun(now)


@pytest.fixture
def responder(make_member):
    return make_member("Responder", Role.RESPONDER)


@pytest.fixture
def source(db, now):
    return Source.objects.create(connector="file", target="x", name="Plek", created_at=now)


@pytest.fixture
def topic(owner, now):
    return create_topic(name="Pool", query="pool OR swimming", by=owner, at=now)


@pytest.fixture
def say(source, now):
    """Keep one post as the archive does; gives its post."""
    numbers = itertools.count(1)

    def keep(text, *, ago=None, number=None, platform="mastodon", handle="jan", **fields):
        number = number or next(numbers)
        author = Author(id=handle, handle=handle, followers=fields.pop("followers", None))
        post = Post(
            id=f"{platform}:{number}",
            platform=platform,
            text=text,
            lang=fields.pop("lang", "en"),
            published_at=now - (ago or HOUR / 2),
            author=author,
            url=f"https://plek.example/{number}",
            **fields,
        )
        keep_posts(posts=[post], source=source, at=now)
        return post

    return keep


@pytest.fixture
def work(now):
    """Let topics, stories and rules see everything that arrived."""

    def run():
        while has_unmatched() or has_unfiled() or has_unrouted():
            if has_unmatched():
                match_arrivals(StillRun(now))
            if has_unfiled():
                file_arrivals(StillRun(now))
            if has_unrouted():
                route_arrivals(StillRun(now))

    return run


@pytest.fixture
def publish(owner, now):
    """Put rules in force."""

    def put(*rules):
        draft = actions.begin_draft(by=owner, at=now)
        for rule in rules:
            actions.keep_rule(draft=draft, rule=rule, by=owner, at=now)
        return actions.publish_rules(draft=draft, by=owner, at=now)

    return put


def rule(**fields):
    return Rule(**{"id": "", "act": Act.OPEN, "name": "A rule", **fields})
