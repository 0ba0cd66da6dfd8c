"""Readability by the published formulas, on counts made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.text.readability import (
    long_sentences,
    long_words,
    readability,
    reading_ease,
)
from klankbord.core.text.sentences import sentence_places, word_places
from klankbord.core.text.syllables import count_syllables

# Syllables as spoken, counted by hand.
DUTCH = {
    1: "ja wij niet deel huis vrouw nieuw eeuw groei ooit team mail schrijft recht vraagt",
    2: "foto website online boodschap bericht mening vakbond moeite update vragen misstand buiten"
    " e-mail trouwens schouders zoiets",
    3: "collega gebouwen richtlijnen reactie radio museum ideeën video vergissing toestemming"
    " crisisteam geüpload beoordeeld",
    4: "januari vacature situatie sociale medewerker patiënten officieel auteursrechten"
    " persvoorlichter bedreigingen",
    5: "organisatie verantwoordelijk vertrouwelijke financiële",
    6: "ondernemingsraden nationaliteit communicatieplan",
    7: "vertrouwenspersonenteam",
}
ENGLISH = {
    1: "ask shared rules please don't can't league world school watched league's",
    2: "people someone needed client science places union being doing doesn't rota couldn't quiet"
    " statement website question cheated trying language able",
    3: "idea media radio somebody employee department reporting actual agreement management area"
    " curious reliance",
    4: "communicate criticism society security appropriate situation particular information",
    5: "communication organisation opportunity university",
    6: "responsibility availability",
}


def listed(given):
    return [(word, n) for n, line in given.items() for word in line.split()]


@pytest.mark.parametrize(("word", "n"), listed(DUTCH))
def test_dutch_syllables(word, n):
    assert count_syllables(word, "nl") == n


@pytest.mark.parametrize(("word", "n"), listed(ENGLISH))
def test_english_syllables(word, n):
    assert count_syllables(word, "en") == n


@pytest.mark.parametrize(("word", "n"), [("BSN", 3), ("72", 2), ("HR", 2), ("GEMEENTE", 3)])
def test_letters_and_digits_are_read_one_by_one(word, n):
    assert count_syllables(word, "nl") == n


# Worked examples of the English formula as they are published: 6 words of 6 syllables, and one
# sentence of 12 words with 23; those of the Dutch one are worked by hand from Douma's own weights.
@pytest.mark.parametrize(
    ("language", "counts", "score"),
    [
        ("en", (1, 6, 6), 116.145),
        ("en", (1, 12, 23), 32.505),
        ("en", (1, 13, 24), 37.455),
        ("en", (5, 100, 150), 59.635),
        ("nl", (1, 6, 6), 124.26),
        ("nl", (5, 100, 150), 72.74),
        ("nl", (10, 100, 200), 43.54),
        ("nl", (1, 20, 40), 34.24),
    ],
)
def test_the_score_is_that_of_the_published_formula(language, counts, score):
    n_sentences, n_words, n_syllables = counts
    found = reading_ease(
        n_sentences=n_sentences, n_words=n_words, n_syllables=n_syllables, language=language
    )
    assert found == pytest.approx(score, abs=0.01)


@pytest.mark.parametrize(
    ("language", "text", "counts"),
    [
        ("en", "The cat sat on the mat.", (1, 6, 6)),
        ("en", "Ask first. Then you may share the photo with us.", (2, 10, 11)),
        ("nl", "De kat zit op de mat.", (1, 6, 6)),
        ("nl", "Vraag het eerst. Daarna mag je de foto met ons delen.", (2, 11, 14)),
        ("nl", "Deel nooit:\n\n- wachtwoorden;\n- een rooster.", (3, 5, 8)),
        ("en", "# Rest\n\nYou need not answer, e.g. at 6 p.m. on Sunday.", (2, 11, 15)),
    ],
)
def test_a_text_is_counted_as_by_hand(language, text, counts):
    found = readability(text, language)
    assert (found.n_sentences, found.n_words, found.n_syllables) == counts
    assert found.score == pytest.approx(
        reading_ease(
            n_sentences=counts[0], n_words=counts[1], n_syllables=counts[2], language=language
        )
    )


def test_a_text_without_a_word_has_no_score():
    assert readability(" \n- * ", "nl") is None


def test_long_sentences_and_words_have_their_place():
    long = " ".join(["woord"] * 21)
    text = f"Kort is goed. Dan volgt {long}. De communicatieverantwoordelijkheid ligt vast."
    [(place, n_words)] = long_sentences(text, "nl")
    assert (n_words, text[place.start : place.start + 9]) == (23, "Dan volgt")
    [(place, n_syllables)] = long_words(text, "nl")
    assert text[place.start : place.end] == "communicatieverantwoordelijkheid"
    assert n_syllables == 11


def test_an_address_is_no_long_word():
    text = "See https://organisation.example/communication/responsibilities or mail us@an.example."
    assert [text[start:end] for (start, end), _ in long_words(text, "en")] == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Call dr. Jansen. He knows.", ["Call dr. Jansen.", "He knows."]),
        ("Zie art. 27 van de wet. Punt.", ["Zie art. 27 van de wet.", "Punt."]),
        ("It costs 3.50 euros. Pay now!", ["It costs 3.50 euros.", "Pay now!"]),
        ("One\nline goes on. Two.", ["One\nline goes on.", "Two."]),
        ("**Do:** ask.\n\n1. one;\n2. two.", ["**Do:** ask.", "one;", "two."]),
        ("“Ask first.” Then share.", ["“Ask first.”", "Then share."]),
    ],
)
def test_a_text_is_cut_where_sentences_end(text, sentences):
    assert [text[start:end] for start, end in sentence_places(text)] == sentences


@given(st.text(max_size=300))
def test_sentences_hold_all_words_once_and_in_order(text):
    places = sentence_places(text)
    assert all(0 <= start < end <= len(text) for start, end in places)
    inside = [word for place in places for word in word_places(text, place)]
    assert inside == sorted(set(inside))
