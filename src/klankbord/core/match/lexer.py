"""Query text → tokens with their place. One regular expression, no backtracking over the text."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from klankbord.core.match.codes import ErrorCode, QueryError

FARTHEST: Final = 100


class Kind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    PHRASE = auto()
    EXACT = auto()
    WORD = auto()
    FIELD = auto()
    VALUE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`number` is the distance of NEAR or the slop of a phrase."""

    kind: Kind
    text: str
    position: int
    length: int
    number: int = 0
    is_ordered: bool = False


_OPERATORS: Final = {
    "AND": Kind.AND, "EN": Kind.AND, "OR": Kind.OR, "OF": Kind.OR, "NOT": Kind.NOT,
    "NIET": Kind.NOT,
}  # fmt: skip
_QUOTES: Final = '"“”„«»'
_BLANK: Final = r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
_PIECE: Final = re.compile(
    rf"""
    (?P<blank>{_BLANK}+)
  | (?P<comment>/\*(?P<remark>.*?)(?P<comment_end>\*/|\Z))
  | (?P<open>\()
  | (?P<close>\))
  | [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<quote_end>[{_QUOTES}]|\Z)(?:~(?P<slop>\d+))?
  | \{{(?P<exact>[^{{}}]*)(?P<brace_end>\}}|\Z|(?=\{{))
  | (?P<brace>\}})
  | (?P<near>O?(?:NEAR|NABIJ))(?:/(?P<distance>\d+))?(?=[\s(){{}}{_QUOTES}]|\Z)
  | (?P<operator>AND|OR|NOT|EN|OF|NIET)(?=[\s(){{}}{_QUOTES}]|\Z)
  | (?P<minus>[-\u2212](?=[^\s\-]))
  | (?P<field>[^\W\d_]\w*):(?!//)
  | (?P<word>[^\s\x00(){{}}{_QUOTES}]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_RAW_VALUE: Final = re.compile(rf"{_BLANK}*(?P<value>[^\s\x00(){{}}{_QUOTES}]+)")


def cut_tokens(text: str) -> list[Token]:
    """Tokens of the text, closed by one END; raises `QueryError`."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:  # a lone character that no rule takes, such as a control
            at += 1
            continue
        at = found.end()
        token = _token_of(found)
        if token is None:
            continue
        tokens.append(token)
        value = _RAW_VALUE.match(text, at) if token.kind is Kind.FIELD else None
        if value and value["value"] not in _OPERATORS:
            start, at = value.span("value")
            tokens.append(Token(Kind.VALUE, value["value"], start, at - start))
    tokens.append(Token(Kind.END, "", len(text), 0))
    return tokens


def _token_of(found: re.Match[str]) -> Token | None:
    name = found.lastgroup or ""
    start = found.start()
    length = found.end() - start
    if found["blank"] is not None:
        return None
    if found["comment"] is not None:
        _need_end(found["comment_end"], ErrorCode.COMMENT_NOT_CLOSED, start, 2)
        return None
    if found["phrase"] is not None:
        _need_end(found["quote_end"], ErrorCode.QUOTE_NOT_CLOSED, start, 1)
        return Token(Kind.PHRASE, found["phrase"], start, length, _slop(found))
    if found["exact"] is not None:
        _need_end(found["brace_end"], ErrorCode.BRACE_NOT_CLOSED, start, 1)
        return Token(Kind.EXACT, found["exact"], start, length)
    if found["near"] is not None:
        return _near(found)
    return _simple_token(found, name, start, length)


def _simple_token(found: re.Match[str], name: str, start: int, length: int) -> Token:
    if name == "brace":
        raise QueryError(ErrorCode.BRACE_NOT_OPENED, start)
    text = found[name]
    if name == "operator":
        return Token(_OPERATORS[text], text, start, length)
    kinds = {
        "open": Kind.OPEN, "close": Kind.CLOSE, "minus": Kind.NOT, "field": Kind.FIELD,
        "word": Kind.WORD,
    }  # fmt: skip
    return Token(kinds[name], text, start, length)


def _need_end(end: str, code: ErrorCode, start: int, length: int) -> None:
    if not end:
        raise QueryError(code, start, length)


def _slop(found: re.Match[str]) -> int:
    return _number(found["slop"] or "0", 0, found.start("slop"))


def _number(digits: str, least: int, position: int) -> int:
    number = int(digits) if len(digits) <= len(str(FARTHEST)) else FARTHEST + 1
    if not least <= number <= FARTHEST:
        raise QueryError(ErrorCode.NEAR_TOO_FAR, position, len(digits), least=least, most=FARTHEST)
    return number


def _near(found: re.Match[str]) -> Token:
    start, text = found.start(), found["near"]
    length = found.end() - start
    if found["distance"] is None:
        raise QueryError(ErrorCode.NEAR_NEEDS_NUMBER, start, length, operator=text)
    distance = _number(found["distance"], 1, found.start("distance"))
    return Token(Kind.NEAR, found.group(), start, length, distance, text.startswith("O"))
