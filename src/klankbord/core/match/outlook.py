"""What a query will cost a stream, as far as can be said before a post is seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from klankbord.core.match.clauses import Clause, clauses_of
from klankbord.core.match.shares import share_of
from klankbord.core.match.tree import Number, Query, Since, Until

_BROAD: Final = 0.1
_LIGHT, _HEAVY = 0.05, 2.0
_LATE_QUESTIONS: Final = 20
_COUNTED: Final = (Number, Since, Until)


class Weight(StrEnum):
    """How dear a query is beside others."""

    LIGHT = "light"
    NORMAL = "normal"
    HEAVY = "heavy"


@dataclass(frozen=True, slots=True)
class Outlook:
    """`share` of all posts calls the query up; `questions` are asked of a post on average."""

    share: float
    questions: float

    @property
    def weight(self) -> Weight:
        """Light is filed under a rare word; heavy asks something of nearly every post."""
        if self.share >= 1 or self.questions >= _HEAVY:
            return Weight.HEAVY
        return Weight.LIGHT if self.questions < _LIGHT else Weight.NORMAL

    @property
    def is_broad(self) -> bool:
        """Whether no rare part is needed."""
        return self.share >= _BROAD


def outlook(query: Query, shares: Mapping[str, float] | None = None) -> Outlook:
    """The outlook of a query; `shares` are measured shares of posts that hold a word.

    NEAR, longer phrases and exact case count for twenty questions that are looked up.
    """
    measured = shares or {}
    clauses = clauses_of(query.tree, lambda node: share_of(node, measured))
    share = min((_called(clause, measured) for clause in clauses), default=1.0)
    asked = sum(_LATE_QUESTIONS if each.is_late else len(each.literals) for each in clauses)
    return Outlook(share, share * asked)


def _called(clause: Clause, measured: Mapping[str, float]) -> float:
    """The share of posts that a clause calls up: all, where it cannot be looked up."""
    literals = clause.literals
    if clause.is_late or any(
        each.is_refused or isinstance(each.node, _COUNTED) for each in literals
    ):
        return 1.0
    return min(1.0, sum(share_of(each.node, measured) for each in literals))
