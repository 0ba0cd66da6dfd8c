"""LDIF (RFC 2849) and CSV of a directory, read into plain rows; every byte is an outsider's."""

import base64
import binascii
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_ROWS = 20_000
MOST_BYTES = 20 * 1024 * 1024
_FALSE = frozenset({"false", "0", "no", "nee", "inactive", "disabled", "closed"})
_DISABLED = 0x2  # the bit of userAccountControl that Active Directory sets on a closed account
_NAMES = {
    "email": ("mail", "email", "e-mail", "e-mailadres", "userprincipalname"),
    "name": ("displayname", "cn", "name", "naam", "gecos"),
    "department": ("department", "departmentnumber", "ou", "afdeling"),
}
_ACTIVE = ("active", "enabled", "actief")


class Fault(StrEnum):
    """Why a file cannot be used."""

    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"
    NO_ADDRESSES = "no-addresses"


class FileNotUsable(Exception):  # noqa: N818  # named after the broken promise
    """The file is not one that we can read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Row:
    """One person in the file."""

    email: str
    name: str
    department: str
    is_active: bool


def read_members(data: bytes) -> list[Row]:
    """Everybody with an e-mail address, once each; raises `FileNotUsable`."""
    if len(data) > MOST_BYTES:
        raise FileNotUsable(Fault.TOO_LARGE)
    text = decoded(data)
    entries = _ldif(text) if _is_ldif(text) else csv_entries(text)
    rows: dict[str, Row] = {}
    for number, entry in enumerate(entries):
        if number >= MOST_ROWS:
            raise FileNotUsable(Fault.TOO_LARGE)
        row = _row(entry)
        if row is not None:
            rows.setdefault(row.email.lower(), row)
    if not rows:
        raise FileNotUsable(Fault.NO_ADDRESSES)
    return list(rows.values())


def decoded(data: bytes) -> str:
    """The text of a file; raises `FileNotUsable` where it is none."""
    encodings = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileNotUsable(Fault.NOT_TEXT)


def _is_ldif(text: str) -> bool:
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    first = next(lines, "").lower()
    return first.startswith(("dn:", "version:"))


def _ldif(text: str) -> Iterator[dict[str, str]]:
    """Entries between empty lines; a line that begins with a space goes on with the last."""
    unfolded = text.replace("\r\n", "\n").replace("\n ", "")
    entry: dict[str, str] = {}
    for line in [*unfolded.split("\n"), ""]:
        if not line.strip():
            if "dn" in entry:
                yield entry
            entry = {}
        elif not line.startswith("#"):
            name, value = _attribute(line)
            entry.setdefault(name, value)


def _attribute(line: str) -> tuple[str, str]:
    """`name: text`, `name:: base64`; `name:< address` is never followed."""
    name, _colon, value = line.partition(":")
    key = name.partition(";")[0].strip().lower()
    if value.startswith(":"):
        try:
            return key, base64.b64decode(value[1:].strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return key, ""
    return key, "" if value.startswith("<") else value.strip()


def csv_entries(text: str) -> Iterator[dict[str, str]]:
    """Each row by the names in the head, in lower case; raises `FileNotUsable`."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        for cells in reader:
            yield dict(zip(names, (cell.strip() for cell in cells), strict=False))
    except csv.Error as error:
        raise FileNotUsable(Fault.NOT_TEXT) from error


def _row(entry: dict[str, str]) -> Row | None:
    email = _first(entry, _NAMES["email"])[:254]
    if email.count("@") != 1 or " " in email:
        return None
    parts = (entry.get("givenname", ""), entry.get("sn", ""))
    name = _first(entry, _NAMES["name"]) or " ".join(part for part in parts if part)
    return Row(
        email=email,
        name=(name or email.partition("@")[0])[:120],
        department=_first(entry, _NAMES["department"])[:120],
        is_active=_is_active(entry),
    )


def _is_active(entry: dict[str, str]) -> bool:
    control = entry.get("useraccountcontrol", "")
    if control.isascii() and control.isdecimal() and len(control) < 12:  # noqa: PLR2004  # a 32-bit number
        return not int(control) & _DISABLED
    return _first(entry, _ACTIVE).lower() not in _FALSE


def _first(entry: dict[str, str], names: tuple[str, ...]) -> str:
    return next((entry[name] for name in names if entry.get(name)), "")
