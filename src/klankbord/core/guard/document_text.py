"""The words of a document: plain text, HTML, office forms that are XML in a ZIP file, and PDF."""

import html
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from klankbord.core.guard.pdf_text import PdfUnreadable, pdf_text

MOST_TEXT: Final = 20_000_000  # characters unpacked: more is no document, or a trap
_HEAD: Final = 4096  # bytes in which a file that is no text shows it
_PARTS: Final = re.compile(
    r"word/(?:document|footnotes|endnotes)\.xml|ppt/(?:slides|notesSlides)/[^/]+\.xml"
    r"|xl/sharedStrings\.xml|content\.xml"
)
_ENDS: Final = re.compile(
    r"</(?:w:p|a:p|text:p|text:h|si|p|div|li|h\d|td|tr|title)\b[^<>]*>"
    r"|<(?:br|w:br|w:tab|text:s|text:tab)\b[^<>]*>",
    re.IGNORECASE,
)
_SKIPPED: Final = re.compile(r"<(script|style)\b|<!--", re.IGNORECASE)
_SKIPPED_UNTIL: Final = {
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
    "": re.compile("-->"),
}
_TAG: Final = re.compile(r"<[^<>]*>")
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # a password, or a packing that Python does not know
    ValueError,
)
_OFFICE: Final = (".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods")
_MARKED_UP: Final = (".html", ".htm", ".xhtml", ".xml")
_PLAIN: Final = (
    ".txt",
    ".md",
    ".rst",
    ".csv",
    ".tsv",
    ".eml",
    ".json",
    ".jsonl",
    ".tex",
    ".log",
    "",
)
_PDF: Final = ".pdf"
READABLE: Final = frozenset((*_OFFICE, *_MARKED_UP, *_PLAIN, _PDF))


class DocumentUnreadable(Exception):  # noqa: N818  # named after the broken promise
    """The words of this file cannot be found; nothing of it is registered."""


def document_text(name: str, content: bytes) -> str:
    """The words of a file, by the ending of its name; raises `DocumentUnreadable`, `PdfBusy`."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending in _OFFICE:
        return "\n".join(map(_without_tags, _office_parts(content)))
    if ending == _PDF:
        return _of_pdf(content)
    if ending not in READABLE or (b"\0" in content[:_HEAD] and not _is_utf16(content)):
        raise DocumentUnreadable(name)
    text = _decoded(content)
    return _without_tags(text) if ending in _MARKED_UP else text


def _of_pdf(content: bytes) -> str:
    try:
        return pdf_text(content)
    except PdfUnreadable as error:
        raise DocumentUnreadable from error


def _is_utf16(content: bytes) -> bool:
    return content[:2] in {b"\xff\xfe", b"\xfe\xff"}


def _decoded(content: bytes) -> str:
    if _is_utf16(content):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _office_parts(content: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [each for each in packed.infolist() if _PARTS.fullmatch(each.filename)]
            if not parts or sum(each.file_size for each in parts) > MOST_TEXT:
                raise DocumentUnreadable
            for part in parts:
                yield packed.read(part).decode("utf-8", "replace")
    except _DAMAGED as error:
        raise DocumentUnreadable from error


def _without_tags(text: str) -> str:
    """A paragraph becomes a line: words of two paragraphs do not run together."""
    apart = _ENDS.sub("\n", " ".join(_shown(text)))
    return html.unescape(_TAG.sub("", apart))


def _shown(text: str) -> Iterator[str]:
    """What stands between scripts, styles and remarks; one that does not end hides nothing.

    An end that is nowhere is looked for once: a file of a million beginnings takes no longer.
    """
    ends, start, at = dict(_SKIPPED_UNTIL), 0, 0
    while begin := _SKIPPED.search(text, at):
        at, kind = begin.end(), (begin[1] or "").lower()
        end = ends[kind].search(text, at) if kind in ends else None
        if end is None:
            ends.pop(kind, None)
            continue
        yield text[start : begin.start()]
        start = at = end.end()
    yield text[start:]
