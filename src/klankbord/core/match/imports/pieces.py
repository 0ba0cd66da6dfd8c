"""The grammar that all other spellings share: pieces in a row → tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from klankbord.core.match.codes import ErrorCode, QueryError
from klankbord.core.match.imports.changes import Change, ChangeCode
from klankbord.core.match.parser import DEEPEST
from klankbord.core.match.tree import (
    Exact,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Within,
    Word,
    is_deeper,
    join_all,
    join_any,
    negate,
    walk,
)


class Sort(Enum):
    """What a piece is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    ATOM = auto()
    TITLE = auto()
    """The words before it are looked for in titles."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a query; an ATOM without node stands for something that was left out."""

    sort: Sort
    position: int
    length: int = 1
    text: str = ""
    node: Node | None = None
    distance: int = 0
    is_ordered: bool = False


class Report:
    """Collects changes."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def add(self, code: ChangeCode, position: int, length: int, **values: Any) -> None:
        """Note a change, once for each place."""
        change = Change(code=code, position=position, length=length, values=values)
        if change not in self.changes[-8:]:
            self.changes.append(change)


def build_tree(
    pieces: Sequence[Piece], report: Report, end: int, *, is_left_to_right: bool = False
) -> Node | None:
    """The tree of the pieces; None where everything was left out. Raises `QueryError`."""
    builder = _Builder(pieces, report, end, is_left_to_right=is_left_to_right)
    return builder.whole()


class _Builder:
    """Descent over OR, AND, NEAR, NOT; a side that was left out leaves the other alone."""

    def __init__(
        self, pieces: Sequence[Piece], report: Report, end: int, *, is_left_to_right: bool
    ) -> None:
        self._pieces = pieces
        self._report = report
        self._end = end
        self._at = 0
        self._depth = 0
        self._is_left_to_right = is_left_to_right

    def whole(self) -> Node | None:
        node = self._level()
        if (piece := self._peek()) is not None:
            code = (
                ErrorCode.BRACKET_NOT_OPENED
                if piece.sort is Sort.CLOSE
                else ErrorCode.OPERATOR_NEEDS_LEFT
            )
            raise QueryError(code, piece.position, piece.length, operator=piece.text)
        return node

    def _peek(self) -> Piece | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _is_next(self, *sorts: Sort) -> bool:
        piece = self._peek()
        return piece is not None and piece.sort in sorts

    def _take(self) -> Piece:
        piece = self._pieces[self._at]
        self._at += 1
        return piece

    def _level(self) -> Node | None:
        return self._in_turn() if self._is_left_to_right else self._any()

    def _in_turn(self) -> Node | None:
        """AND and OR as they come, as PubMed reads them."""
        node = self._near()
        while self._is_next(Sort.AND, Sort.OR, Sort.NOT, Sort.OPEN, Sort.ATOM):
            is_or = self._is_next(Sort.OR)
            if self._is_next(Sort.AND, Sort.OR):
                self._operator()
            right = self._near()
            node = _join([node, right], is_or=is_or)
        return node

    def _any(self) -> Node | None:
        branches = [self._all()]
        while self._is_next(Sort.OR):
            self._operator()
            branches.append(self._all())
        return _join(branches, is_or=True)

    def _all(self) -> Node | None:
        parts = [self._near()]
        while self._is_next(Sort.AND, Sort.NOT, Sort.OPEN, Sort.ATOM):
            if self._is_next(Sort.AND):
                self._operator()
            parts.append(self._near())
        return _join(parts, is_or=False)

    def _operator(self) -> Piece:
        operator = self._take()
        if not self._is_next(Sort.NOT, Sort.OPEN, Sort.ATOM):
            raise QueryError(
                ErrorCode.OPERATOR_NEEDS_RIGHT,
                operator.position,
                operator.length,
                operator=operator.text,
            )
        return operator

    def _near(self) -> Node | None:
        left = self._not()
        while self._is_next(Sort.NEAR):
            operator = self._operator()
            right = self._not()
            if left is None or right is None:
                left = left or right
            elif _has_places(left) and _has_places(right):
                left = Near(left, right, operator.distance, operator.is_ordered)
                if is_deeper(left, DEEPEST):
                    raise QueryError(
                        ErrorCode.TOO_DEEP, operator.position, operator.length, most=DEEPEST
                    )
            else:
                self._report.add(
                    ChangeCode.NEAR_WIDENED,
                    operator.position,
                    operator.length,
                    operator=operator.text,
                )
                left = join_all([left, right])
        return left

    def _not(self) -> Node | None:
        times = 0
        while self._is_next(Sort.NOT):
            self._operator()
            times += 1
        node = self._one()
        return negate(node) if node is not None and times % 2 else node

    def _one(self) -> Node | None:
        piece = self._peek()
        if piece is None:
            raise QueryError(ErrorCode.EMPTY, 0, max(1, self._end))
        self._take()
        if piece.sort is Sort.OPEN:
            node = self._group(piece)
        elif piece.sort is Sort.ATOM:
            node = piece.node
        elif piece.sort is Sort.CLOSE:
            raise QueryError(ErrorCode.BRACKET_NOT_OPENED, piece.position)
        else:
            raise QueryError(
                ErrorCode.OPERATOR_NEEDS_LEFT, piece.position, piece.length, operator=piece.text
            )
        while self._is_next(Sort.TITLE):
            self._take()
            node = _in_title(node)
        return node

    def _group(self, opening: Piece) -> Node | None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError(ErrorCode.TOO_DEEP, opening.position, most=DEEPEST)
        if self._is_next(Sort.CLOSE):
            raise QueryError(ErrorCode.GROUP_EMPTY, opening.position, 2)
        if self._peek() is None:
            raise QueryError(ErrorCode.BRACKET_NOT_CLOSED, opening.position)
        node = self._level()
        if not self._is_next(Sort.CLOSE):
            raise QueryError(ErrorCode.BRACKET_NOT_CLOSED, opening.position)
        self._take()
        self._depth -= 1
        return node


def _join(nodes: list[Node | None], *, is_or: bool) -> Node | None:
    known = [node for node in nodes if node is not None]
    if not known:
        return None
    return join_any(known) if is_or else join_all(known)


def _has_places(node: Node) -> bool:
    if isinstance(node, Or):
        return all(_has_places(child) for child in node.children)
    return isinstance(node, Word | Exact | Phrase | Near)


def _in_title(node: Node | None) -> Node | None:
    """Words in a title; a part that has a field already keeps it."""
    if node is None or isinstance(node, Not):
        return node
    if all(isinstance(each, _WORDS) for each in walk(node)):
        return Within("title", node)
    return node


_WORDS = (Word, Exact, Phrase, Near, Or)
