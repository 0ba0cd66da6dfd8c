"""Which language a text is in, how sure, and when nobody can say."""

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.text.language import LEAST_SURE, UNKNOWN, Language, languages, told_language

pytestmark = pytest.mark.engine

CLEAR = {
    "De trein is weer eens te laat vanochtend": "nl",
    "The train is late again this morning": "en",
    "Der Zug ist heute wieder zu spät": "de",
    "Le train est encore en retard": "fr",
    "El tren llega tarde otra vez": "es",
    "Поезд опять опаздывает сегодня": "ru",
    "القطار متأخر مرة أخرى": "ar",
    "Goedemorgen allemaal, fijne dag! 😀 @anna https://plek.example/a": "nl",
    "#GoedemorgenAllemaal #FijneDag": "nl",
}
NOBODY_KNOWS = [
    "",
    "   ",
    "😀😀",
    "@anna @piet",
    "www.de-trein.example",
    "12:30",
    "ok",
]


@pytest.mark.parametrize(("text", "code"), CLEAR.items())
def test_clear_texts(text, code):
    (found,) = languages([text])
    assert found.code == code
    assert found.p > LEAST_SURE
    assert not found.is_told


@pytest.mark.parametrize("text", NOBODY_KNOWS)
def test_what_nobody_can_tell_stays_without_a_language(text):
    assert languages([text])[0].code == ""


def test_the_platform_is_believed_first():
    texts = ["The train is late again this morning"] * 4
    found = languages(texts, told=["nl-BE", "und", "??"])
    assert found[0] == Language("nl", 1.0, is_told=True)
    assert [each.code for each in found[1:]] == ["en"] * 3


@pytest.mark.parametrize(
    ("tag", "code"),
    [("nl", "nl"), ("EN_us", "en"), ("iw", "he"), ("nb", "no"), (" de ", "de"), ("fry", "fry")],
)
def test_tags_of_platforms(tag, code):
    assert told_language(tag).code == code


@pytest.mark.parametrize("tag", ["", "und", "zxx", "n", "nederlands", "q1", "-nl"])
def test_tags_that_say_nothing(tag):
    assert told_language(tag) is None


def test_short_texts_are_tried_on_what_we_expect():
    assert languages(["casa"], expected=("es", "fr"))[0].code == "es"
    assert languages(["casa"], expected=("it", "nl"))[0].code == "it"


@given(st.lists(st.text(), max_size=5))
def test_any_text_gets_an_answer(texts):
    for found in languages(texts):
        assert 0 <= found.p <= 1
        assert (found.code == "") <= (found == UNKNOWN or found.p < LEAST_SURE)


def _rows(name):
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        pytest.skip("KLANKBORD_TEST_DATA names no folder of labelled sets")
    with gzip.open(Path(folder, name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _shares(rows):
    found = languages([row["text"] for row in rows])
    n = Counter(row["lang"] for row in rows)
    right = Counter(
        row["lang"] for row, each in zip(rows, found, strict=True) if each.code == row["lang"]
    )
    return {lang: right[lang] / n[lang] for lang in n}


@pytest.mark.data
def test_texts_of_forty_letters():
    rows = [
        {"lang": row["lang"], "text": row["text"][:40]}
        for row in _rows("lid_lingua/texts.jsonl.gz")
        if row["kind"] == "sentence" and row["lang"] in {"nl", "de", "fr", "es"}
    ]
    assert min(_shares(rows).values()) >= 0.97


@pytest.mark.data
def test_dutch_social_posts():
    rows = [row for row in _rows("lid_social/posts.jsonl.gz") if row["lang"] == "nl"]
    assert _shares(rows)["nl"] >= 0.97
