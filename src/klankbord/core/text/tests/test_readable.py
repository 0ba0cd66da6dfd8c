"""A text as somebody reads it aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.text.readable import hashtag_words, readable
from klankbord.core.text.words import words_of

TAGS = {
    "#GemeenteUtrecht": "Gemeente Utrecht",
    "gemeenteutrecht": "gemeenteutrecht",
    "#NSReizigers": "NS Reizigers",
    "#NS2025": "NS 2025",
    "#lokale_verkiezingen": "lokale verkiezingen",
    "#ÉénÜberTest": "Één Über Test",
    "#COVID19NL": "COVID 19 NL",
    "\uff03Fiets": "Fiets",
    "#": "",
}


@pytest.mark.parametrize(("tag", "words"), TAGS.items())
def test_words_of_a_hashtag(tag, words):
    assert " ".join(hashtag_words(tag)) == words


def test_what_is_read_aloud():
    text = (
        "RT @anna@plek.example: Kijk #GemeenteUtrecht https://a.example/b?c=1"
        " WWW.b.example &#39; klaar"
    )
    assert readable(text) == "Kijk Gemeente Utrecht &#39; klaar"


@given(st.text(alphabet="aBcD é1_#ÀßΣ", max_size=30))
def test_no_letter_of_a_hashtag_is_lost(tag):
    assert "".join(hashtag_words(tag)) == tag.lstrip("#").replace("_", "")


@given(st.text(alphabet="abc de.!?", max_size=40))
def test_plain_text_keeps_its_words(text):
    assert words_of(readable(text)) == words_of(text)
