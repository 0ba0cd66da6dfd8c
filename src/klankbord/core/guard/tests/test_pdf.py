import os
import subprocess
import sys

import pytest

from klankbord.core.guard import pdf_text as reading
from klankbord.core.guard.document_text import DocumentUnreadable, document_text
from klankbord.core.guard.pdf_text import PdfBusy, PdfUnreadable, is_pdf, pdf_text
from klankbord.core.guard.tests.pdfs import bomb, circle, pdf, written

SECRET = "De directie sluit de vestiging in Zuid per 1 maart (vertrouwelijk) en verlegt het budget."


def test_the_words_of_every_page():
    text = document_text("Nota.PDF", pdf(SECRET, "Één café aan de kade."))
    assert "".join(SECRET.split()) in "".join(text.split())
    assert "Één café aan de kade." in text
    assert is_pdf(b"\n%PDF-1.7")


@pytest.mark.parametrize(
    "content",
    [b"%PDF", b"%PDF-1.4 no", pdf(""), circle(), b"PK", pdf("x")[:200]],
    ids=["cut", "no pages", "a scan", "a circle", "no PDF", "half"],
)
def test_what_gives_no_words_is_refused(content):
    with pytest.raises(DocumentUnreadable):
        document_text("a.pdf", content)


def test_a_page_that_unpacks_without_end_is_refused_and_costs_this_process_nothing():
    before = _memory()
    with pytest.raises(PdfUnreadable):
        pdf_text(bomb(), seconds=10)
    assert _memory() - before < 50_000_000


def test_a_reader_that_takes_too_long_is_ended():
    """A page that is dear to read, with one second of processor time for it."""
    dear = written([b"BT /F1 11 Tf " + b"(woord) Tj 1 0 0 1 2 3 Tm " * 400_000 + b"ET"])
    with pytest.raises(PdfUnreadable):
        pdf_text(dear, seconds=1)


def test_too_many_pages_or_bytes_are_refused_whole(monkeypatch):
    with pytest.raises(PdfUnreadable):
        pdf_text(pdf(*["woord"] * (reading.MOST_PAGES + 1)))
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    with pytest.raises(PdfUnreadable):
        pdf_text(pdf(SECRET))


def test_at_most_two_are_read_at_once_and_a_turn_is_given_back(monkeypatch):
    monkeypatch.setattr(reading, "TURN_WITHIN", 0.01)
    refused, during = [], []

    def look(*_args):
        during.append(1)
        if len(during) <= reading.AT_ONCE:
            try:
                pdf_text(b"%PDF-")
            except PdfBusy as busy:
                refused.append(busy)
        raise PdfUnreadable

    with monkeypatch.context() as still:
        still.setattr(reading, "_read", look)
        with pytest.raises(PdfUnreadable):
            pdf_text(b"%PDF-")
    assert (len(during), len(refused)) == (reading.AT_ONCE, 1)
    for _ in range(reading.AT_ONCE + 1):
        assert SECRET[:20] in pdf_text(pdf(SECRET))


WRITE = "import os; out = os.open({place!r}, os.O_WRONLY | os.O_CREAT); os.write(out, b'x')"
GROW = "b'x' * 2_000_000_000"


@pytest.mark.parametrize("attempt", [WRITE, GROW])
def test_what_a_hole_in_the_reader_could_do_the_kernel_refuses(tmp_path, attempt):
    left = tmp_path / "left"
    code = attempt.format(place=str(left))
    confined = f"from klankbord.core.guard.pdf_text import _confine; _confine(5); {code}"
    for program, is_refused in ((confined, True), (code, False)):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
        assert (done.returncode != 0) is is_refused, done.stderr
        assert attempt is GROW or (left.read_bytes() == b"") is is_refused


def _memory() -> int:
    with open("/proc/self/statm", encoding="ascii") as held:  # noqa: PTH123  # no file of ours
        return int(held.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
