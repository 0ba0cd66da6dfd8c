"""Everything that can be said about a query: codes and values, the sentences are the edge's."""

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Any


@unique
class ErrorCode(StrEnum):
    """Why a query is refused. Position and length point at the part of the text that is meant.

    The table in `docs/en/query-language.md` says for each what to do.
    """

    EMPTY = "empty"
    """There is nothing to search for. Values: none."""
    TOO_LONG = "too-long"
    """The text has too many characters. Values: `size`, `most`."""
    TOO_DEEP = "too-deep"
    """Brackets stand inside brackets too often. Values: `most`."""
    TOO_MANY_TERMS = "too-many-terms"
    """Too many words and fields. Values: `most`."""
    BRACKET_NOT_CLOSED = "bracket-not-closed"
    """`(` without `)`. Points at the opening bracket."""
    BRACKET_NOT_OPENED = "bracket-not-opened"
    """`)` without `(`."""
    GROUP_EMPTY = "group-empty"
    """Nothing stands between the brackets."""
    QUOTE_NOT_CLOSED = "quote-not-closed"
    """A quotation mark is missing at the end. Points at the opening one."""
    PHRASE_EMPTY = "phrase-empty"
    """No word stands between the quotation marks or braces."""
    BRACE_NOT_CLOSED = "brace-not-closed"
    """`{` without `}`."""
    BRACE_NOT_OPENED = "brace-not-opened"
    """`}` without `{`."""
    COMMENT_NOT_CLOSED = "comment-not-closed"
    """`/*` without `*/`."""
    OPERATOR_NEEDS_LEFT = "operator-needs-left"
    """AND, OR or NEAR has nothing before it. Values: `operator`."""
    OPERATOR_NEEDS_RIGHT = "operator-needs-right"
    """An operator has nothing after it. Values: `operator`."""
    NEAR_NEEDS_NUMBER = "near-needs-number"
    """NEAR or ONEAR without `/` and a number. Values: `operator`."""
    NEAR_TOO_FAR = "near-too-far"
    """The number after NEAR or ~ is outside what is allowed. Values: `most`, `least`."""
    NEAR_NEEDS_WORDS = "near-needs-words"
    """NEAR joins words, phrases and OR groups of those; not AND, NOT, tags or fields."""
    ONLY_NEGATIVE = "only-negative"
    """The query, or a branch of OR, only says what must not be there."""
    WILDCARD_TOO_SHORT = "wildcard-too-short"
    """Too few letters beside * or ?. Values: `word`, `least`."""
    WILDCARD_IN_EXACT = "wildcard-in-exact"
    """Between braces * and ? have no meaning. Values: `word`."""
    FUZZY_WORD = "fuzzy-word"
    """`word~` asks for words that look alike: that does not exist here. Values: `word`."""
    FIELD_UNKNOWN = "field-unknown"
    """No such field. Values: `field`, `nearest` (a field that looks like it, or empty)."""
    FIELD_EMPTY = "field-empty"
    """Nothing stands after the colon. Values: `field`."""
    FIELD_IN_FIELD = "field-in-field"
    """A field inside the brackets of another field. Values: `field`, `outer`."""
    FIELD_TAKES_NO_GROUP = "field-takes-no-group"
    """A number or a date cannot be a group. Values: `field`."""
    FIELD_NOT_KEPT = "field-not-kept"
    """The field cannot be asked in a query that is stored. Values: `field`, as it is written."""
    FIELD_VALUE_UNKNOWN = "field-value-unknown"
    """The field knows a fixed list of values. Values: `field`, `value`, `allowed`."""
    FIELD_NEEDS_NUMBER = "field-needs-number"
    """Not a number or range. Values: `field`, `value`."""
    FIELD_NEEDS_DATE = "field-needs-date"
    """Not a date. Values: `field`, `value`."""
    RANGE_UPSIDE_DOWN = "range-upside-down"
    """The end lies before the start. Values: `field`, `value`."""
    IMPORT_LINE_UNKNOWN = "import-line-unknown"
    """A numbered line refers to a line that is not there. Values: `line`."""
    IMPORT_LINE_CIRCULAR = "import-line-circular"
    """A numbered line refers to itself or to a later line. Values: `line`."""
    IMPORT_SIGN_UNKNOWN = "import-sign-unknown"
    """Something that has no meaning in the other tool's spelling. Values: `sign`."""
    IMPORT_NOTHING_LEFT = "import-nothing-left"
    """Nothing in the query has a meaning here."""


@unique
class WarningCode(StrEnum):
    """What a reader should know about a query that is accepted."""

    MIXED_AND_OR = "mixed-and-or"
    """AND and OR without brackets: AND goes first. Values: `reading`, the same with brackets."""
    OPERATOR_IN_SMALL_LETTERS = "operator-in-small-letters"
    """`and`, `or`, `not` is read as a word; operators have capitals. Values: `word`."""
    SIGN_LEFT_OUT = "sign-left-out"
    """A sign without letters cannot be searched. Values: `sign`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryWarning:
    """A remark about characters `position` to `position + length` of the query text."""

    code: WarningCode
    position: int
    length: int
    values: dict[str, Any] = field(default_factory=dict)


class QueryError(ValueError):
    """A query cannot be used; `position` and `length` are characters in the text that was given."""

    def __init__(self, code: ErrorCode, position: int, length: int = 1, **values: Any) -> None:
        super().__init__(f"{code} at {position}")
        self.code = code
        self.position = position
        self.length = length
        self.values = values
