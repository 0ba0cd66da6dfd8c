from types import SimpleNamespace

import pytest

from klankbord.participate.archive.models import Arrival
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.jobs import has_unmatched, match_arrivals, replay_query
from klankbord.people.models import Role


class StillRun:
    """A run without a worker behind it: the clock, and what was saved."""

    def __init__(self, now, saved=None):
        self.now, self.saved, self.seen = now, saved or {}, []

    def progress(self, *, done=None, total=None):
        self.seen.append(done)

    def checkpoint(self, saved):
        self.saved = saved


@pytest.fixture
def responder(make_member):
    return make_member("Responder", Role.RESPONDER)


@pytest.fixture
def match_all(now, db):
    def run():
        while has_unmatched():
            match_arrivals(StillRun(now))

    return run


@pytest.fixture
def replay(now):
    def run(topic, **values):
        at_work = StillRun(now, values.get("saved"))
        replay_query(at_work, topic_id=topic.pk, replay=values.get("replay", topic.n_replays))
        topic.refresh_from_db()
        return at_work

    return run


@pytest.fixture
def make_topic(owner, now):
    def make(query="parkeren", name="Parkeren"):
        return create_topic(name=name, query=query, by=owner, at=now)

    return make


@pytest.fixture
def arrivals():
    return SimpleNamespace(count=Arrival.objects.count)
