"""Find mentions: the search index narrows down, the matcher itself has the last word."""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from klankbord.core.match import Query
from klankbord.core.match.check import matches
from klankbord.core.match.database import candidates
from klankbord.core.match.tree import And, Near, Node, Not, Or, Value, Within
from klankbord.core.match.wildcards import written_out
from klankbord.core.post import Post
from klankbord.core.text.fold import fold_value
from klankbord.core.text.tokens import key_token
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import (
    fold_handle,
    masked_handles,
    mentions_shown,
    n_mentions,
    numbered_posts,
)
from klankbord.participate.archive.rows import id_at
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span

COUNT_CAP = 10_000
_WIDE = 2_000  # letters of an expression: opening it costs more than walking it to the cap
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


@dataclass(frozen=True)
class _Plan:
    """How a query is answered: by the index, within a span, and checked or not.

    `hidden` are colleagues whom a query by author must not find: asking for a name would else say
    who is behind a mention that stands there without one.
    """

    query: Query | None
    expression: str | None
    span: Span
    is_exact: bool
    hidden: frozenset[tuple[str, str]] = frozenset()


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
    plan = _plan(query, Span(after, None))
    if before is None and plan.is_exact and plan.expression and len(plan.expression) > _WIDE:
        ids = store().found_ids(plan.expression, plan.span, limit=COUNT_CAP)
        found = _Ids(ids[:limit], ids[limit - 1] if len(ids) > limit else None)
        n_found, is_exact = len(ids), len(ids) < COUNT_CAP
    else:
        found = mention_ids_found(query=query, before=before, after=after, limit=limit)
        n_found, is_exact = count_found(query=query, after=after)
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
    for chunk, last in _chunks(_plan(query, Span(after, before)), limit + 1):
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
    plan = _plan(query, Span(after, before))
    return (chunk for chunk, _last in _chunks(plan, _LARGEST_CHUNK))


def count_found(*, query: Query | None, after: int | None = None) -> tuple[int, bool]:
    """How many mentions match, and whether that is exact; see `Page`."""
    plan = _plan(query, Span(after, None))
    if plan.expression is not None:
        n_found = store().count_found(plan.expression, plan.span, cap=COUNT_CAP)
    elif plan.span == Span():
        n_found = n_mentions()
        return (n_found, True) if query is None else (min(n_found, COUNT_CAP), False)
    else:
        n_found = _mentions_within(plan.span)[:COUNT_CAP].count()
    return n_found, plan.is_exact and n_found < COUNT_CAP


def _plan(query: Query | None, span: Span) -> _Plan:
    if query is None:
        return _Plan(None, None, span, is_exact=True)
    tree = written_out(query.tree, store().words_like)
    narrowed = candidates(replace(query, tree=tree))
    expression, is_exact = store().narrowing_of(narrowed)
    starts = [end for end in (span.after, _last_before(narrowed.since)) if end is not None]
    ends = [end for end in (span.before, _first_after(narrowed.until)) if end is not None]
    within = Span(max(starts, default=None), min(ends, default=None))
    hidden = masked_handles() if _asks_for_author(query.tree) else frozenset()
    if hidden and expression is not None:
        tokens = {key_token("author", fold_value(handle)) for _platform, handle in hidden}
        refused = store().any_of([store().key_expression(token) for token in sorted(tokens)])
        expression = store().without(expression, refused)
    return _Plan(query, expression, within, is_exact, hidden)


def _asks_for_author(node: Node) -> bool:
    match node:
        case And() | Or():
            return any(_asks_for_author(child) for child in node.children)
        case Not() | Within():
            return _asks_for_author(node.child)
        case Near():
            return _asks_for_author(node.left) or _asks_for_author(node.right)
        case Value():
            return node.field == "author"
        case _:
            return False


def _last_before(moment: dt.datetime | None) -> int | None:
    return None if moment is None else id_at(moment) - 1


def _first_after(moment: dt.datetime | None) -> int | None:
    """Ids know seconds: of a broken second the whole is taken."""
    if moment is None:
        return None
    return id_at(moment + dt.timedelta(seconds=1) if moment.microsecond else moment)


def _chunks(plan: _Plan, size: int) -> Iterator[tuple[list[int], int]]:
    """Ids that match, newest first, and the last id looked at; a chunk grows when it gave few."""
    span = plan.span
    while ids := _narrowed_ids(plan.expression, span, size):
        yield (ids if plan.is_exact else _checked(plan, ids)), ids[-1]
        if len(ids) < size:
            return
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


def _checked(plan: _Plan, ids: list[int]) -> list[int]:
    """Keep the ids that really match, in their order."""
    query = plan.query
    return [
        number
        for number, post in reversed(numbered_posts(ids))
        if (query is None or matches(query, post)) and not _is_hidden(post, plan.hidden)
    ]


def _is_hidden(post: Post, hidden: frozenset[tuple[str, str]]) -> bool:
    return (post.platform.casefold(), fold_handle(post.author.handle)) in hidden
