"""A file of posts, from the file to searchable mentions under a hundred topics."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from bench import posts
from bench.report import Line
from klankbord.core.match import parse_query
from klankbord.core.post import Batch, Post, encode_batch
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.archive.queries import n_mentions, unseen_arrivals
from klankbord.participate.archive.rows import drafts, kept_time, key_of
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.listening.importing import import_path, read_import
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import deliveries_to_keep
from klankbord.participate.topics.jobs import match_arrival
from klankbord.participate.topics.models import Match, MatchedArrival, Topic

SAMPLE = 3_000
N_TOPICS = 100
NOW = posts.UNTIL


def measure(n_posts: int) -> list[Line]:
    """Import, then the plain way of Django over the first posts of the same file."""
    generator = posts.Generator(n_posts)
    _make_topics(posts.queries(generator.words, N_TOPICS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.jsonl"
        sample = _write(path, generator)
        cpu = time.process_time()
        seconds = {name: _timed(part) for name, part in _parts(path).items()}
    total = sum(seconds.values())
    in_cpu = time.process_time() - cpu
    _check(n_posts)
    plain = SAMPLE / _timed(lambda: _plain_way(sample))
    rate = n_posts / total
    shown = [Line(f"… {name}", n_posts / each, "posts/s") for name, each in seconds.items()]
    return [
        Line(f"import of {n_posts:,} posts, end to end", rate, "posts/s", floor=5_000),
        Line("… per second of processor time", n_posts / in_cpu, "posts/s"),
        *shown,
        Line(f"`update_or_create` in a loop ({SAMPLE:,} posts)", plain, "posts/s"),
        Line("import against that loop", rate / plain, "times", floor=10),
        Line("matches found by 100 topics", Match.objects.count(), ""),
    ]


def _write(path: Path, generator: posts.Generator) -> list[Post]:
    sample: list[Post] = []
    with path.open("wb") as file:
        for batch in generator.batches():
            file.write(encode_batch(Batch(tuple(batch))))
            sample += batch[: SAMPLE - len(sample)]
    return sample


def _parts(path: Path) -> dict[str, Callable[[], None]]:
    return {
        "read and hand over": lambda: _read(path),
        "keep, count, index": _keep,
        "match 100 topics": _match,
    }


def _read(path: Path) -> None:
    file_import = import_path(path=path, at=NOW)
    read_import(file_import=file_import, now=NOW, on_page=lambda _at: None)


def _keep() -> None:
    for number in list(deliveries_to_keep().values_list("pk", flat=True)):
        keep_delivery(delivery_id=number, at=NOW)


def _match() -> None:
    while arrivals := unseen_arrivals(MatchedArrival.objects.values("arrival")):
        for arrival in arrivals:
            with transaction.atomic():
                match_arrival(arrival, at=NOW)


def _check(n_posts: int) -> None:
    """A quick import that loses something is no import."""
    found = search_mentions(query=parse_query("gemeente OR city")).n_found
    if n_mentions() != n_posts or Mention.objects.count() != n_posts or not found:
        message = f"{n_mentions()} mentions counted, {Mention.objects.count()} kept of {n_posts}"
        raise AssertionError(message)


def _make_topics(texts: list[str]) -> None:
    Topic.objects.bulk_create(
        Topic(
            name=f"Topic {number}",
            query=text,
            created_at=NOW,
            changed_at=NOW,
            matched_version=1,
        )
        for number, text in enumerate(texts, 1)
    )


def _plain_way(sample: list[Post]) -> None:
    """The loop that a first version of many programs has; without search and counts."""
    source = Source.objects.create(connector="file", target="x", name="Loop", created_at=NOW)
    for item in drafts(sample, source.name):
        post = item.post
        author, _ = Author.objects.update_or_create(
            platform=post.platform,
            external_id=post.author.id,
            id=key_of(f"loop:{post.platform}:{post.author.id}"),
            defaults={"handle": post.author.handle, "name": post.author.name},
        )
        Mention.objects.update_or_create(
            id=item.id + 1,
            defaults={
                "external_id": f"loop-{post.external_id}",
                "source": source,
                "author": author,
                "platform": post.platform,
                "language": post.lang,
                "text": post.text,
                "url": post.url,
                "published_at": kept_time(item),
                "content_hash": item.content_hash,
            },
        )


def _timed(part: Callable[[], None]) -> float:
    start = time.perf_counter()
    part()
    return time.perf_counter() - start
