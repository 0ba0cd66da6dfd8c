"""Letters that were made to hurt: each becomes a post or a warning, and the others are heard."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.connectors.mail.adapter import Adapter
from klankbord.connectors.mail.tests.conftest import OURS
from klankbord.connectors.mailbox import MAX_TEXT
from klankbord.core.post import Batch, decode_batch, encode_batch

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
HEAD = b"From: els@dorp.example\r\nSubject: De brug\r\nMessage-ID: <a@dorp.example>\r\n"


def heard(raw: bytes):
    adapter = Adapter(OURS, now=NOW)
    post = adapter.post(raw, 1)
    return post, [each.key for each in adapter.warnings.collected()]


def typed(kind: str, body: bytes) -> bytes:
    return HEAD + f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-15", "Eén €".encode("iso-8859-15"), "Eén €"),
        ("windows-1252", "“brug”".encode("cp1252"), "“brug”"),
        ("utf-16", "brug".encode("utf-16"), "brug"),
        ("koi8-r", "мост".encode("koi8-r"), "мост"),
        ("x-unheard-of", "één".encode(), "één"),
        ("utf-8", b"caf\xe9", "café"),
        ("zlib", b"brug", "brug"),
        ("punycode", b"brug-" + b"a" * 200_000, ""),
        ("unicode-escape", rb"\x00\x41", r"\x00\x41"),
    ],
)
def test_every_charset_is_read_or_guessed(charset, body, text):
    post, _warnings = heard(typed(f"text/plain; charset={charset}", body))
    assert post.text == text if text else post.text.startswith("brug-")


def test_only_a_page_is_read_as_words():
    page = b"<style>p{}</style><p>De <b>brug</b></p><script>alert(1)</script><img src=x onerror=y>"
    assert heard(typed("text/html; charset=utf-8", page))[0].text == "De brug"


def test_attachments_are_not_opened():
    body = b"--b\r\n\r\nTekst\r\n--b\r\nContent-Type: application/zip\r\n\r\nPK\x03\x04\r\n--b--"
    assert heard(typed('multipart/mixed; boundary="b"', body))[0].text == "Tekst"


@pytest.mark.parametrize(
    "raw",
    [
        typed('multipart/mixed; boundary="b"', b"--b\r\n" * 40_000),
        typed('multipart/mixed; boundary="b"', b"no boundary at all"),
        b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
            for n in range(5_000)
        ),
        HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
        HEAD + b"X: " + b"(" * 200_000 + b"\r\n\r\nbrug",
        b"From: " + b"(" * 200_000 + b"els@dorp.example\r\n\r\nbrug",
        b"From: " + b"a@b.nl, " * 30_000 + b"\r\n\r\nbrug",
        b"Subject: " + b"=?punycode?q?" + b"a" * 200_000 + b"?=\r\nFrom: a@b.nl\r\n\r\nbrug",
        HEAD + b"References: " + b"<a@b> " * 40_000 + b"\r\n\r\nbrug",
        b"X: y\r\n" * 40_000 + b"From: a@b.nl\r\n\r\nbrug",
        typed("text/html", b"<div>" * 50_000 + b"brug"),
        typed("text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64", b"=" * 100_000),
        typed("text/plain; charset=utf-8\r\nContent-Transfer-Encoding: x-uuencode", b"begin 666"),
        b"\x00" * 1_000,
        b"",
    ],
)
def test_bombs_and_broken_letters_are_survived(raw):
    post, warnings = heard(raw)
    assert post is not None or warnings


@given(st.binary(max_size=3_000))
def test_no_bytes_break_it(raw):
    post, _warnings = heard(raw)
    assert post is None or len(post.text) <= MAX_TEXT


@given(
    st.sampled_from(
        ["From", "Reply-To", "Subject", "Content-Type", "References", "Date", "Message-ID"]
    ),
    st.text(alphabet="<>@;:=?\"'\\\x00\té utf-8b().,[]ax\udc80", max_size=120),
    st.binary(max_size=200),
)
def test_no_header_breaks_it_and_what_is_heard_can_travel(name, value, body):
    raw = f"{name}: {value}\r\n".encode("utf-8", "surrogateescape")
    post, _warnings = heard(HEAD + raw + b"\r\n" + body)
    if post is not None:
        assert "\0" not in post.title + post.text
        batch = Batch((post,))
        assert encode_batch(decode_batch(encode_batch(batch))) == encode_batch(batch)
        assert isinstance(msgspec.json.decode(post.raw), dict)
