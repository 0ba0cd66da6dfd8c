"""A million mentions: pages, counts, searches, the figures of the overview."""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from bench import posts
from bench.report import Line, is_crowded
from bench.timing import Took, pace, percentile, timed, total
from klankbord.core.match import parse_query
from klankbord.core.post import Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.plan import Plan
from klankbord.participate.archive.queries import (
    author_platform_matrix,
    mentions_shown,
    n_mentions,
    top_authors,
    top_hashtags,
    totals,
    volume_by_day,
)
from klankbord.participate.archive.rows import id_at
from klankbord.participate.archive.search import mention_ids_found, search_mentions
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span
from klankbord.participate.listening.models import Source

N_PAGES = 200
MILLION = 1_000_000
BATCH = 10_000
N_LIVE, SMALL = 10_000, 100
LONG = 8  # letters
WIDE, N_WIDE, N_COMMON = 0.12, 3, 60  # of all mentions; words taken, and looked at
MOST_WIDE = 100  # milliseconds
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
        *_wide_words(generator),
        *_figures(),
    ]


def _fill(generator: posts.Generator) -> list[Line]:
    """History comes in: what is older than a day is not looked up by its own id."""
    n, tenth = generator.n_posts, max(generator.n_posts // BATCH // 10, 1)
    took: list[Took] = []
    paces: list[float] = []
    early = Took(0, 0)
    for number, batch in enumerate(generator.batches(BATCH), 1):
        paces.append(pace())
        took.append(timed(_keeping(batch, posts.UNTIL + _LATER)))
        if number == tenth:
            early = _page_p50()
    whole, first, last = total(took), total(took[:tenth]), total(took[-tenth:])
    slower = sum(paces[-tenth:]) / sum(paces[:tenth])
    late = _page_p50()
    return [
        Line(
            f"{n:,} mentions kept, counted, indexed", n / whole.wall, "posts/s", cpu=n / whole.cpu
        ),
        Line(
            "… the last tenth against the first (K2)",
            first.wall / last.wall,
            "times",
            floor=0.8,
            cpu=first.cpu / last.cpu * slower,
            counts_cpu=True,
        ),
        Line(
            "page of 50, p50, against that at a tenth (K2)",
            late.wall / early.wall,
            "times",
            floor=2,
            is_ceiling=True,
            cpu=late.cpu / early.cpu,
            counts_cpu=True,
        ),
    ]


def _page_p50() -> Took:
    return percentile([timed(partial(page, at)) for at in starts()], 0.5)


def _live() -> list[Line]:
    """What comes in now comes in small deliveries, and is looked up among all that is kept."""
    later = posts.Generator(N_LIVE, seed=posts.SEED + 1)
    took = [timed(_keeping(renamed(batch), posts.UNTIL)) for batch in later.batches(SMALL)]
    whole = total(took)
    line = Line(
        f"{N_LIVE:,} more in deliveries of {SMALL}, each post looked up",
        N_LIVE / whole.wall,
        "posts/s",
        cpu=N_LIVE / whole.cpu,
    )
    p95 = percentile(took, 0.95)
    return [line, Line(f"one delivery of {SMALL}, p95", p95.wall, "ms", cpu=p95.cpu)]


def renamed(batch: list[Post]) -> list[Post]:
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
    places, (most, most_counted) = starts(), _ceilings()
    pages = [timed(partial(page, at)) for at in places]
    counted = [timed(partial(search_mentions, query=None, before=at)) for at in places]
    p50 = percentile(pages, 0.5)
    return [
        Line("page of 50, p50", p50.wall, "ms", cpu=p50.cpu),
        _at_most("page of 50, p95 (K3)", pages, most),
        _at_most("page and count, p95 (K3)", counted, most_counted),
    ]


def _ceilings() -> tuple[int, int]:
    """Milliseconds for a page, and for a page with its count: up to a million, and beyond."""
    return (20, 40) if n_mentions() < 2 * MILLION else (60, 200)


def _at_most(what: str, took: Sequence[Took], ceiling: float) -> Line:
    p95 = percentile(took, 0.95)
    return Line(
        what, p95.wall, "ms", ceiling, is_ceiling=True, cpu=p95.cpu, counts_cpu=is_crowded()
    )


def starts() -> list[int]:
    """Ids from all over the table."""
    ids = list(Mention.objects.order_by("pk").values_list("pk", flat=True))
    step = max(len(ids) // N_PAGES, 1)
    return ids[50::step][:N_PAGES]


def page(before: int) -> None:
    """Read one page without a query."""
    found = mention_ids_found(query=None, before=before, after=None, limit=50)
    mentions_shown(found.ids)


def _searches(generator: posts.Generator) -> list[Line]:
    _most, ceiling = _ceilings()
    return [
        _at_most(
            f"search with count: {what}, p95 (K3)",
            [timed(partial(search, text)) for text in texts],
            ceiling,
        )
        for what, texts in searches(generator).items()
    ]


def searches(generator: posts.Generator) -> dict[str, list[str]]:
    """Queries of every shape."""
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


def search(text: str) -> None:
    """Read one page of what is found, and count it."""
    search_mentions(query=parse_query(text))


def _wide_words(generator: posts.Generator) -> list[Line]:
    """Words that every eighth mention holds: a page with its count, and what a curve would ask."""
    found = {str(word): _counted(str(word), [Span()]) for word in generator.words[:N_COMMON]}
    enough = [word for word, n in found.items() if n > WIDE * n_mentions()]
    words = sorted(enough, key=found.__getitem__)[:N_WIDE]
    since = posts.UNTIL - dt.timedelta(days=posts.DAYS)
    ends = [id_at(since + dt.timedelta(days=step)) for step in range(posts.DAYS + 1)]
    days = [Span(first - 1, last) for first, last in itertools.pairwise(ends)]
    acts: dict[str, Callable[[str], object]] = {
        "a page and its count": search,
        "counted to the end": lambda word: _counted(word, [Span()]),
        f"counted on each of {posts.DAYS} days": lambda word: _counted(word, days),
    }
    return [
        _at_most(
            f"words in more than {WIDE:.0%}: {what}, p95 (K4)",
            [timed(partial(act, word)) for word in words for _ in range(7)],
            MOST_WIDE,
        )
        for what, act in acts.items()
    ]


def _counted(word: str, spans: Sequence[Span]) -> int:
    expression = Plan(parse_query(word), Span()).expression or ""
    return sum(store().count_found(expression, span, cap=None) for span in spans)


def _figures() -> list[Line]:
    until = posts.UNTIL.date()
    period = {"since": until - dt.timedelta(days=posts.DAYS), "until": until}
    parts: dict[str, Callable[[], object]] = {
        "volume by day": lambda: volume_by_day(**period),
        "platforms": lambda: totals(**period, by="platform"),
        "languages": lambda: totals(**period, by="language"),
        "top authors": lambda: top_authors(**period),
        "top hashtags": lambda: top_hashtags(**period),
        "who, where": lambda: author_platform_matrix(**period),
    }
    took = [{name: timed(part) for name, part in parts.items()} for _ in range(20)]
    ceiling = 150 if n_mentions() < 2 * MILLION else 400
    whole = [total(each.values()) for each in took]
    return [
        _at_most("dashboard: data of six charts over 90 days, p95 (K4)", whole, ceiling),
        *(_p95(f"… {name}", [each[name] for each in took]) for name in parts),
    ]


def _p95(what: str, took: Sequence[Took]) -> Line:
    p95 = percentile(took, 0.95)
    return Line(what, p95.wall, "ms", cpu=p95.cpu)
