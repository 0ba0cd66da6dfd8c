"""Posts that are kept and filed by the real jobs of this room."""

import datetime as dt
from types import SimpleNamespace

import pytest

from klankbord.core.post import Author, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.models import Source
from klankbord.participate.stories.actions import take_apart
from klankbord.participate.stories.jobs import file_arrivals, has_unfiled
from klankbord.participate.stories.window import let_go

SAID = "De gemeente sluit vanaf maandag het zwembad aan de Dorpsstraat voor groot onderhoud"
NEAR = f"Nieuws: {SAID}"
OTHER = "Vandaag is de bibliotheek gewoon open van tien tot vijf voor iedereen"


@pytest.fixture(autouse=True)
def _nothing_at_hand():
    let_go()
    yield
    let_go()


@pytest.fixture
def source(organisation, now):
    return Source.objects.create(connector="feed", target="x", name="Dorpskrant", created_at=now)


@pytest.fixture
def hear(source, now):
    """Keep (number, text, more) as one delivery and file all that arrived; gives mention ids."""

    def run(*said):
        posts = [make_post(now, *each) for each in said]
        keep_posts(posts=posts, source=source, at=now)
        n_runs = settle(now)
        assert n_runs < 5  # what we announce ourselves comes to rest
        return ids(*(each[0] for each in said))

    return run


def make_post(now, number, text, more=None):
    given = {
        "id": f"mastodon:{number}",
        "platform": "mastodon",
        "text": text,
        "published_at": now - dt.timedelta(hours=50 - number),
        "author": Author(id=f"a{number}", handle=f"a{number}"),
        "lang": "nl",
    }
    return Post(**(given | (more or {})))


def settle(now):
    n_runs = 0
    while has_unfiled():
        file_arrivals(SimpleNamespace(now=now, progress=lambda: None))
        n_runs += 1
    return n_runs


def ids(*numbers):
    known = dict(Mention.objects.values_list("external_id", "pk"))
    return [known[str(number)] for number in numbers]


@pytest.fixture
def tidy(now):
    def run():
        n_taken = take_apart(at=now)
        settle(now)
        return n_taken

    return run
