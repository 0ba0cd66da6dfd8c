"""Posts that are kept and read by the real jobs."""

import datetime as dt
from types import SimpleNamespace

import pytest

from klankbord.core.post import Author, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.models import Source
from klankbord.participate.understanding.jobs import has_unread, read_arrivals

ANGRY = "I hate this, the worst and most terrible service ever, awful!"
GLAD = "Thank you so much, this is wonderful, I love it, great and happy day!"
PLAIN = "The office opens at nine on Monday."


@pytest.fixture
def source(organisation, now):
    return Source.objects.create(connector="feed", target="x", name="Gazette", created_at=now)


@pytest.fixture
def keep(source, now):
    """Keep (number, text, more); gives mention ids."""

    def run(*said):
        keep_posts(posts=[make_post(now, *each) for each in said], source=source, at=now)
        known = dict(Mention.objects.values_list("external_id", "pk"))
        return [known[str(each[0])] for each in said]

    return run


@pytest.fixture
def at_work(now):
    return SimpleNamespace(now=now, progress=lambda: None)


@pytest.fixture
def read_all(at_work):
    def run():
        while has_unread():
            read_arrivals(at_work)

    return run


def make_post(now, number, text, more=None):
    given = {
        "id": f"mastodon:{number}",
        "platform": "mastodon",
        "text": text,
        "published_at": now - dt.timedelta(hours=number),
        "author": Author(id=f"a{number}", handle=f"a{number}"),
        "lang": "en",
    }
    return Post(**(given | (more or {})))
