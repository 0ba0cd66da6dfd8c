"""A file of contacts as plain lines: CSV, or vCard (RFC 6350 and the versions before it).

Every byte is an outsider's. Nothing is dropped here: a line that cannot be used goes on as it
stands, and is told of.
"""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from klankbord.people.imports.reading import (
    MOST_BYTES,
    Fault,
    FileNotUsable,
    csv_entries,
    decoded,
)

MOST_LINES = 5_000
_NAMES = {
    "email": ("email", "e-mail", "e-mailadres", "mail", "e-mail address", "e-mail 1 - value"),
    "name": ("name", "naam", "display name", "displayname", "full name", "volledige naam"),
    "first": ("first name", "given name", "voornaam"),
    "last": ("last name", "family name", "achternaam"),
    "unit": ("unit", "department", "afdeling", "organisation", "organisatie", "company", "bedrijf"),
    "subjects": ("subjects", "onderwerpen", "expertise", "categories", "categorieën", "labels"),
    "language": ("language", "taal"),
}
_SOFT_BREAK = re.compile(r"=\r?\n")
_QUOTED = re.compile(r"(?im)^(?=[^:\r\n]*QUOTED-PRINTABLE)[^:\r\n]*+:(?:[^\r\n]*=\r?\n)+[^\r\n]*")
"""A property that goes on after a soft break; elsewhere `=` may end a line, as in a picture."""
_FOLDED = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Line:
    """What one line, or one card, says; `number` is where it stands in the file."""

    number: int
    email: str
    name: str
    unit: str
    subjects: str
    language: str


def read_contacts(data: bytes) -> list[Line]:
    """Every line of the file that says anything; raises `FileNotUsable`."""
    if len(data) > MOST_BYTES:
        raise FileNotUsable(Fault.TOO_LARGE)
    text = decoded(data)
    is_cards = text.lstrip()[:11].upper() == "BEGIN:VCARD"
    lines = list(_cards(text) if is_cards else _rows(text))
    if len(lines) > MOST_LINES:
        raise FileNotUsable(Fault.TOO_LARGE)
    if not any(line.email for line in lines):
        raise FileNotUsable(Fault.NO_ADDRESSES)
    return lines


def _rows(text: str) -> Iterator[Line]:
    for number, entry in enumerate(csv_entries(text), start=2):  # the head is line 1
        if not any(entry.values()):
            continue
        told = {part: _first(entry, names) for part, names in _NAMES.items()}
        parts = (told.pop("first"), told.pop("last"))
        told["name"] = told["name"] or " ".join(part for part in parts if part)
        yield Line(number=number, **told)


def _first(entry: dict[str, str], names: tuple[str, ...]) -> str:
    return next((entry[name] for name in names if entry.get(name)), "")


def _cards(text: str) -> Iterator[Line]:
    """One line a card, numbered as cards: who reads the report counts those."""
    number, card = 0, dict[str, str]()
    joined = _QUOTED.sub(lambda found: _SOFT_BREAK.sub("", found[0]), _FOLDED.sub("", text))
    for line in joined.splitlines():
        name, value = _property(line)
        if name == "BEGIN":
            number, card = number + 1, {}
        elif name == "END":
            yield _line_of(number, card)
        elif value:
            card.setdefault(name, value)


def _property(line: str) -> tuple[str, str]:
    """`group.NAME;PARAM=x:value` as its bare name and its value."""
    head, _colon, value = line.partition(":")
    name, *params = head.upper().split(";")
    if any(param.endswith("QUOTED-PRINTABLE") for param in params):
        value = quopri.decodestring(value.encode("ascii", "replace")).decode("utf-8", "replace")
    return name.rpartition(".")[2].strip(), value.strip()


def _line_of(number: int, card: dict[str, str]) -> Line:
    family, _comma, given = card.get("N", "").partition(";")
    structured = f"{given.partition(';')[0]} {family}".strip()
    units = [_plain(part) for part in re.split(r"(?<!\\);", card.get("ORG", "")) if part.strip()]
    return Line(
        number=number,
        email=_plain(card.get("EMAIL", "")).removeprefix("mailto:"),
        name=_plain(card.get("FN", "") or structured),
        unit=" · ".join(units),
        subjects=_plain(card.get("CATEGORIES", "") or card.get("EXPERTISE", "")),
        language=card.get("LANG", ""),
    )


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).strip()
