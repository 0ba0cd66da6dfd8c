"""A shared file is what its content says, and what could run is refused."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.guard.shared_file import (
    KINDS,
    NAME_LENGTH,
    Fault,
    FileRefused,
    clean_name,
    shared_file,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = '<Types><Override PartName="/word/document.xml" ContentType="{}.main+xml"/>{}</Types>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(**parts):
    """A ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(kind=WORD, more="", **parts):
    types = TYPES.format(kind, more)
    return packed(**{"[Content_Types].xml": types, "word/document.xml": "<w/>", **parts})


def opendocument(kind="text", **parts):
    return packed(mimetype=f"application/vnd.oasis.opendocument.{kind}", **parts)


@pytest.mark.parametrize(
    ("name", "content", "kind", "called"),
    [
        ("Plan.pdf", b"%PDF-1.7 x", "application/pdf", "Plan.pdf"),
        ("plan.exe", b"%PDF-1.7 x", "application/pdf", "plan.pdf"),
        ("plan", b"%PDF-1.7 x", "application/pdf", "plan.pdf"),
        ("Plan.DOCX", office(), WORD, "Plan.docx"),
        ("plan.doc", office(), WORD, "plan.docx"),
        ("plan.odt", opendocument(), "application/vnd.oasis.opendocument.text", "plan.odt"),
        ("v2.1 lijst.csv", "naam;stad\né;ü".encode(), "text/csv", "v2.1 lijst.csv"),
        ("lijst.csv", "naam;stad\né;ü".encode("cp1252"), "text/csv", "lijst.csv"),
        ("lijst.txt", "één".encode("utf-16"), "text/plain", "lijst.txt"),
        ("lijst.txt", b"<script>alert(1)</script>", "text/plain", "lijst.txt"),
        ("merken.txt", b"MZ\nBMW\n", "text/plain", "merken.txt"),
        ("README", b"Lees mij", "text/plain", "README.txt"),
        ("dag.ics", b"BEGIN:VCALENDAR", "text/calendar", "dag.ics"),
    ],
)  # fmt: skip
def test_what_it_is_stands_in_its_content(name, content, kind, called):
    found = shared_file(name, content)
    assert (found.kind, found.name) == (kind, called)
    assert found.kind in KINDS


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.pdf", b"", Fault.EMPTY),
        ("a.docx", office("application/vnd.ms-word.document.macroEnabled"), Fault.MACROS),
        ("a.docx", office("application/vnd.ms-word.document.&#109;acroEnabled"), Fault.MACROS),
        ("a.docx", office(more='<x ContentType="x.vbaProject"/>'), Fault.MACROS),
        ("a.docx", office(**{"word/vbaProject.bin": "x"}), Fault.MACROS),
        ("a.xlsx", office(**{"xl/macrosheets/sheet1.xml": "x"}), Fault.MACROS),
        ("a.odt", opendocument(**{"Basic/Standard/Module1.xml": "x"}), Fault.MACROS),
        ("a.ods", opendocument("spreadsheet", **{"Scripts/python/x.py": "x"}), Fault.MACROS),
        ("a.odt", opendocument(**{"encrypted-package": "x"}), Fault.LOCKED),
        ("a.doc", OLE + b"x" * 600, Fault.OLD_OFFICE),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), Fault.LOCKED),
        ("a.pdf", b"\xff\xd8\xff\xe0", Fault.PICTURE),
        ("a.webp", b"RIFF0000WEBP", Fault.PICTURE),
        ("a.heic", b"\0\0\0\x18ftypheic", Fault.PICTURE),
        ("a.pdf", b"MZ\x90\0", Fault.PROGRAM),
        ("a.txt", b"#!/bin/sh\nrm", Fault.PROGRAM),
        ("a.bat", b"del x", Fault.PROGRAM),
        ("a.html", b"Hello", Fault.PAGE),
        ("a", b" <!DOCTYPE html>", Fault.PAGE),
        ("a.svg", b"<svg/>", Fault.PAGE),
        ("a.zip", packed(x="y"), Fault.PACKAGE),
        ("a.docx", packed(mimetype="application/epub+zip"), Fault.PACKAGE),
        ("a.rar", b"Rar!\x1a", Fault.PACKAGE),
        ("a.docx", b"PK\x03\x04 and no more", Fault.DAMAGED),
        ("a.txt", b"a\0b", Fault.UNKNOWN),
        ("a.mp4", b"\0\0\0\x18ftypmp42", Fault.UNKNOWN),
        ("a.xyz", b"words", Fault.UNKNOWN),
        ("a.txt", b"\xff\xfe\x00", Fault.UNKNOWN),
    ],
)  # fmt: skip
def test_what_could_run_or_cannot_be_looked_into_is_refused(name, content, fault):
    with pytest.raises(FileRefused) as refused:
        shared_file(name, content)
    assert refused.value.fault == fault


def test_a_package_with_two_lists_of_contents_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES.format(WORD, ""))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("[Content_Types].xml", "<macroEnabled/>")
    with pytest.raises(FileRefused):
        shared_file("a.docx", out.getvalue())


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\an\\plan.pdf", "plan.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("plan\r\nX-Evil: 1.pdf", "plan X-Evil_ 1.pdf"),
        ("con.pdf", "_con.pdf"),
        ("  . .pdf", "file.pdf"),
        ("", "file.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("e\u0301t\u00e9.pdf", "\u00e9t\u00e9.pdf"),
    ],
)
def test_a_name_is_good_on_every_computer(name, called):
    assert clean_name(name, "pdf") == called


@given(st.text(max_size=300))
def test_no_name_is_too_long_or_leads_elsewhere(name):
    called = clean_name(name, "docx")
    assert len(called) <= NAME_LENGTH
    assert called.endswith(".docx")
    assert not set(called) & set('/\\\0\r\n<>:"|?*')


@given(st.text(max_size=20), st.binary(max_size=300))
def test_whatever_comes_is_told_or_refused(name, content):
    try:
        found = shared_file(name, content)
    except FileRefused:
        return
    assert found.kind in KINDS
