"""A conversation around one mention: what came before, what answered it, what else was said."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from klankbord.participate.archive.rows import whole_id
from klankbord.participate.archive.threads import post_id_of
from klankbord.participate.topics.listing import Row

MAX_DEPTH = 6
"""Deeper answers stand at the same level: a phone has no room for more."""


@dataclass
class Branch:
    """One post, and the answers to it."""

    row: Row
    answers: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True)
class Conversation:
    """The posts above one mention, the answers below it, and the rest of its thread."""

    earlier: list[Row]
    later: list[Branch]
    n_later: int
    elsewhere: list[Row]


def arrange(rows: Sequence[Row], current: int) -> Conversation:
    """Arrange the rows of a thread, oldest first, around the mention with id `current`."""
    by_post = {post_id_of(row.mention): row for row in rows}
    above = {row.id: by_post.get(_answered(row)) for row in rows}
    here = next(row for row in rows if row.id == current)
    earlier = _climb(here, above)
    children: dict[int, list[Row]] = {}
    for row in rows:
        parent = above[row.id]
        if parent is not None and parent.id != row.id:
            children.setdefault(parent.id, []).append(row)
    seen = {current} | {row.id for row in earlier}
    later = _answers(here, children, seen, 1)
    n_later = sum(_size(branch) for branch in later)
    return Conversation(earlier, later, n_later, [row for row in rows if row.id not in seen])


def _answered(row: Row) -> str:
    answered = row.mention.in_reply_to
    return whole_id(answered, row.mention.platform) if answered else ""


def _climb(here: Row, above: dict[int, Row | None]) -> list[Row]:
    path, seen = [], {here.id}
    row = above[here.id]
    while row is not None and row.id not in seen:
        path.append(row)
        seen.add(row.id)
        row = above.get(row.id)
    return path[::-1]


def _answers(row: Row, children: dict[int, list[Row]], seen: set[int], depth: int) -> list[Branch]:
    branches: list[Branch] = []
    for child in children.get(row.id, []):
        if child.id in seen:
            continue
        seen.add(child.id)
        below = _answers(child, children, seen, depth + 1)
        if depth >= MAX_DEPTH:
            branches += [Branch(child), *below]
        else:
            branches.append(Branch(child, below))
    return branches


def _size(branch: Branch) -> int:
    return 1 + sum(_size(answer) for answer in branch.answers)
