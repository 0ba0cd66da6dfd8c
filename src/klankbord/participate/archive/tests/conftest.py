"""Posts and a source for the archive's tests."""

import datetime as dt
from collections.abc import Callable

import pytest

from klankbord.core.post import Author, Engagement, Post
from klankbord.participate.listening.models import Source


@pytest.fixture
def source(organisation, now) -> Source:
    return Source.objects.create(connector="feed", target="x", name="Dorpskrant", created_at=now)


@pytest.fixture
def make_post(now) -> Callable[..., Post]:
    def make(number: int = 1, text: str = "De brug staat open", **values) -> Post:
        handle = values.pop("handle", "anna")
        given = {
            "id": f"mastodon:{number}",
            "platform": "mastodon",
            "text": text,
            "published_at": now - dt.timedelta(days=30, minutes=number),
            "author": Author(id=handle, handle=handle, name=handle.title()),
            "lang": "nl",
            "engagement": Engagement(),
        }
        return Post(**(given | values))

    return make
