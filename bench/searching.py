"""A million mentions: pages, counts, searches, the figures of the overview."""

import datetime as dt
import itertools
import time
from collections.abc import Callable

from bench import posts
from bench.report import Line, percentile
from klankbord.core.match import parse_query
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import (
    author_platform_matrix,
    mentions_shown,
    top_authors,
    top_hashtags,
    volume_by_day,
)
from klankbord.participate.archive.search import mention_ids_found, search_mentions
from klankbord.participate.listening.models import Source

N_PAGES = 200
BATCH = 10_000


def measure(n_mentions: int) -> list[Line]:
    """Fill the archive, then measure as one reader sees it."""
    generator = posts.Generator(n_mentions, seed=posts.SEED + 1)
    seconds, slowest = _fill(generator)
    return [
        Line(f"{n_mentions:,} mentions kept, counted, indexed", n_mentions / seconds, "posts/s"),
        Line("… the last tenth against the first", slowest, "times"),
        *_pages(),
        *_searches(generator),
        *_figures(),
    ]


def _fill(generator: posts.Generator) -> tuple[float, float]:
    source = Source.objects.create(
        connector="file", target="bench", name="Bench", created_at=posts.UNTIL
    )
    took: list[float] = []
    for batch in generator.batches(BATCH):
        start = time.perf_counter()
        keep_posts(posts=batch, source=source, at=posts.UNTIL)
        took.append(time.perf_counter() - start)
    tenth = max(len(took) // 10, 1)
    return sum(took), sum(took[:tenth]) / sum(took[-tenth:])


def _pages() -> list[Line]:
    """Pages from all over the table, each with a cold memory of its own."""
    starts = _starts()
    page = [_timed(lambda at=at: _page(at)) for at in starts]
    counted = [_timed(lambda at=at: search_mentions(query=None, before=at)) for at in starts]
    return [
        Line("page of 50, p50", percentile(page, 0.5), "ms"),
        Line("page of 50, p95", percentile(page, 0.95), "ms", floor=20, is_ceiling=True),
        Line("page and count, p95", percentile(counted, 0.95), "ms", floor=40, is_ceiling=True),
    ]


def _starts() -> list[int]:
    ids = list(Mention.objects.order_by("pk").values_list("pk", flat=True))
    step = max(len(ids) // N_PAGES, 1)
    return ids[50::step][:N_PAGES]


def _page(before: int) -> None:
    found = mention_ids_found(query=None, before=before, after=None, limit=50)
    mentions_shown(found.ids)


def _searches(generator: posts.Generator) -> list[Line]:
    return [
        Line(
            f"search with count: {what}, p95",
            percentile([_timed(lambda text=text: _search(text)) for text in texts], 0.95),
            "ms",
            floor=40,
            is_ceiling=True,
        )
        for what, texts in _texts(generator).items()
    ]


def _texts(generator: posts.Generator) -> dict[str, list[str]]:
    words = generator.words
    common = [str(word) for word in words[60:110]]
    rare = [str(word) for word in words[5_000:30_000:500]]
    pairs = list(itertools.pairwise(common))
    return {
        "common words": common,
        "rare words": rare,
        "common AND common": [f"{a} AND {b}" for a, b in pairs],
        "common AND rare": [f"{a} AND {b}" for a, b in zip(common, rare, strict=False)],
        "OR, NOT": [f"({a} OR {r}) NOT {b}" for (a, b), r in zip(pairs, rare, strict=False)],
        "phrases": [f'"{a} {b}"' for a, b in pairs],
        "beginnings": [f"{word[:5]}*" for word in rare],
        "NEAR (checked)": [f"{a} NEAR/5 {b}" for a, b in pairs],
        "fields": [f"platform:mastodon lang:nl {word}" for word in common],
        "fields alone": [
            "platform:reddit",
            "lang:en",
            "has:link",
            "is:reply",
            "lang:nl has:hashtag",
        ]
        * 10,
        "author": [f"author:mens{number}" for number in range(3, 2_000, 40)],
        "since": [f"{word} since:2026-02-01" for word in common],
    }


def _search(text: str) -> None:
    search_mentions(query=parse_query(text))


def _figures() -> list[Line]:
    until = posts.UNTIL.date()
    period = {"since": until - dt.timedelta(days=posts.DAYS), "until": until}
    parts: dict[str, Callable[[], object]] = {
        "volume by day": lambda: volume_by_day(**period),
        "top authors": lambda: top_authors(**period),
        "top hashtags": lambda: top_hashtags(**period),
        "who, where": lambda: author_platform_matrix(**period),
    }
    return [
        Line(
            f"{what} over {posts.DAYS} days, p95",
            percentile([_timed(part) for _ in range(20)], 0.95),
            "ms",
            floor=100,
            is_ceiling=True,
        )
        for what, part in parts.items()
    ]


def _timed(part: Callable[[], object]) -> float:
    start = time.perf_counter()
    part()
    return (time.perf_counter() - start) * 1000
