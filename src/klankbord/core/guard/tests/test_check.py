import contextlib
import datetime as dt
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.guard.check import Inside, check_post
from klankbord.core.guard.document_text import DocumentUnreadable, document_text
from klankbord.core.guard.finding import Finding, Light, Part, Rule, light_of, without_overlap
from klankbord.core.guard.terms import Term, Terms

DAY = dt.date(2026, 11, 27)


def test_the_light():
    assert check_post("Fijne dag allemaal!", on=DAY).light is Light.GREEN
    assert check_post("Bel 06-12345678", on=DAY).light is Light.AMBER
    assert check_post("BSN 123456782", on=DAY).light is Light.RED
    assert light_of([Finding(0, 0, Rule.PICTURE_PLACE)]) is Light.RED


def test_text_terms_names_and_picture_in_one_answer():
    inside = Inside(names=["Lindewaard"], terms=Terms([Term("Zilvermeeuw", Rule.CODE_NAME)]))
    verdict = check_post("Lindewaard doet Zilvermeeuw", on=DAY, inside=inside, pictures=[b"no"])
    assert [each.rule for each in verdict.findings] == [
        Rule.PICTURE_UNREADABLE, Rule.DISCLOSURE, Rule.CODE_NAME,
    ]  # fmt: skip
    assert [each.part for each in verdict.findings] == [
        Part.PEOPLE, Part.WHO_YOU_ARE, Part.NEVER_OUT,
    ]  # fmt: skip


def test_of_two_at_one_place_the_graver_stays():
    found = [Finding(0, 9, Rule.PHONE), Finding(2, 8, Rule.BSN), Finding(0, 9, Rule.DOCUMENT, "x")]
    assert [each.rule for each in without_overlap(found)] == [Rule.DOCUMENT, Rule.BSN]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_an_answer_with_places_in_it(text):
    for each in check_post(text, on=DAY, inside=Inside(names=["a"])).findings:
        assert 0 <= each.start < each.end <= len(text)


@pytest.mark.parametrize(
    "trap", ["1 ", "a.", "+31", "A-", "wachtwoord ", "-", "1.", "www.", "Jan "]
)
def test_no_text_takes_long(trap):
    """Ten times as much text takes ten times as long, not a hundred: no pattern runs away."""
    short, long = (_took(trap * (n // len(trap))) for n in (2_000, 20_000))
    assert long < 40 * max(short, 0.002)


def _took(text):
    began = time.process_time()
    check_post(text, on=DAY)
    return time.process_time() - began


PLAN = "<w:p><w:t>Het plan</w:t></w:p><w:p><w:t>is &amp; blijft</w:t></w:p>"


def office(name, words=PLAN, packing=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        packed.writestr(name, words)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", "één".encode(), "één"),
        ("a.txt", "één".encode("cp1252"), "één"),
        ("a.txt", "één".encode("utf-16"), "één"),
        ("A.HTML", b"<p>een</p><script>x</script><p>twee</p>", "een\n twee\n"),
        ("a.html", b"een<STYLE>x</style >twee<!-- x --><script>drie", "een twee drie"),
        ("a.docx", office("word/document.xml"), "Het plan\nis & blijft\n"),
        ("a.odt", office("content.xml"), "Het plan\nis & blijft\n"),
    ],
)
def test_the_words_of_a_document(name, content, text):
    assert document_text(name, content) == text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", b"PK no"),
        ("a.docx", office("other.xml")),
        ("a.pdf", b"%PDF"),
        ("a.txt", b"\0\1\2"),
    ],
)
def test_what_holds_no_words_is_refused(name, content):
    with pytest.raises(DocumentUnreadable):
        document_text(name, content)


@pytest.mark.parametrize("piece", [b"<script ", b"<!-- ", b"</p "])
def test_a_million_beginnings_without_an_end_are_read_to_the_end(piece):
    assert document_text("a.html", piece * 300_000 + b"einde").endswith("einde")


@given(place=st.integers(0, 1_000_000), byte=st.integers(0, 255))
def test_a_damaged_document_is_read_or_refused(place, byte):
    words = " ".join(f"woord{n * n}" for n in range(400))
    content = bytearray(office("word/document.xml", f"<w:p>{words}</w:p>", zipfile.ZIP_DEFLATED))
    content[place % len(content)] = byte
    with contextlib.suppress(DocumentUnreadable):
        assert isinstance(document_text("a.docx", bytes(content)), str)
