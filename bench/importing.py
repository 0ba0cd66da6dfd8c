"""A file of posts, from the file to searchable mentions under a hundred topics."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from bench import posts
from bench.report import Line, is_crowded
from bench.timing import Took, timed, total
from klankbord.core.match import parse_query
from klankbord.core.post import Batch, Post, encode_batch
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.archive.queries import n_mentions
from klankbord.participate.archive.rows import (
    AUTHOR_COLUMNS,
    MENTION_COLUMNS,
    Draft,
    drafts,
    kept_time,
    key_of,
)
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.listening.importing import import_path, read_import
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import deliveries_to_keep
from klankbord.participate.stories.actions import file_arrival
from klankbord.participate.stories.queries import arrivals_to_file
from klankbord.participate.topics.jobs import match_arrival
from klankbord.participate.topics.models import Match, Topic
from klankbord.participate.topics.queries import unmatched_arrivals

SAMPLE, SAMPLE_OF_LOOP = 20_000, 3_000
_KEEP = "keep, count, index"
_BATCH = 5_000
N_TOPICS = 100
NOW = posts.UNTIL


def measure(n_posts: int) -> list[Line]:
    """Import, then the plain way of Django over the first posts of the same file."""
    generator = posts.Generator(n_posts)
    make_topics(posts.queries(generator.words, N_TOPICS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.jsonl"
        sample = _write(path, generator)
        parts = {name: timed(part) for name, part in _parts(path).items()}
    _check(n_posts)
    whole, keep = _rate(n_posts, total(parts.values())), _rate(n_posts, parts[_KEEP])
    loop = _rate(SAMPLE_OF_LOOP, timed(lambda: _loop(sample[:SAMPLE_OF_LOOP])))
    batches = _rate(len(sample), timed(lambda: _batches(sample)))
    return [
        _pace(f"import of {n_posts:,} posts, end to end", whole, floor=5_000),
        *(_pace(f"… {name}", _rate(n_posts, took)) for name, took in parts.items()),
        _pace(f"`update_or_create` in a loop ({SAMPLE_OF_LOOP:,} posts)", loop),
        _pace(f"`bulk_create` as upsert, without search and counts ({len(sample):,})", batches),
        _against("import against that loop", whole, loop, floor=10),
        _against("keeping against that loop (K1)", keep, loop, floor=10),
        _against(
            "keeping, with search and counts, against `bulk_create` (K1)", keep, batches, floor=1.2
        ),
        Line("matches found by 100 topics", Match.objects.count(), ""),
    ]


def _rate(n_posts: int, took: Took) -> Took:
    return Took(n_posts / took.wall, n_posts / took.cpu)


def _pace(what: str, rate: Took, floor: float | None = None) -> Line:
    return Line(what, rate.wall, "posts/s", floor, cpu=rate.cpu, counts_cpu=is_crowded())


def _against(what: str, ours: Took, theirs: Took, floor: float) -> Line:
    """Compare processor time: other work on the machine does not count in it."""
    wall, cpu = ours.wall / theirs.wall, ours.cpu / theirs.cpu
    return Line(what, wall, "times", floor, cpu=cpu, counts_cpu=True)


def _write(path: Path, generator: posts.Generator) -> list[Post]:
    sample: list[Post] = []
    with path.open("wb") as file:
        for batch in generator.batches():
            file.write(encode_batch(Batch(tuple(batch))))
            sample += batch[: max(SAMPLE - len(sample), 0)]
    return sample


def _parts(path: Path) -> dict[str, Callable[[], None]]:
    return {
        "read and hand over": lambda: _read(path),
        _KEEP: _keep,
        "find copies": file_all,
        "match 100 topics": match_all,
    }


def _read(path: Path) -> None:
    file_import = import_path(path=path, at=NOW)
    read_import(file_import=file_import, now=NOW, on_page=lambda _at: None)


def _keep() -> None:
    for number in list(deliveries_to_keep().values_list("pk", flat=True)):
        keep_delivery(delivery_id=number, at=NOW)


def file_all() -> None:
    """Compare what came in with what is there."""
    while arrivals := list(arrivals_to_file()[:100]):
        for arrival in arrivals:
            file_arrival(arrival=arrival, at=NOW)


def match_all() -> None:
    """Match what came in with every topic."""
    while arrivals := list(unmatched_arrivals()[:100]):
        for arrival in arrivals:
            with transaction.atomic():
                match_arrival(arrival, at=NOW)


def _check(n_posts: int) -> None:
    """A quick import that loses something is no import."""
    found = search_mentions(query=parse_query("gemeente OR city")).count.n
    if n_mentions() != n_posts or Mention.objects.count() != n_posts or not found:
        message = f"{n_mentions()} mentions counted, {Mention.objects.count()} kept of {n_posts}"
        raise AssertionError(message)


def make_topics(texts: list[str]) -> None:
    """Follow each of these queries."""
    Topic.objects.bulk_create(
        Topic(
            name=f"Topic {number}",
            query=text,
            created_at=NOW,
            changed_at=NOW,
        )
        for number, text in enumerate(texts, 1)
    )


def _loop(sample: list[Post]) -> None:
    """The loop that a first version of many programs has; without search and counts."""
    source = Source.objects.create(connector="file", target="x", name="Loop", created_at=NOW)
    for item in drafts(sample, source.name):
        post = item.post
        author, _ = Author.objects.update_or_create(
            id=key_of(f"loop:{post.platform}:{post.author.id}"), defaults=_author_values(post)
        )
        Mention.objects.update_or_create(
            id=item.id + 1, defaults={"author": author, "source": source, **_values(item)}
        )


def _batches(sample: list[Post]) -> None:
    """The quickest plain way: whole batches by the ORM; without search, counts and arrivals."""
    source = Source.objects.create(connector="file", target="y", name="Batch", created_at=NOW)
    for start in range(0, len(sample), _BATCH):
        items = drafts(sample[start : start + _BATCH], source.name)
        authors = {
            key: Author(id=key, **_author_values(item.post))
            for item in items
            if (key := key_of(f"batch:{item.post.platform}:{item.post.author.id}"))
        }
        rows = [
            Mention(
                id=item.id + 2,
                author_id=key_of(f"batch:{item.post.platform}:{item.post.author.id}"),
                source=source,
                **_values(item),
            )
            for item in items
        ]
        with transaction.atomic():
            Author.objects.bulk_create(
                authors.values(),
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=AUTHOR_COLUMNS[1:],
            )
            Mention.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=MENTION_COLUMNS[1:],
            )


def _author_values(post: Post) -> dict[str, Any]:
    author = post.author
    return {
        "platform": post.platform,
        "external_id": author.id,
        "handle": author.handle,
        "name": author.name,
        "url": author.url,
        "followers": author.followers,
        "is_bot": author.is_bot,
    }


def _values(item: Draft) -> dict[str, Any]:
    """Fill every column that our own way fills."""
    post = item.post
    return {
        "external_id": post.external_id,
        "platform": post.platform,
        "language": post.lang,
        "title": post.title,
        "text": post.text,
        "url": post.url,
        "thread": post.thread,
        "in_reply_to": post.in_reply_to,
        "repost_of": post.repost_of,
        "published_at": kept_time(item),
        "n_replies": post.engagement.replies,
        "n_reposts": post.engagement.reposts,
        "n_likes": post.engagement.likes,
        "extra": json.loads(item.extra),
        "content_hash": item.content_hash,
    }
