"""Posts for tests of this room, kept by the real archive."""

import datetime as dt
import itertools

from klankbord.core.post import Author, Engagement, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.listening.models import Source

_numbers = itertools.count(1)


def post(text, at, **values):
    number = next(_numbers)
    handle = values.pop("handle", f"author{number % 7}")
    platform = values.pop("platform", "mastodon")
    return Post(
        id=f"{platform}:{values.pop('external', number)}",
        platform=platform,
        text=text,
        published_at=at,
        author=Author(id=handle, handle=handle, name=values.pop("name", handle.title())),
        lang=values.pop("lang", "nl"),
        url=f"https://plek.example/{number}",
        engagement=Engagement(replies=1, likes=2),
        **values,
    )


def source(now, name="Plek"):
    made, _ = Source.objects.get_or_create(
        name=name, defaults={"connector": "file", "target": name, "created_at": now}
    )
    return made


def keep(posts, now, name="Plek"):
    keep_posts(posts=posts, source=source(now, name), at=now)


def several(n, now, text="De gemeente en het parkeren"):
    return [post(f"{text} {k}", now - dt.timedelta(minutes=k + 1)) for k in range(n)]
