"""A house full of messages with payloads, and a writer of month files: for a test that kills."""

import datetime as dt
import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")

import klankbord.site  # noqa: F401, I001  # current SQLite, before Django loads
import django

django.setup()

import msgspec  # noqa: E402  # settings first

from klankbord.core.post import Author, Post  # noqa: E402  # settings first
from klankbord.participate.archive.actions import keep_posts  # noqa: E402  # settings first
from klankbord.participate.archive.filing import file_months  # noqa: E402  # settings first
from klankbord.participate.archive.models import Mention  # noqa: E402  # settings first
from klankbord.participate.archive.months import note_change  # noqa: E402  # settings first
from klankbord.participate.listening.models import Source  # noqa: E402  # settings first

BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def said(number: int) -> Post:
    text = f"Bericht {number} over de markt"
    return Post(
        id=f"mastodon:{number}",
        platform="mastodon",
        text=text,
        lang="nl",
        published_at=BEGAN + dt.timedelta(minutes=number * 9),
        author=Author(id=f"a{number % 50}", handle=f"user{number % 50}"),
        raw=msgspec.Raw(json.dumps({"number": number, "html": f"<p>{text}</p>"}).encode()),
    )


def fill() -> None:
    source = Source.objects.create(connector="file", target="a", name="A", created_at=BEGAN)
    keep_posts(posts=[said(number) for number in range(8_000)], source=source, at=BEGAN)


def write() -> None:
    """Write all files again and again; some messages bring their payload once more meanwhile."""
    source = Source.objects.get()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for turn in range(1, 10_000):
        again = [msgspec.structs.replace(said(n), url=f"https://a.example/{turn}") for n in (3, 7)]
        keep_posts(posts=again, source=source, at=BEGAN)
        note_change(ids=Mention.objects.values_list("pk", flat=True))
        list(file_months(at=BEGAN + dt.timedelta(days=2 * turn)))
        sys.stdout.write("written\n")
        sys.stdout.flush()


if __name__ == "__main__":
    {"fill": fill, "write": write}[sys.argv[1]]()
