"""Cutting text into words, in any script, and what the index gets."""
# ruff: noqa: RUF001  letters that look alike, and rows of examples, are the point

import contextlib
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.post import Author, Media, Post
from klankbord.core.text.entities import bare_address, handles_in, hashtags_in, host_spellings
from klankbord.core.text.fold import fold_value
from klankbord.core.text.keys import LONGEST_KEY, key_prefix, key_token
from klankbord.core.text.tokens import (
    index_keys,
    index_words,
    post_surfaces,
    post_words,
    surfaces_of,
    words_of,
)

sqlite = pytest.importorskip("pysqlite3")

CUT = {
    "Hallo, WERELD!": "hallo wereld",
    "foto's en auto’s": "foto s en auto s",
    "e-bike": "e bike",
    "Crème brûlée": "creme brulee",
    "STRASSE straße": "strasse strasse",
    "Łódź Åse Ørsted œuvre": "lodz ase orsted oeuvre",
    "İstanbul ısı": "istanbul isi",
    "Σίσυφος ΣΊΣΥΦΟΣ": "σισυφοσ σισυφοσ",
    "ﬁets ｆｉｅｔｓ": "fiets fiets",
    "fi\u200bets fi\u00adets \ufefffiets": "fiets fiets fiets",
    "a\u202eb\u200fc": "abc",
    "a\x00b\x1fc": "a b c",
    "\ud800a\udfff": "a",
    "שָׁלוֹם": "שלום",
    "مُحَمَّد أحمد": "محمد احمد",
    "हिन्दी": "हिन्दी",
    "ภาษาไทย ที่": "ภาษาไทย ที่",
    "手机壳": "手机 机壳",
    "壳": "壳",
    "iPhone手机": "iphone 手机",
    "ｶﾞｷﾞ がき": "ガギ がき",
    "가나다": "가나 나다",
    "👍🏽 ok❤️👨‍👩‍👧": "👍 ok ❤ 👨 👩 👧",
    "#FietsPad @Anna": "fietspad anna",
    "zie https://www.krant.example/a?b=c. Nu": "zie nu",
    "WWW.Krant.example/x hier": "hier",
    "10.000,50 €": "10 000 50",
    "½": "1 2",
    "snake_case": "snake case",
    "...": "",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), CUT.items())
def test_words(text, expected):
    assert " ".join(words_of(text)) == expected


def test_surfaces_keep_case_and_accents():
    assert surfaces_of("BoZ één naïef a\u0308x 手机壳") == [
        "BoZ",
        "één",
        "naïef",
        "äx",
        "手机",
        "机壳",
    ]


def test_very_long_words_are_cut():
    assert words_of("a" * 500) == ["a" * 80]


@given(st.text(max_size=60))
def test_surfaces_stand_where_words_stand(text):
    assert len(surfaces_of(text)) == len(words_of(text))


@given(st.text(max_size=60))
def test_words_of_words_are_the_same(text):
    words = [
        word
        for word in words_of(text)
        if not re.search("[\u3005-\uffff\U00020000-\U00032000]", word)
    ]
    assert words_of(" ".join(words)) == words


@given(st.text(max_size=40))
def test_folding_a_value_twice_changes_nothing(text):
    assert fold_value(fold_value(text)) == fold_value(text)


def test_tags_and_handles():
    assert hashtags_in("#FietsPad a#b &#39; #één ##x", ["Brug", "#brug"]) == [
        "brug",
        "fietspad",
        "een",
        "x",
    ]
    assert handles_in("Hoi @Anna@Plek.example. info@plek.example @piet.nl!") == [
        "anna@plek.example", "anna", "piet.nl",
    ]  # fmt: skip


def test_addresses():
    assert bare_address("HTTPS://www.Krant.example/Stuk/") == "krant.example/stuk"
    assert host_spellings("a.b.krant.example") == (
        "a.b.krant.example",
        "b.krant.example",
        "krant.example",
    )


def _post(**changes):
    given = {
        "id": "mastodon:1",
        "platform": "mastodon",
        "text": "Het #FietsPad! Zie https://nieuws.krant.example/1 @anna",
        "published_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        "author": Author(id="7", handle="Jan@plek.example", name="Jan O'Neil"),
    }
    return Post(**{**given, **changes})


def test_index_of_a_post():
    post = _post(
        title="Nieuw", lang="nl-BE", source="3", url="https://www.plek.example/@jan/1",
        thread="T1", place="Bergen op Zoom", media=(Media(type="image"),), in_reply_to="mastodon:0",
    )  # fmt: skip
    assert index_words(post) == "nieuw ¶ het fietspad zie anna"
    assert set(index_keys(post).split(" ")) == {
        "platform:mastodon", "author:jan@plek.example", "author:jan", "author:7",
        "author:jan·20·o·27·neil", "source:3", "lang:nl-be", "lang:nl", "site:plek.example",
        "hashtag:fietspad", "mention:anna", "link:nieuws.krant.example", "link:krant.example",
        "has:media", "has:image", "has:link", "has:hashtag", "has:mention", "has:place",
        "has:title", "is:reply", "is:public", "thread:t1", "place:bergen", "place:op", "place:zoom",
    }  # fmt: skip


def test_long_values_differ_by_their_end():
    one, other = key_token("thread", "x" * 900 + "a"), key_token("thread", "x" * 900 + "b")
    assert one != other
    assert len(one) < LONGEST_KEY
    assert one.startswith(key_prefix("thread", "x" * 900))


@given(st.text(max_size=30), st.text(max_size=30))
def test_two_values_never_share_a_token(one, other):
    one, other = fold_value(one), fold_value(other)
    assert (key_token("author", one) == key_token("author", other)) == (one == other)


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_tokens_survive_the_index(text, handle, tag):
    post = _post(text=text, author=Author(id="1", handle=handle), hashtags=(tag,))
    assert len(post_words(post)) == len(post_surfaces(post))
    with contextlib.closing(sqlite.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE search USING fts5"
            """(words, keys, tokenize="ascii tokenchars '#@:_-./'")"""
        )
        database.execute("INSERT INTO search VALUES (?, ?)", [index_words(post), index_keys(post)])
        database.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(search, 'col')")
        kept = database.execute("SELECT term, col FROM terms").fetchall()
    expected = {(word, "words") for word in post_words(post)}
    expected |= {(key, "keys") for key in index_keys(post).split(" ")}
    assert set(kept) == expected
