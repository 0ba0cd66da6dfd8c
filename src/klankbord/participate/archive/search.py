"""Find mentions: the search index narrows down, the matcher itself has the last word."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from klankbord.core.match import Query
from klankbord.core.match.check import matches
from klankbord.core.post import Post
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.plan import Plan
from klankbord.participate.archive.queries import (
    fold_handle,
    known_facts,
    mentions_shown,
    n_mentions,
    numbered_posts,
)
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span
from klankbord.participate.archive.walk import sample, seen_expression, walk

COUNT_CAP = 10_000
_WIDE = 2_000  # letters of an expression: opening it costs more than walking it to the cap
_CHUNK = 200
_LARGEST_CHUNK = 2_000
_MAX_SECONDS = 2.0  # looked through with the matcher before a page goes out half full
_OPENED = 1_000  # words: counting more costs longer than somebody likes to wait
_ROUGH = 1_000  # mentions: from here on "more than" says enough


class Count(NamedTuple):
    """How many mentions match: exactly, at least (`is_least`), or else at most so many.

    At `COUNT_CAP` counting stops: what is not `is_least` there was not counted at all.
    """

    n: int
    is_exact: bool
    is_least: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of mentions, newest first.

    `next_before` is where the next page starts; None at the end. `count` is of the whole result,
    counted no further than `COUNT_CAP`.
    """

    mentions: list[Mention]
    next_before: int | None
    count: Count


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
    plan = Plan(query, Span(after, None))
    if before is None and _is_counted_along(plan):
        ids = store().found_ids(plan.expression or "", plan.span, limit=COUNT_CAP)
        found = _Ids(ids[:limit], ids[limit - 1] if len(ids) > limit else None)
        count = _capped(len(ids), is_exact=True)
    else:
        found = mention_ids_found(query=query, before=before, after=after, limit=limit)
        count = _count(plan)
    return Page(mentions=mentions_shown(found.ids), next_before=found.next_before, count=count)


def _is_counted_along(plan: Plan) -> bool:
    if plan.by_walking is not None or plan.expression is None:
        return False
    return plan.is_exact and len(plan.expression) > _WIDE


def mention_ids_found(
    *,
    query: Query | None,
    before: int | None,
    after: int | None,
    limit: int,
    seconds: float = _MAX_SECONDS,
) -> _Ids:
    """Ids of one page, newest first, and where the next one starts.

    After `seconds` of looking through rows that the index could not narrow, a page goes out short.
    """
    ids: list[int] = []
    give_up_at = time.monotonic() + seconds
    for chunk, last in _chunks(Plan(query, Span(after, before)), limit + 1):
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
    plan = Plan(query, Span(after, before))
    return (chunk for chunk, _last in _chunks(plan, _LARGEST_CHUNK))


def count_found(*, query: Query | None, after: int | None = None) -> Count:
    """How many mentions match."""
    return _count(Plan(query, Span(after, None)))


def _count(plan: Plan) -> Count:
    if known := _count_of_seen(plan):
        return known
    if plan.expression is not None:
        n_found = store().count_found(plan.expression, plan.span, cap=COUNT_CAP)
        return _capped(n_found, is_exact=plan.is_exact)
    if plan.span != Span():
        return _capped(_mentions_within(plan.span)[:COUNT_CAP].count(), is_exact=plan.is_exact)
    n_found = n_mentions()
    return Count(n_found, is_exact=True) if plan.query is None else _capped(n_found, is_exact=False)


def _capped(n_found: int, *, is_exact: bool) -> Count:
    is_full = n_found >= COUNT_CAP
    return Count(min(n_found, COUNT_CAP), is_exact and not is_full, is_exact and is_full)


def _count_of_seen(plan: Plan) -> Count | None:
    """Count what the words seen most find: if that is a lot, the other words need no list opened.

    None where it says too little. A sample that saw everything is the count itself.
    """
    found = sample(plan)
    if found is None:
        return None
    if found.last is None:
        return _capped(len(found.entries), is_exact=True)
    expression = seen_expression(plan, found)
    if expression is None:
        return None
    n_found = store().count_found(expression, plan.span, cap=COUNT_CAP)
    is_enough = n_found >= COUNT_CAP or (n_found >= _ROUGH and plan.n_words > _OPENED)
    return Count(n_found, is_exact=False, is_least=True) if is_enough else None


def _chunks(plan: Plan, size: int) -> Iterator[tuple[list[int], int | None]]:
    """Ids that match, newest first, and the last id looked at (None: all are)."""
    span = plan.span
    for ids, last, is_exact in walk(plan, size):
        yield (ids if is_exact else _checked(plan, ids)), last
        if last is None:
            return
        span = Span(span.after, last)
    while ids := _narrowed_ids(plan.expression, span, size):
        yield (ids if plan.is_exact else _checked(plan, ids)), ids[-1]
        if len(ids) < size:
            return
        # A chunk grows when it gave few.
        span, size = Span(span.after, ids[-1]), min(max(size * 2, _CHUNK), _LARGEST_CHUNK)


def _narrowed_ids(expression: str | None, span: Span, limit: int) -> list[int]:
    if expression is not None:
        return store().found_ids(expression, span, limit=limit)
    rows = _mentions_within(span).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _mentions_within(span: Span) -> QuerySet[Mention]:
    rows = Mention.objects.order_by()
    if span.after is not None:
        rows = rows.filter(pk__gt=span.after)
    if span.before is not None:
        rows = rows.filter(pk__lt=span.before)
    return rows


def _checked(plan: Plan, ids: list[int]) -> list[int]:
    """Keep the ids that really match, in their order."""
    query, numbered = plan.query, numbered_posts(ids)
    known = known_facts([number for number, _post in numbered], query)
    return [
        number
        for (number, post), facts in zip(reversed(numbered), reversed(known), strict=True)
        if (query is None or matches(query, post, facts)) and not _is_hidden(post, plan.hidden)
    ]


def _is_hidden(post: Post, hidden: frozenset[tuple[str, str]]) -> bool:
    return (post.platform.casefold(), fold_handle(post.author.handle)) in hidden
