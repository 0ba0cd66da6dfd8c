"""The words of a PDF: read by pypdf in a process of its own, which can be stopped and holds little.

A PDF is a program of its writer: pages that unpack to gigabytes, objects that point at each other
for ever. So the reading happens in a child that the kernel limits (memory, processor time, no files
and no further processes) and that gets the bytes and gives the words through pipes: nothing is
written anywhere. Price: a fifth of a second to start it. At most two read at once, or many small
questions would take all memory: who comes then waits, and is told so.
"""

import io
import subprocess
import sys
import threading
from typing import Final

MOST_BYTES: Final = 30_000_000
MOST_PAGES: Final = 1_000
MOST_CHARACTERS: Final = 5_000_000
MOST_MEMORY: Final = 768_000_000  # bytes of address space, of which Python itself takes a third
LONGEST: Final = 30  # seconds of processor time
BEGINS: Final = b"%PDF-"
_PATIENCE: Final = 6  # wall clock over processor time: the machine may be busy
AT_ONCE: Final = 2  # readers of one process
TURN_WITHIN: Final = 10  # seconds of waiting for one
_TURNS: Final = threading.BoundedSemaphore(AT_ONCE)
_HEAD: Final = 1024  # bytes in which a PDF says that it is one


class PdfUnreadable(Exception):  # noqa: N818  # named after the broken promise
    """No words came out: a scan, a password, damage, or more than the limits allow."""


class PdfBusy(Exception):  # noqa: N818  # named after the broken promise
    """Other PDFs are being read, and none was done in time; nothing was read of this one."""


def is_pdf(content: bytes) -> bool:
    """Whether these bytes call themselves a PDF."""
    return BEGINS in content[:_HEAD]


def pdf_text(content: bytes, *, seconds: int = LONGEST) -> str:
    """The words of a PDF, page after page; `seconds` of processor time at most.

    Raises `PdfUnreadable`, and `PdfBusy` when no turn came within `TURN_WITHIN` seconds.
    """
    if not is_pdf(content) or len(content) > MOST_BYTES:
        raise PdfUnreadable
    if not _TURNS.acquire(timeout=TURN_WITHIN):
        raise PdfBusy
    try:
        return _read(content, seconds)
    finally:
        _TURNS.release()


def _read(content: bytes, seconds: int) -> str:
    command = [sys.executable, "-I", "-m", "klankbord.core.guard.pdf_text", str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module; the bytes come through a pipe
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfUnreadable from None
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0 or not text.strip():
        raise PdfUnreadable
    return text


def _confine(seconds: int) -> None:
    import resource  # noqa: PLC0415  # only in the child

    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def _words(content: bytes) -> str:
    """Runs in the child: whatever goes wrong here ends it, and only it."""
    from pypdf import PdfReader  # noqa: PLC0415  # only in the child: a quarter of the start

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")  # what opens for everybody opens here; else reading a page raises
    if len(reader.pages) > MOST_PAGES:
        raise PdfUnreadable  # half a document registered would look like a whole one
    text = "\n\n".join(page.extract_text() for page in reader.pages)
    if len(text) > MOST_CHARACTERS:
        raise PdfUnreadable
    return text


if __name__ == "__main__":
    given = sys.stdin.buffer.read()
    _confine(int(sys.argv[1]))
    sys.stdout.buffer.write(_words(given).encode("utf-8", "replace"))
