"""Find mentions: the search index narrows down, the matcher itself has the last word."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from klankbord.core.match import Query
from klankbord.core.match.check import matches
from klankbord.core.match.database import candidates
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mentions_shown, n_mentions, numbered_posts
from klankbord.participate.archive.store import store

COUNT_CAP = 10_000
_CHUNK = 200
_LARGEST_CHUNK = 2_000
_MAX_SECONDS = 2.0  # looked through with the matcher before a page goes out half full


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of mentions, newest first.

    `next_before` is where the next page starts; None at the end. `n_found` counts the whole
    result: exact when `is_exact_count`, else "more than" at `COUNT_CAP` and "at most" below it.
    """

    mentions: list[Mention]
    next_before: int | None
    n_found: int
    is_exact_count: bool


@dataclass(frozen=True)
class _Ids:
    ids: list[int]
    next_before: int | None


def search_mentions(
    *,
    query: Query | None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> Page:
    """Mentions that match, newest first; `before` and `after` are mention ids, both exclusive.

    Without a query: everything. The count does not look at `before`: it is that of all pages.
    """
    found = mention_ids_found(query=query, before=before, after=after, limit=limit)
    n_found, is_exact = count_found(query=query)
    return Page(
        mentions=mentions_shown(found.ids),
        next_before=found.next_before,
        n_found=n_found,
        is_exact_count=is_exact,
    )


def mention_ids_found(
    *, query: Query | None, before: int | None, after: int | None, limit: int
) -> _Ids:
    """Ids of one page, newest first, and where the next one starts."""
    ids: list[int] = []
    give_up_at = time.monotonic() + _MAX_SECONDS
    for chunk, last in _chunks(query, before, after, limit + 1):
        ids.extend(chunk)
        if len(ids) > limit:
            return _Ids(ids[:limit], ids[limit - 1])
        if time.monotonic() > give_up_at:
            return _Ids(ids, last)
    return _Ids(ids, None)


def all_ids_found(
    *, query: Query, before: int | None = None, after: int | None = None
) -> Iterator[list[int]]:
    """Every id that matches, newest first, in chunks: to match a topic with the past."""
    return (chunk for chunk, _last in _chunks(query, before, after, _LARGEST_CHUNK))


def count_found(*, query: Query | None) -> tuple[int, bool]:
    """How many mentions match, and whether that is exact; see `Page`."""
    if query is None:
        return n_mentions(), True
    narrowed = candidates(query)
    expression = store().expression_of(narrowed)
    if expression is None:
        return min(n_mentions(), COUNT_CAP), False
    n_found = store().count_found(expression, cap=COUNT_CAP)
    return n_found, narrowed.is_exact and n_found < COUNT_CAP


def _chunks(
    query: Query | None, before: int | None, after: int | None, size: int
) -> Iterator[tuple[list[int], int]]:
    """Ids that match, newest first, and the last id looked at; chunks grow while little is found."""
    narrowed = None if query is None else candidates(query)
    expression = None if narrowed is None else store().expression_of(narrowed)
    is_sure = narrowed is None or (narrowed.is_exact and expression is not None)
    while ids := _narrowed_ids(expression, before, after, size):
        yield (ids if query is None or is_sure else _checked(query, ids)), ids[-1]
        if len(ids) < size:
            return
        before, size = ids[-1], min(max(size * 2, _CHUNK), _LARGEST_CHUNK)


def _narrowed_ids(
    expression: str | None, before: int | None, after: int | None, limit: int
) -> list[int]:
    if expression is not None:
        return store().found_ids(expression, before=before, after=after, limit=limit)
    rows = Mention.objects.order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.values_list("pk", flat=True)[:limit])


def _checked(query: Query, ids: list[int]) -> list[int]:
    """Keep the ids that really match, in their order."""
    return [number for number, post in reversed(numbered_posts(ids)) if matches(query, post)]
