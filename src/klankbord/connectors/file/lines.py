"""Lines of text out of bytes, with the place of each in bytes, whatever their character set."""

import codecs
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, TypeVar

from klankbord.connectors.file.opening import FREE, MAX_RATIO
from klankbord.connectors.reasons import Caution, ConnectorRefused, Refusal, Warnings

MAX_LINE = 4 * 1024 * 1024
"""Longest line in bytes: a longer one is no row of posts."""
_BLOCK = 1 << 20
T = TypeVar("T")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Line(NamedTuple):
    """One line with its line end; `offset` is where the next one starts, in unpacked bytes."""

    text: str
    offset: int
    caution: Caution | None = None


def encoding_of(sample: bytes) -> tuple[str, int]:
    """The character set of a file and the length of its mark, judged by its first bytes."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name, len(mark)
    head = sample[:2000]
    if head.count(0) > len(head) // 4:
        return ("utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"), 0
    return ("utf-8" if _is_mostly_utf8(sample) else "cp1252"), 0


def _is_mostly_utf8(sample: bytes) -> bool:
    lines = [line for line in sample.split(b"\n")[:-1] or [sample] if not line.isascii()]
    good = sum(1 for line in lines if _is_utf8(line))
    return good * 2 >= len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def raw_lines(file: BinaryIO, offset: int, packed_size: int = 0) -> Iterator[tuple[bytes, int]]:
    """Lines in bytes from `offset`, with the offset after each; too long ones come as empty bytes.

    `packed_size` is the size of a gzip file: what unpacks to far more than that is refused.
    """
    file.seek(offset)
    while line := file.readline(MAX_LINE):
        offset += len(line)
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            for more in iter(lambda: file.readline(_BLOCK), b""):
                offset += len(more)
                _check_ratio(offset, packed_size)
                if more.endswith(b"\n"):
                    break
            line = b""  # the long line is given up
        _check_ratio(offset, packed_size)
        yield line, offset


def _check_ratio(offset: int, packed_size: int) -> None:
    if packed_size and offset > FREE and offset > MAX_RATIO * packed_size:
        raise ConnectorRefused(
            Refusal.FILE_UNPACKS_TOO_LARGE, permanent=True, megabytes=offset // 1024 // 1024
        )


def until_cut_off(lines: Iterator[T], warnings: Warnings) -> Iterator[T]:
    """The same lines; a packed file that ends too early ends here with a warning."""
    try:
        yield from lines
    except (EOFError, zlib.error, OSError):
        warnings.add(Caution.FILE_CUT_OFF)


def text_lines(lines: Iterator[tuple[bytes, int]], encoding: str) -> Iterator[Line]:
    """Lines of text in an encoding of one byte a line end (UTF-8, Windows-1252)."""
    is_told = encoding == "cp1252"
    for raw, offset in lines:
        if not raw:
            yield Line("\n", offset, Caution.ROW_ENDLESS)
            continue
        try:
            text, caution = raw.decode(), None
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
            caution = None if is_told else Caution.ROW_ENCODING
        if "\0" in text:
            text, caution = text.replace("\0", ""), Caution.ROW_NUL
        yield Line(text, offset, caution)


def wide_lines(file: BinaryIO, offset: int, encoding: str) -> Iterator[Line]:
    """Lines of UTF-16 text from `offset`."""
    file.seek(offset)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    kept = ""
    while block := file.read(_BLOCK):
        *lines, kept = (kept + decoder.decode(block)).split("\n")
        if len(kept) > MAX_LINE:
            lines, kept = [*lines, kept], ""
        for text in lines:
            yield (line := _wide_line(text + "\n", offset, encoding))
            offset = line.offset
    if rest := kept + decoder.decode(b"", final=True):
        yield _wide_line(rest, offset, encoding)


def _wide_line(text: str, offset: int, encoding: str) -> Line:
    offset += len(text.encode(encoding, "surrogatepass"))
    if len(text) > MAX_LINE:
        return Line("\n", offset, Caution.ROW_ENDLESS)
    return Line(text.replace("\0", ""), offset, Caution.ROW_NUL if "\0" in text else None)
