"""A million mentions: pages, counts, searches, the figures of the overview."""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from bench import posts
from bench.report import Line
from bench.timing import Took, percentile, timed, total
from klankbord.core.match import parse_query
from klankbord.core.post import Post
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
N_LIVE, SMALL = 10_000, 100
LONG = 8  # letters
_LATER = dt.timedelta(days=2)
_STEP = dt.timedelta(seconds=7)


def measure(n_mentions: int) -> list[Line]:
    """Fill the archive, then measure as one reader sees it."""
    generator = posts.Generator(n_mentions, seed=posts.SEED + 1)
    return [
        *_fill(generator),
        *_live(),
        *_pages(),
        *_searches(generator),
        *_figures(),
    ]


def _fill(generator: posts.Generator) -> list[Line]:
    """History comes in: what is older than a day is not looked up by its own id."""
    took = [timed(_keeping(batch, posts.UNTIL + _LATER)) for batch in generator.batches(BATCH)]
    tenth = max(len(took) // 10, 1)
    whole, first, last = total(took), total(took[:tenth]), total(took[-tenth:])
    n = generator.n_posts
    return [
        Line(
            f"{n:,} mentions kept, counted, indexed", n / whole.wall, "posts/s", cpu=n / whole.cpu
        ),
        Line(
            "… the last tenth against the first",
            first.wall / last.wall,
            "times",
            floor=0.8,
            cpu=first.cpu / last.cpu,
            counts_cpu=True,
        ),
    ]


def _live() -> list[Line]:
    """What comes in now comes in small deliveries, and is looked up among all that is kept."""
    later = posts.Generator(N_LIVE, seed=posts.SEED + 1)
    took = [timed(_keeping(_renamed(batch), posts.UNTIL)) for batch in later.batches(SMALL)]
    whole = total(took)
    line = Line(
        f"{N_LIVE:,} more in deliveries of {SMALL}, each post looked up",
        N_LIVE / whole.wall,
        "posts/s",
        cpu=N_LIVE / whole.cpu,
    )
    p95 = percentile(took, 0.95)
    return [line, Line(f"one delivery of {SMALL}, p95", p95.wall, "ms", cpu=p95.cpu)]


def _renamed(batch: list[Post]) -> list[Post]:
    """Other posts, of the last hours."""
    since = posts.UNTIL - dt.timedelta(hours=12)
    return [
        msgspec.structs.replace(post, id=f"{post.id}-live", published_at=since + offset * _STEP)
        for offset, post in enumerate(batch)
    ]


def _keeping(batch: list[Post], at: dt.datetime) -> Callable[[], object]:
    source, _ = Source.objects.get_or_create(
        connector="file",
        target="bench",
        defaults={"name": "Bench", "created_at": posts.UNTIL},
    )
    return lambda: keep_posts(posts=batch, source=source, at=at)


def _pages() -> list[Line]:
    """Pages from all over the table, each with a cold memory of its own."""
    starts = _starts()
    page = [timed(partial(_page, at)) for at in starts]
    counted = [timed(partial(search_mentions, query=None, before=at)) for at in starts]
    p50 = percentile(page, 0.5)
    return [
        Line("page of 50, p50", p50.wall, "ms", cpu=p50.cpu),
        _at_most("page of 50, p95", page, 20),
        _at_most("page and count, p95", counted, 40),
    ]


def _at_most(what: str, took: Sequence[Took], ceiling: float) -> Line:
    p95 = percentile(took, 0.95)
    return Line(what, p95.wall, "ms", ceiling, is_ceiling=True, cpu=p95.cpu)


def _starts() -> list[int]:
    ids = list(Mention.objects.order_by("pk").values_list("pk", flat=True))
    step = max(len(ids) // N_PAGES, 1)
    return ids[50::step][:N_PAGES]


def _page(before: int) -> None:
    found = mention_ids_found(query=None, before=before, after=None, limit=50)
    mentions_shown(found.ids)


def _searches(generator: posts.Generator) -> list[Line]:
    return [
        _at_most(
            f"search with count: {what}, p95", [timed(partial(_search, text)) for text in texts], 40
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
        "beginnings of five letters": [f"{word[:5]}*" for word in rare],
        "letters in the middle": [f"*{word[2:8]}*" for word in rare if len(word) > LONG],
        "NEAR": [f"{a} NEAR/5 {b}" for a, b in pairs],
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
        _at_most(f"{what} over {posts.DAYS} days, p95", [timed(part) for _ in range(20)], 100)
        for what, part in parts.items()
    ]
