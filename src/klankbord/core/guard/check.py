"""One look at a post: every rule, one answer. Nothing is kept, nothing is logged."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from klankbord.core.guard.consent import Refusals
from klankbord.core.guard.contact import contacts_in
from klankbord.core.guard.cues import Surroundings, plain
from klankbord.core.guard.disclosure import missing_disclosure
from klankbord.core.guard.finding import Finding, Light, Rule, light_of, without_overlap
from klankbord.core.guard.identifiers import ibans_in, numbers_in
from klankbord.core.guard.people import people_in
from klankbord.core.guard.picture import picture_findings
from klankbord.core.guard.prints import Printer, PrintIndex, Stretch
from klankbord.core.guard.secrets import links_in, secrets_in
from klankbord.core.guard.terms import Terms, markings_in

_NO_TERMS: Final = Terms(())
_MOST_DOCUMENTS: Final = 3  # of one stretch: versions of a text say the same


@dataclass(frozen=True)
class Inside:
    """What an organisation told: its names, words and documents, and who wants no picture."""

    names: Sequence[str] = ()
    terms: Terms = _NO_TERMS
    printer: Printer | None = None
    prints: PrintIndex = field(default_factory=PrintIndex)
    titles: Mapping[int, str] = field(default_factory=dict)
    refusals: Refusals = field(default_factory=Refusals)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen, in order of the text, and the light that it gives."""

    light: Light
    findings: tuple[Finding, ...]


def check_post(
    text: str, *, on: dt.date, inside: Inside | None = None, pictures: Sequence[bytes] = ()
) -> Verdict:
    """Look at a text and its pictures on a day, as an author does before posting."""
    here = inside or Inside()
    found = [*_in_text(text, here, on), *(f for each in pictures for f in picture_findings(each))]
    if pictures:
        found += here.refusals.named_in(text)
    kept = without_overlap(found)
    return Verdict(light_of(kept), tuple(kept))


def _in_text(text: str, inside: Inside, on: dt.date) -> list[Finding]:
    flat = plain(text)
    near = Surroundings(flat)
    return [
        *numbers_in(flat, near),
        *ibans_in(flat),
        *contacts_in(flat, near),
        *secrets_in(flat),
        *links_in(flat),
        *people_in(flat),
        *markings_in(flat, on),
        *inside.terms.kept_in(flat, on),
        *missing_disclosure(flat, inside.names),
        *copies_in(text, inside),
    ]


def copies_in(text: str, inside: Inside) -> list[Finding]:
    """Stretches that stand in a document of the organisation, the largest of those that overlap."""
    if inside.printer is None or not len(inside.prints.prints):
        return []
    stretches = inside.prints.stretches(inside.printer.prints_of(text))
    ranked = sorted(stretches, key=lambda each: (each.start - each.end, each.document))
    kept: list[Stretch] = []
    for each in ranked:
        beside = [other for other in kept if each.start < other.end and other.start < each.end]
        if len(beside) < _MOST_DOCUMENTS and not any(_is_part(each, other) for other in beside):
            kept.append(each)
    return [
        Finding(each.start, each.end, Rule.DOCUMENT, inside.titles.get(each.document, ""))
        for each in kept
    ]


def _is_part(one: Stretch, other: Stretch) -> bool:
    """Whether a longer copy already says all of it; two that are equal are versions of one text."""
    is_inside = other.start <= one.start and one.end <= other.end
    return is_inside and (one.start, one.end) != (other.start, other.end)
