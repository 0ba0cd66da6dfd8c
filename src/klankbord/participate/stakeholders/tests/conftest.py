"""Authors who are heard, and a way to place them as the jobs do."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from klankbord.core.post import Author, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Author as KeptAuthor
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.jobs import (
    has_unplaced,
    place_arrivals,
    place_everybody,
)

_numbers = iter(range(1, 10**6))


@pytest.fixture
def source(organisation, now) -> Source:
    return Source.objects.create(connector="feed", target="x", name="Dorpskrant", created_at=now)


@pytest.fixture
def today():
    return timezone.localtime().replace(hour=0, minute=0, second=1, microsecond=0)


@pytest.fixture
def hear(source, today):
    """Posts by one author, kept and looked at."""

    def hear(handle, *, n=1, platform="mastodon", at=today, by=None, **author):
        writer = Author(id=handle, handle=handle, name=handle.title(), **author)
        posts = [_post(writer, platform, at) for _ in range(n)]
        keep_posts(posts=posts, source=by or source, at=at)
        settle()
        return KeptAuthor.objects.get(platform=platform, handle=handle)

    return hear


@pytest.fixture
def look_again():
    """The job that a changed rule asks for."""

    def look():
        run = _run()
        run.saved = {}
        run.checkpoint = run.saved.update
        place_everybody(run)

    return look


def settle():
    while has_unplaced():
        place_arrivals(_run())


def _run():
    return SimpleNamespace(now=timezone.now(), progress=lambda: None)


def _post(writer, platform, at):
    number = next(_numbers)
    return Post(
        id=f"{platform}:{number}", platform=platform, text=f"De brug {number}",
        published_at=at + dt.timedelta(milliseconds=number % 900), lang="nl", author=writer,
    )  # fmt: skip
