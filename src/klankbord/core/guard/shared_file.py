"""A file that somebody shares: what it is by its content, what it is called, or why it is refused.

Only documents are taken: PDF, Office (since 2007), OpenDocument and plain text. What could run on
the computer of who opens it, and what cannot be looked into, is refused. Bytes in, nothing kept.
"""

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NAME_LENGTH: Final = 120
_MOST_MEMBERS: Final = 20_000
_MOST_TYPES: Final = 2_000_000  # bytes of the list of contents of an Office file
_MOST_UNPACKED: Final = 2_000_000_000
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_LOCKED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_OPENXML: Final = "application/vnd.openxmlformats-officedocument."
_OPENDOCUMENT: Final = "application/vnd.oasis.opendocument."
_OFFICE: Final = {
    f"{_OPENXML}wordprocessingml.document": "docx",
    f"{_OPENXML}wordprocessingml.template": "dotx",
    f"{_OPENXML}spreadsheetml.sheet": "xlsx",
    f"{_OPENXML}spreadsheetml.template": "xltx",
    f"{_OPENXML}presentationml.presentation": "pptx",
    f"{_OPENXML}presentationml.template": "potx",
    f"{_OPENXML}presentationml.slideshow": "ppsx",
    f"{_OPENDOCUMENT}text": "odt",
    f"{_OPENDOCUMENT}text-template": "ott",
    f"{_OPENDOCUMENT}spreadsheet": "ods",
    f"{_OPENDOCUMENT}spreadsheet-template": "ots",
    f"{_OPENDOCUMENT}presentation": "odp",
    f"{_OPENDOCUMENT}presentation-template": "otp",
    f"{_OPENDOCUMENT}graphics": "odg",
}
_TEXT: Final = {
    "txt": "text/plain",
    "log": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "json": "application/json",
}
KINDS: Final = {"application/pdf": "pdf", **_OFFICE, **{kind: end for end, kind in _TEXT.items()}}
"""Media type → the ending that goes with it."""
ENDINGS: Final = ("pdf", *_OFFICE.values(), *_TEXT)
_MAIN: Final = re.compile(rf'ContentType\s*=\s*["\']({re.escape(_OPENXML)}[a-z.]+)\.main\+xml["\']')
_MACROS: Final = re.compile(r"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
_MACRO_PARTS: Final = re.compile(
    r"(?:^|/)(?:vbaProject|vbaData)[^/]*$|(?:^|/)macrosheets/|^(?:Basic|Scripts)/.", re.IGNORECASE
)
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")
_PICTURE_BRANDS: Final = (b"heic", b"heix", b"mif1", b"hevc", b"avif")
_PROGRAMS: Final = (
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
)
_PROGRAM_ENDING: Final = re.compile(
    r"app|apk|bat|bin|chm|cmd|com|cpl|deb|desktop|dll|dmg|exe|gadget|hta|iso|img|jar|jse?|lnk|msc"
    r"|msix?|pif|ps1|psm1|py|reg|rpm|scf|scr|sh|url|vb[es]?|ws[fh]|xll"
)
_PACKAGES: Final = (_ZIP, b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PAGE_ENDING: Final = re.compile(r"[sx]?html?|mht|mhtml|svgz?|xht|xml|xsl")
_PAGE: Final = re.compile(rb"\s*(?:<!doctype\s+html|<html|<svg|<\?xml)", re.IGNORECASE)
_NO_TEXT: Final = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE_TEXT: Final = (b"\xff\xfe", b"\xfe\xff")
_UNWANTED: Final = str.maketrans('<>:"|?*', "_" * 7)
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_DAMAGED: Final = (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError, KeyError)


class Fault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    MACROS = "macros"
    """It holds small programs that an office program may run."""
    OLD_OFFICE = "old-office"
    """A form from before 2007, in which macros cannot be told from words."""
    LOCKED = "locked"
    PICTURE = "picture"
    PROGRAM = "program"
    PAGE = "page"
    """HTML, SVG or XML: a browser runs what is in it."""
    PACKAGE = "package"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


class FileRefused(ValueError):  # noqa: N818  # named after the broken promise
    """Not to be shared; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class SharedFile:
    """`kind` is a media type of `KINDS`; `name` ends as it should and holds nothing odd."""

    kind: str
    name: str


def shared_file(name: str, content: bytes) -> SharedFile:
    """What a file is, by its content; raises `FileRefused`.

    The ending of the name only tells one kind of text from another, and is put right for the rest.
    """
    _, dot, ending = name.strip().rpartition(".")
    ending = ending.lower() if dot else ""
    if not content:
        raise FileRefused(Fault.EMPTY)
    if content.startswith(_PDF):
        kind = "application/pdf"
    elif content.startswith(_ZIP):
        kind = _packed_kind(content)
    else:
        kind = _text_kind(ending, content)
        return SharedFile(kind, clean_name(name, ending if ending in _TEXT else "txt"))
    return SharedFile(kind, clean_name(name, KINDS[kind]))


def clean_name(name: str, ending: str) -> str:
    """A name for every computer: no folders, no signs that are not seen, the given ending."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if each.isspace() else each for each in last if _is_seen(each))
    tidy = " ".join(seen.translate(_UNWANTED).split())
    stem = tidy.removesuffix(tidy[-len(ending) - 1 :] if _ends(tidy, ending) else "")
    if not _ends(tidy, ending) and (found := re.fullmatch(r"(.+)\.\w{1,5}", stem)):
        stem = found[1]
    stem = stem.strip(" .")[: NAME_LENGTH - len(ending) - 1].strip(" .") or "file"
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}.{ending}"[-NAME_LENGTH:]


def _ends(name: str, ending: str) -> bool:
    return name.lower().endswith(f".{ending}")


def _is_seen(sign: str) -> bool:
    """Signs that turn the order of reading round make `exe.pdf` of `fdp.exe`."""
    return sign.isspace() or not unicodedata.category(sign).startswith("C")


def _packed_kind(content: bytes) -> str:
    """The kind of an Office or OpenDocument file; every other package is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            names = [each.filename for each in members]
            size = sum(each.file_size for each in members)
            if len(names) > _MOST_MEMBERS or len(set(names)) < len(names) or size > _MOST_UNPACKED:
                raise FileRefused(Fault.DAMAGED)
            if "encrypted-package" in names or any(each.flag_bits & 1 for each in members):
                raise FileRefused(Fault.LOCKED)
            kind = _told_kind(packed, names)
    except _DAMAGED as fault:
        raise fault if isinstance(fault, FileRefused) else FileRefused(Fault.DAMAGED) from fault
    if any(map(_MACRO_PARTS.search, names)):
        raise FileRefused(Fault.MACROS)
    if kind not in _OFFICE:
        raise FileRefused(Fault.PACKAGE)
    return kind


def _told_kind(packed: zipfile.ZipFile, names: list[str]) -> str:
    if "mimetype" in names:
        return _beginning(packed, "mimetype", 200).decode("ascii", "replace").strip()
    if "[Content_Types].xml" not in names:
        return ""
    raw = _beginning(packed, "[Content_Types].xml", _MOST_TYPES)
    wide = raw.startswith(_WIDE_TEXT)
    told = html.unescape(raw.decode("utf-16" if wide else "utf-8", "replace"))
    if _MACROS.search(told):
        raise FileRefused(Fault.MACROS)
    found = _MAIN.search(told)
    return found[1] if found else ""


def _beginning(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    with packed.open(name) as part:
        return part.read(most)


def _text_kind(ending: str, content: bytes) -> str:
    """The kind of a file that is nothing but text; everything else is refused, with its reason."""
    for fault in _faults(ending, content):
        raise FileRefused(fault)
    if content.startswith(_WIDE_TEXT):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError as fault:
            raise FileRefused(Fault.UNKNOWN) from fault
    if _NO_TEXT.search(content) or (ending and ending not in _TEXT):
        raise FileRefused(Fault.UNKNOWN)
    return _TEXT.get(ending, "text/plain")


def _faults(ending: str, content: bytes) -> Iterator[Fault]:
    """What is known to be something else, the gravest first."""
    if content.startswith(_OLE):
        yield Fault.LOCKED if _LOCKED_OFFICE in content else Fault.OLD_OFFICE
    is_windows = content.startswith(b"MZ") and b"\0" in content
    if is_windows or content.startswith(_PROGRAMS) or _PROGRAM_ENDING.fullmatch(ending):
        yield Fault.PROGRAM
    is_riff = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    is_phone = content[4:8] == b"ftyp" and content[8:12] in _PICTURE_BRANDS
    if content.startswith(_PICTURES) or is_riff or is_phone:
        yield Fault.PICTURE
    if content.startswith(_PACKAGES):
        yield Fault.PACKAGE
    if _PAGE_ENDING.fullmatch(ending) or (ending not in _TEXT and _PAGE.match(content)):
        yield Fault.PAGE
