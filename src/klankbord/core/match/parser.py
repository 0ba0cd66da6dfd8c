"""Tokens → tree, by descent over four levels: OR, AND, NEAR, NOT."""

import datetime as dt
import re
from collections.abc import Collection
from typing import Final

from klankbord.core.match.codes import ErrorCode, QueryError, QueryWarning, WarningCode
from klankbord.core.match.lexer import Kind, Token, cut_tokens
from klankbord.core.match.printer import print_query
from klankbord.core.match.terms import exact_node, phrase_node, word_node
from klankbord.core.match.tree import (
    Exact,
    Near,
    Node,
    Or,
    Phrase,
    Query,
    Within,
    Word,
    is_deeper,
    is_positive,
    join_all,
    join_any,
    negate,
)
from klankbord.core.match.values import (
    DATE_FIELDS,
    NUMBER_FIELDS,
    TEXT_FIELDS,
    field_named,
    field_node,
)
from klankbord.core.text.entities import WIDE_HASH

LONGEST: Final = 50_000
DEEPEST: Final = 60
MOST_TERMS: Final = 5_000
MOST_NEARS: Final = 200
_SMALL_OPERATORS: Final = frozenset({"and", "or", "not", "niet"})
_STARTS: Final = frozenset({Kind.OPEN, Kind.NOT, Kind.PHRASE, Kind.EXACT, Kind.WORD, Kind.FIELD})
_JOINERS: Final = frozenset({Kind.AND, Kind.OR, Kind.NEAR})
_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)


def parse_query(text: str, *, zone: dt.tzinfo = dt.UTC, without: Collection[str] = ()) -> Query:
    """Read a query; `zone` is the time zone of dates in it. Raises `QueryError`.

    `without` names fields that may not be asked, because the query is stored.
    Time and memory grow with the length of the text; depth and size are limited.
    """
    if len(text) > LONGEST:
        raise QueryError(ErrorCode.TOO_LONG, LONGEST, 1, size=len(text), most=LONGEST)
    reader = _Reader(text, zone, without)
    tree = reader.whole()
    return Query(tree, text, tuple(reader.warnings))


class _Reader:
    """Walks the tokens once; `_field` is the field whose brackets are open."""

    def __init__(self, text: str, zone: dt.tzinfo, without: Collection[str]) -> None:
        self.warnings: list[QueryWarning] = []
        self._zone = zone
        self._without = without
        self._tokens = [token for token in cut_tokens(text) if self._says_something(token)]
        self._at = 0
        self._depth = 0
        self._terms = 0
        self._nears = 0
        self._field = ""

    def whole(self) -> Node:
        if self._is_at(Kind.END):
            raise QueryError(ErrorCode.EMPTY, 0, max(1, self._token.position))
        tree = self._any()
        if not self._is_at(Kind.END):
            raise QueryError(ErrorCode.BRACKET_NOT_OPENED, self._token.position)
        if not is_positive(tree):
            raise QueryError(ErrorCode.ONLY_NEGATIVE, 0, max(1, self._token.position))
        return tree

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _is_at(self, kind: Kind) -> bool:
        return self._tokens[self._at].kind is kind

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _warn(self, code: WarningCode, position: int, length: int, **values: str) -> None:
        self.warnings.append(
            QueryWarning(code=code, position=position, length=length, values=values)
        )

    def _says_something(self, token: Token) -> bool:
        """Signs without letters are left out, with a remark."""
        if token.kind is not Kind.WORD or word_node(token) is not None:
            return True
        self._warn(WarningCode.SIGN_LEFT_OUT, token.position, token.length, sign=token.text)
        return False

    def _any(self) -> Node:
        start = self._token
        branches = [self._all()]
        while self._is_at(Kind.OR):
            operator = self._take()
            self._need_operand(operator)
            branches.append(self._all())
        tree = join_any([branch for branch, _ in branches])
        if len(branches) > 1 and any(is_mixed for _, is_mixed in branches):
            end = self._tokens[self._at - 1]
            self._warn(
                WarningCode.MIXED_AND_OR,
                start.position,
                end.position + end.length - start.position,
                reading=print_query(tree),
            )
        return tree

    def _all(self) -> tuple[Node, bool]:
        """The AND level, and whether it joined anything without brackets."""
        parts = [self._near()]
        while True:
            if self._is_at(Kind.AND):
                self._need_operand(self._take())
            elif self._token.kind not in _STARTS:
                break
            parts.append(self._near())
        return join_all(parts), len(parts) > 1

    def _near(self) -> Node:
        start = self._token
        left = self._not()
        while self._is_at(Kind.NEAR):
            operator = self._take()
            self._need_operand(operator)
            right_start = self._token
            right = self._not()
            _need_words(left, start)
            _need_words(right, right_start)
            left = Near(left, right, operator.number, operator.is_ordered)
            self._nears += 1
            if self._nears > MOST_NEARS:
                raise QueryError(
                    ErrorCode.TOO_MANY_TERMS, operator.position, operator.length, most=MOST_NEARS
                )
            if is_deeper(left, DEEPEST):
                raise QueryError(
                    ErrorCode.TOO_DEEP, operator.position, operator.length, most=DEEPEST
                )
        return left

    def _not(self) -> Node:
        times = 0
        while self._is_at(Kind.NOT):
            self._need_operand(self._take())
            times += 1
        node = self._one()
        return negate(node) if times % 2 else node

    def _need_operand(self, operator: Token) -> None:
        if self._token.kind not in _STARTS:
            raise QueryError(
                ErrorCode.OPERATOR_NEEDS_RIGHT,
                operator.position,
                operator.length,
                operator=operator.text,
            )

    def _one(self) -> Node:
        token = self._take()
        if token.kind is Kind.OPEN:
            return self._group(token)
        if token.kind is Kind.FIELD:
            return self._in_field(token)
        if token.kind in _JOINERS:
            raise QueryError(
                ErrorCode.OPERATOR_NEEDS_LEFT, token.position, token.length, operator=token.text
            )
        if token.kind is Kind.CLOSE:
            raise QueryError(ErrorCode.BRACKET_NOT_OPENED, token.position)
        return self._term(token)

    def _group(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError(ErrorCode.TOO_DEEP, opening.position, most=DEEPEST)
        if self._is_at(Kind.CLOSE):
            length = self._token.position + 1 - opening.position
            raise QueryError(ErrorCode.GROUP_EMPTY, opening.position, length)
        if self._is_at(Kind.END):
            raise QueryError(ErrorCode.BRACKET_NOT_CLOSED, opening.position)
        node = self._any()
        if not self._is_at(Kind.CLOSE):
            raise QueryError(ErrorCode.BRACKET_NOT_CLOSED, opening.position)
        self._take()
        self._depth -= 1
        return node

    def _in_field(self, token: Token) -> Node:
        field = field_named(token.text, token.position)
        if field in self._without:
            raise QueryError(
                ErrorCode.FIELD_NOT_KEPT, token.position, token.length, field=token.text
            )
        if self._field:
            raise QueryError(
                ErrorCode.FIELD_IN_FIELD, token.position, token.length,
                field=field, outer=self._field,
            )  # fmt: skip
        following = self._token
        if following.kind not in {Kind.OPEN, Kind.PHRASE, Kind.EXACT, Kind.VALUE}:
            raise QueryError(ErrorCode.FIELD_EMPTY, token.position, token.length, field=field)
        if following.kind is Kind.OPEN and field in {*NUMBER_FIELDS, *DATE_FIELDS}:
            raise QueryError(
                ErrorCode.FIELD_TAKES_NO_GROUP, token.position, token.length, field=field
            )
        self._field = field
        node = self._one()
        self._field = ""
        return Within(field, node) if field in TEXT_FIELDS else node

    def _term(self, token: Token) -> Node:
        self._terms += 1
        if self._field and self._field not in TEXT_FIELDS:
            node = field_node(
                self._field, token.text, position=token.position, length=token.length,
                zone=self._zone,
            )  # fmt: skip
        else:
            node = self._words(token)
        if isinstance(node, Phrase):
            self._terms += len(node.parts) - 1
        if self._terms > MOST_TERMS:
            raise QueryError(ErrorCode.TOO_MANY_TERMS, token.position, most=MOST_TERMS)
        return node

    def _words(self, token: Token) -> Node:
        if token.kind in {Kind.PHRASE, Kind.EXACT}:
            return phrase_node(token) if token.kind is Kind.PHRASE else exact_node(token)
        if token.text in _SMALL_OPERATORS:
            self._warn(
                WarningCode.OPERATOR_IN_SMALL_LETTERS,
                token.position,
                token.length,
                word=token.text,
            )
        if not self._field and (field := _sign_field(token.text)):
            return field_node(field, token.text, position=token.position, length=token.length)
        node = word_node(token)
        if node is None:
            raise QueryError(ErrorCode.FIELD_EMPTY, token.position, token.length, field=self._field)
        return node


def _sign_field(text: str) -> str:
    """`#tag`, `@handle` and an address stand for a field."""
    if text[0] in {"#", WIDE_HASH}:
        return "hashtag"
    if text[0] == "@":
        return "mention"
    return "link" if _ADDRESS.match(text) else ""


def _need_words(node: Node, token: Token) -> None:
    """NEAR asks for places in a text: words, phrases, and OR or NEAR of those."""
    if isinstance(node, Or):
        for child in node.children:
            _need_words(child, token)
    elif not isinstance(node, Word | Exact | Phrase | Near):
        raise QueryError(ErrorCode.NEAR_NEEDS_WORDS, token.position, max(1, token.length))
