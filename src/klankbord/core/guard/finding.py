"""The words of a check: which rule sees something where, and what light that gives."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum, unique
from typing import Final


@unique
class Rule(StrEnum):
    """What is looked for; the value is the name in files, addresses and programs."""

    BSN = "bsn"
    EDUCATION_NUMBER = "education-number"
    NATIONAL_NUMBER_BE = "national-number-be"
    NATIONAL_NUMBER = "national-number"
    IDENTITY_DOCUMENT = "identity-document"
    FILE_NUMBER = "file-number"
    IBAN = "iban"
    CARD = "card"
    VAT = "vat"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    BIRTH_DATE = "birth-date"
    LICENCE_PLATE = "licence-plate"
    IP_ADDRESS = "ip-address"
    SECRET = "secret"  # noqa: S105  # the name of a rule
    INTERNAL_LINK = "internal-link"
    CONFIDENTIAL_WORD = "confidential-word"
    CODE_NAME = "code-name"
    EMBARGO = "embargo"
    MARKING = "marking"
    DOCUMENT = "document"
    PERSON = "person"
    DISCLOSURE = "disclosure"
    NO_PHOTO = "no-photo-consent"
    PICTURE_PLACE = "picture-place"
    PICTURE_DETAILS = "picture-details"
    PICTURE_UNREADABLE = "picture-unreadable"


@unique
class Light(StrEnum):
    """The answer at a glance. It never blocks: the author decides."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@unique
class Part(StrEnum):
    """The part of a social media guideline that a rule stands on."""

    WHO_YOU_ARE = "who-you-are"
    NEVER_OUT = "never-out"
    PEOPLE = "people"
    PRESS = "press"


class _Weight(IntEnum):
    THINK = 1
    STOP = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen: characters `start` to `end` of the text (both 0: the picture, or all).

    `detail` is a name of the organisation's own list (a term, a document), no word of the text.
    """

    start: int
    end: int
    rule: Rule
    detail: str = ""

    @property
    def part(self) -> Part:
        """What the rule stands on."""
        return _PARTS.get(self.rule, Part.NEVER_OUT)

    @property
    def is_grave(self) -> bool:
        """Whether it must not go out as it is; else the author should think of somebody."""
        return _WEIGHTS[self.rule] is _Weight.STOP


_THINK: Final = frozenset(
    {
        Rule.FILE_NUMBER, Rule.VAT, Rule.PHONE, Rule.EMAIL, Rule.ADDRESS, Rule.LICENCE_PLATE,
        Rule.IP_ADDRESS, Rule.PERSON, Rule.DISCLOSURE, Rule.PICTURE_DETAILS,
        Rule.PICTURE_UNREADABLE,
    }
)  # fmt: skip
_WEIGHTS: Final = {rule: _Weight.THINK if rule in _THINK else _Weight.STOP for rule in Rule}
_PARTS: Final = {
    Rule.PERSON: Part.PEOPLE,
    Rule.NO_PHOTO: Part.PEOPLE,
    Rule.ADDRESS: Part.PEOPLE,
    Rule.LICENCE_PLATE: Part.PEOPLE,
    Rule.PICTURE_PLACE: Part.PEOPLE,
    Rule.PICTURE_DETAILS: Part.PEOPLE,
    Rule.PICTURE_UNREADABLE: Part.PEOPLE,
    Rule.DISCLOSURE: Part.WHO_YOU_ARE,
    Rule.EMBARGO: Part.PRESS,
}


def light_of(findings: Iterable[Finding]) -> Light:
    """Red for what must not go out as it is, amber for what asks a thought, else green."""
    weights = [_WEIGHTS[each.rule] for each in findings]
    if not weights:
        return Light.GREEN
    return Light.RED if max(weights) is _Weight.STOP else Light.AMBER


def without_overlap(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a place, in order of the text: the graver first, then the longer one.

    A document may hold other findings inside: it covers a stretch, not a word.
    """
    ranked = sorted(findings, key=lambda each: (-_WEIGHTS[each.rule], each.start - each.end))
    kept: list[Finding] = []
    taken: list[tuple[int, int]] = []  # places without overlap, in order
    for each in ranked:
        place = (each.start, each.end)
        if each.rule is not Rule.DOCUMENT and each.end > 0:
            if _is_taken(taken, place):
                continue
            insort(taken, place)
        kept.append(each)
    return sorted(kept, key=lambda each: (each.start, each.end, each.rule))


def _is_taken(taken: Sequence[tuple[int, int]], place: tuple[int, int]) -> bool:
    """Only the neighbours can overlap: what is taken lies apart."""
    at = bisect_left(taken, place)
    return any(
        place[0] < other[1] and other[0] < place[1] for other in taken[max(at - 1, 0) : at + 1]
    )
