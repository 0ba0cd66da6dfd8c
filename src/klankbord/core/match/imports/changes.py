"""What an import says about itself: the query in our spelling, and every change with its place."""

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Any

from klankbord.core.match.tree import Query


@unique
class Dialect(StrEnum):
    """Whose spelling a query is in."""

    BRANDWATCH = "brandwatch"
    MELTWATER = "meltwater"
    TALKWALKER = "talkwalker"
    LUCENE = "lucene"
    OVID = "ovid"
    """Ovid and PubMed: numbered lines, field tags after the words, adjN."""


@unique
class ChangeCode(StrEnum):
    """How the imported query differs from what was written."""

    FIELD_RENAMED = "field-renamed"
    """The field has another name here. Values: `field`, `name`."""
    FIELD_LEFT_OUT = "field-left-out"
    """No such field here: the words are looked for in the whole message. Values: `field`."""
    VALUE_LEFT_OUT = "value-left-out"
    """A value that the field does not know: this part is left out. Values: `field`, `value`."""
    RANGE_LEFT_OUT = "range-left-out"
    """A range of words, or of an unknown field, cannot be asked here. Values: `text`."""
    PATTERN_LEFT_OUT = "pattern-left-out"
    """A regular expression was cut down to its words. Values: `text`."""
    WEIGHT_LEFT_OUT = "weight-left-out"
    """Weights (`^2`) have no meaning here. Values: `text`."""
    FUZZY_LEFT_OUT = "fuzzy-left-out"
    """Words that look alike cannot be asked: the word itself is. Values: `text`."""
    SIGN_LEFT_OUT = "sign-left-out"
    """A sign without meaning here. Values: `sign`."""
    REMARK_LEFT_OUT = "remark-left-out"
    """A remark was left out. Values: `text`."""
    WILDCARD_WIDENED = "wildcard-widened"
    """A limited wildcard became `*`. Values: `text`."""
    WILDCARD_LEFT_OUT = "wildcard-left-out"
    """Too few letters beside the wildcard: it was left out. Values: `text`."""
    WILDCARD_SPELLED_OUT = "wildcard-spelled-out"
    """"One letter or none" became both. Values: `text`."""
    NEAR_WIDENED = "near-widened"
    """NEAR between parts that are not words became AND. Values: `operator`."""
    NEAR_SHORTENED = "near-shortened"
    """A distance beyond the most that is allowed. Values: `most`."""
    SPACE_READ_AS_AND = "space-read-as-and"
    """Words with a space between them must all be there; elsewhere one may be enough."""
    HEADING_READ_AS_WORDS = "heading-read-as-words"
    """A subject heading of a library is looked for as words. Values: `text`."""
    LIMIT_LEFT_OUT = "limit-left-out"
    """A limit that has no meaning here. Values: `text`."""
    LINES_NOT_USED = "lines-not-used"
    """Lines that the last line does not refer to. Values: `lines`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change; `position` and `length` are characters of the text that was given."""

    code: ChangeCode
    position: int
    length: int
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """A query that was rewritten; `query.text` is its text in our spelling."""

    query: Query
    changes: tuple[Change, ...]
