"""The card of a page: its own words in one line, whatever it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.text.page_card import ABOUT_LENGTH, TITLE_LENGTH, PageCard, page_card

HTML = "text/html; charset=utf-8"


def head(*tags):
    return f"<!doctype html><head>{''.join(tags)}</head><body>x</body>".encode()


@pytest.mark.parametrize(
    ("body", "card"),
    [
        (head("<title>Zwembad</title>"), PageCard("Zwembad")),
        (head("<TITLE lang=nl>\n Zwem\n bad </TITLE>"), PageCard("Zwem bad")),
        (
            head(
                "<title>x</title>", '<meta property="og:title" content="Zwembad &amp; sauna">',
                "<meta name='description' content='Open van &lt;8&gt; tot 5'>",
            ),
            PageCard("Zwembad & sauna", "Open van <8> tot 5"),
        ),
        (
            head('<meta content="A > B" property=og:title><meta name=description content=kort />'),
            PageCard("A > B", "kort"),
        ),
        (head("<title>Zelfde</title><meta name=description content=Zelfde>"), PageCard("Zelfde")),
        (head("<meta property=og:title content=''><title>T</title>"), PageCard("T")),
        (head("<title>a\u202eb\0c</title>"), PageCard("abc")),
        (head("<title> </title>"), None),
        (b"", None),
    ],
)  # fmt: skip
def test_it_says_what_the_page_says_of_itself(body, card):
    assert page_card(body, HTML) == card


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/plain", "application/json"])
def test_what_is_no_page_has_no_card(kind):
    assert page_card(head("<title>T</title>"), kind) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<title>Café</title>".encode("cp1252"), "text/html"),
        ("<title>Café</title>".encode("cp1252"), "text/html; charset=iso-8859-1"),
        ('<meta charset="windows-1252"><title>Café</title>'.encode("cp1252"), "text/html"),
        ("<title>Café</title>".encode(), "text/html; charset=no-such-thing"),
        ("<title>Café</title>".encode(), "text/html; charset=rot13"),
        ("<title>Café</title>".encode(), "text/html; charset=idna"),
        ("<title>Café</title>".encode(), "text/html; charset=undefined"),
        ("<title>Café</title>".encode("utf-16"), "text/html"),
    ],
)
def test_letters_come_right_also_where_the_page_is_wrong(body, kind):
    assert page_card(body, kind) == PageCard("Café")


def test_long_words_are_cut():
    about = f"<meta name=description content={'x' * 900}>"
    card = page_card(head(f"<title>{'woord ' * 90}</title>", about), HTML)
    assert len(card.title) <= TITLE_LENGTH + 1
    assert card.title.endswith("woord…")
    assert len(card.about) <= ABOUT_LENGTH


@pytest.mark.parametrize(
    "piece", ["<div>", "<meta ", '<meta "', "<meta a", "<title ", "<title><", "<!--", "aaaa"]
)
@pytest.mark.timeout(60)
def test_a_page_made_to_be_slow_has_an_end(piece):
    assert page_card((piece * 400_000).encode()[:3_000_000], HTML) is None


@given(st.binary(max_size=600), st.text(max_size=40))
def test_whatever_comes_is_a_card_or_none(body, kind):
    card = page_card(body, kind)
    assert card is None or card.title
