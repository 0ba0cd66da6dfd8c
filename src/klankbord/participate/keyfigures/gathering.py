"""What people did with each other in some days, read from the archive as arrays.

A million mentions take some 60 MB: a few numbers each, never their texts together.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from klankbord.core.graph.links import Whole
from klankbord.core.graph.roles import Act, Acts, Marks
from klankbord.participate.archive.queries import fold_handle, mention_ids
from klankbord.participate.archive.rows import (
    AUTHORS,
    MENTIONS,
    decode_extra,
    id_at,
    key_of,
    whole_id,
)
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span
from klankbord.people.queries import accounts_masked, house_zone

_AT_ONCE: Final = 5_000
_COLUMNS: Final = (
    "id", "author_id", "platform", "external_id", "in_reply_to", "repost_of", "extra",
)  # fmt: skip
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class Gathered:
    """Acts between authors; `authors[i]` is person i, `mentions[j]` is where act j was done."""

    acts: Acts
    authors: Whole
    mentions: Whole


class _Pieces(NamedTuple):
    """Growing columns: of mentions, and of acts (towards a post or a handle, by its key)."""

    posts: list[Whole]
    acts: list[Whole]


def gather(
    *, since: dt.date, until: dt.date, after_batch: Callable[[], None] = lambda: None
) -> Gathered:
    """Read the mentions of these days; `after_batch` is called now and then.

    Colleagues who did not choose to be shown are left out altogether.
    """
    pieces = _Pieces([np.zeros((0, 4), np.int64)], [np.zeros((0, 4), np.int64)])
    for ids in mention_ids(batch_size=_AT_ONCE, span=_span(since, until)):
        rows = store().read_by_ids(MENTIONS, _COLUMNS, ids)
        pieces.posts.append(np.array([_post(row) for row in rows], np.int64).reshape(-1, 4))
        acts = [act for row in rows for act in _acts(row)]
        pieces.acts.append(np.array(acts, np.int64).reshape(-1, 4))
        after_batch()
    return _resolved(np.concatenate(pieces.posts), np.concatenate(pieces.acts))


def _span(since: dt.date, until: dt.date) -> Span:
    zone = house_zone()
    start = dt.datetime.combine(since, dt.time(), tzinfo=zone)
    end = dt.datetime.combine(until + _DAY, dt.time(), tzinfo=zone)
    return Span(id_at(start) - 1, id_at(end))


def _post(row: tuple[object, ...]) -> tuple[int, int, int, int]:
    """Key, author, mention, and whether it begins a conversation."""
    number, author, platform, external_id, answers, repeats, _extra = row
    key = key_of(f"{platform}:{external_id}")
    return key, int(str(author)), int(str(number)), not (answers or repeats)


def _acts(row: tuple[object, ...]) -> Iterator[tuple[int, int, int, int]]:
    """Actor, kind, key of the post or handle, mention."""
    number, author, platform, _external_id, answers, repeats, extra = row
    who, where = int(str(author)), int(str(number))
    if answers:
        yield who, Act.ANSWERED, key_of(whole_id(str(answers), str(platform))), where
    if repeats:
        yield who, Act.REPEATED, key_of(whole_id(str(repeats), str(platform))), where
    for handle in decode_extra(str(extra)).mentions:
        yield who, Act.NAMED, _handle_key(str(platform), handle), where


def _handle_key(platform: str, handle: str) -> int:
    return key_of(f"@{platform.casefold()}:{fold_handle(handle)}")


def _resolved(posts: Whole, acts: Whole) -> Gathered:
    """Turn keys into people; acts towards nobody who was heard, or oneself, are left out."""
    hidden = {_handle_key(platform, handle) for platform, handle in _masked()}
    authors = np.unique(posts[:, 1])
    handles, shown = _handles(authors, hidden)
    order = np.argsort(posts[:, 0], kind="stable")
    at_post = _places(posts[order, 0], acts[:, 2])
    at_handle = _places(handles[:, 0], acts[:, 2])
    is_named = acts[:, 1] == Act.NAMED
    found = np.where(is_named, at_handle, at_post) >= 0
    post = order[np.maximum(at_post, 0)] if len(order) else at_post
    author = np.where(is_named, _taken(handles[:, 1], at_handle), _taken(posts[:, 1], post))
    actors, targets = _places(authors, acts[:, 0]), _places(authors, author)
    kept = found & (actors != targets)
    kept[kept] = shown[actors[kept]] & shown[targets[kept]]
    return Gathered(
        acts=Acts(
            n=len(authors),
            actors=actors[kept],
            targets=targets[kept],
            kinds=acts[kept, 1],
            posts=np.where(is_named, -1, post)[kept],
            begins=_begins(posts, post, is_named)[kept],
        ),
        authors=authors,
        mentions=acts[kept, 3],
    )


def _begins(posts: Whole, post: Whole, is_named: Marks) -> Marks:
    begins: Marks = (_taken(posts[:, 3], post) == 1) & ~is_named
    return begins


def _masked() -> Iterator[tuple[str, str]]:
    yield from accounts_masked().values_list("platform", "handle")


def _handles(authors: Whole, hidden: set[int]) -> tuple[Whole, Marks]:
    """(key, author) sorted by key, and who may be seen at all, in the order of `authors`.

    Who has no handle wrote one post that names nobody: that is no figure.
    """
    pairs, shown = [], np.zeros(len(authors), bool)
    for start in range(0, len(authors), _AT_ONCE):
        some = authors[start : start + _AT_ONCE].tolist()
        for author, platform, handle in store().read_by_ids(
            AUTHORS, ("id", "platform", "handle"), some
        ):
            if not fold_handle(handle):
                continue
            key = _handle_key(platform, handle)
            pairs.append((key, author))
            shown[np.searchsorted(authors, author)] = key not in hidden
    made = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return made, shown


def _places(sorted_keys: Whole, wanted: Whole) -> Whole:
    """Where each key stands; -1: nowhere."""
    if not len(sorted_keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.where(sorted_keys[at] == wanted, at, -1)


def _taken(column: Whole, at: Whole) -> Whole:
    return column[np.maximum(at, 0)] if len(column) else np.full(len(at), -1)
