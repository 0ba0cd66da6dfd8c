"""Which posts an edition proposes, and why: a pure function, so the same posts give the same."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HALF_LIFE = dt.timedelta(days=7)
MOST_ITEMS = 8


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A post that every recipient may read; `n_people` are others who reacted or commented."""

    post: int
    author: int
    written_at: dt.datetime
    n_people: int


@dataclass(frozen=True)
class Reason:
    """One ground for a choice: `people` moved, written `days` before, best of `own-posts`."""

    code: str
    value: int


@dataclass(frozen=True)
class Choice:
    """A proposed post with its score and the reasons in full."""

    post: int
    score: float
    reasons: Sequence[Reason]


def propose_edition(
    candidates: Iterable[Candidate],
    *,
    at: dt.datetime,
    most: int = MOST_ITEMS,
    half_life: dt.timedelta = HALF_LIFE,
) -> list[Choice]:
    """Choose the posts that moved most people most recently, one of each author.

    The score is log2(2 + people) x 0.5^(age / half-life); equal scores go newest first.
    """
    ranked = sorted(candidates, key=lambda each: _rank(each, at, half_life))
    n_own = Counter(each.author for each in ranked)
    chosen: dict[int, Choice] = {}
    for each in ranked:
        if len(chosen) == most:
            break
        if each.author not in chosen:
            score = _score(each, at, half_life)
            chosen[each.author] = Choice(each.post, score, _reasons(each, at, n_own[each.author]))
    return list(chosen.values())


def _rank(each: Candidate, at: dt.datetime, half_life: dt.timedelta) -> tuple[float, float, int]:
    return -_score(each, at, half_life), -each.written_at.timestamp(), -each.post


def _score(each: Candidate, at: dt.datetime, half_life: dt.timedelta) -> float:
    return math.log2(2 + each.n_people) * math.exp2(-(_age(each, at) / half_life))


def _age(each: Candidate, at: dt.datetime) -> dt.timedelta:
    return max(at - each.written_at, dt.timedelta(0))


def _reasons(each: Candidate, at: dt.datetime, n_own: int) -> list[Reason]:
    reasons = [Reason("people", each.n_people), Reason("days", _age(each, at).days)]
    return [*reasons, Reason("own-posts", n_own)] if n_own > 1 else reasons
