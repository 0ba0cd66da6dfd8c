"""A house that heard things with a sound, worked up by the real jobs."""

import datetime as dt
from types import SimpleNamespace

from klankbord.core.post import Author, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.insight.counting import arrivals_to_count
from klankbord.participate.insight.jobs import count_days, mend_days, note_changes
from klankbord.participate.listening.models import Source
from klankbord.participate.stories.jobs import file_arrivals, has_unfiled
from klankbord.participate.topics.jobs import has_unmatched, match_arrivals
from klankbord.participate.understanding.jobs import has_unread, read_arrivals

ANGRY = "I hate the pool, the worst and most terrible service ever, awful! {}"
GLAD = "Thank you so much for the park, this is wonderful, I love it, great! {}"
PLAIN = "The office opens at nine on Monday, says number {}"


def post(number, text, at, **more):
    platform = "mastodon" if number % 2 else "reddit"
    handle = f"author{number % 5}"
    given = {
        "id": f"{platform}:{number}", "platform": platform, "text": text, "published_at": at,
        "lang": "en", "author": Author(id=handle, handle=handle, name=handle.title()),
    }  # fmt: skip
    return Post(**(given | more))


def own_words(number):
    """So many that a text is no copy of another one."""
    return " ".join(f"w{number}{letter}" for letter in "abcdefghijklmnopqrst")


def source_of(now):
    return Source.objects.create(connector="file", target="x", name="Place", created_at=now)


def hear(source, posts, *, at):
    keep_posts(posts=posts, source=source, at=at)
    settle(at)


def settle(at):
    """Everything that waits, in the order in which it becomes possible."""
    run = SimpleNamespace(now=at, progress=lambda: None)
    while has_unfiled():
        file_arrivals(run)
    while has_unmatched():
        match_arrivals(run)
    while has_unread():
        read_arrivals(run)
    while arrivals_to_count().exists():
        note_changes(run)
    note_changes(run)
    count_days(run)


def mend(at):
    mend_days(SimpleNamespace(now=at, progress=lambda: None))


def mixed(at, n_days=10):
    """Each day three angry, two glad, four plain."""
    posts, number = [], 0
    for day in range(n_days):
        for text in [ANGRY] * 3 + [GLAD] * 2 + [PLAIN] * 4:
            number += 1
            moment = at - dt.timedelta(days=day, minutes=number % 50)
            posts.append(post(number, text.format(own_words(number)), moment))
    return posts
