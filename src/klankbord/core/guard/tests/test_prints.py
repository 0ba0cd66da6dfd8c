import datetime as dt
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.guard.check import Inside, check_post
from klankbord.core.guard.finding import Light, Rule
from klankbord.core.guard.prints import CERTAIN, FEWEST, Printer, PrintIndex
from klankbord.core.guard.shelf import Shelf, ShelfUnusable, packed, unpacked

pytestmark = pytest.mark.engine

KEY = b"the key of this house"
WORDS = """
    besluit vestiging sluiting directie begroting voorstel reserve aanbesteding kosten planning
    overleg raad wethouder bouw brug gunning offerte termijn fusie onderzoek akkoord risico
    """.split()  # noqa: SIM905  # a list of words reads as one


def document(seed, n=400):
    rng = random.Random(seed)  # noqa: S311  # texts, no keys
    return " ".join(
        rng.choice(WORDS) + "".join(rng.choices(string.ascii_lowercase, k=2)) for _ in range(n)
    )


def index_of(texts, key=KEY):
    printer = Printer(key)
    return PrintIndex.of([(at, printer.prints_of(text).prints) for at, text in enumerate(texts)])


TEXTS = [document(seed) for seed in range(40)]
INDEX = index_of(TEXTS)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_copied_stretch_of_sixty_characters_is_always_found(data):
    number = data.draw(st.integers(0, len(TEXTS) - 1))
    text = TEXTS[number]
    start = data.draw(st.integers(0, len(text) - 60))
    around = data.draw(st.tuples(st.text(max_size=80), st.text(max_size=80)))
    copied = text[start : start + 60]
    assert sum(map(str.isalnum, copied)) >= CERTAIN
    post = f"{around[0]} {copied} {around[1]}"
    assert number in {each.document for each in INDEX.stretches(Printer(KEY).prints_of(post))}


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 2000))
def test_the_shortest_certain_stretch_is_found(number, start):
    letters = "".join(filter(str.isalnum, TEXTS[number % len(TEXTS)]))
    stretch = letters[start : start + CERTAIN]
    found = INDEX.stretches(Printer(KEY).prints_of(stretch))
    assert number % len(TEXTS) in {each.document for each in found}


def test_a_copy_is_found_however_it_is_dressed():
    copied = TEXTS[3][200:330]
    dressed = copied.upper().replace(" ", " \u200b*** \n").replace("e", "é").replace("E", "É")
    (found,) = INDEX.stretches(Printer(KEY).prints_of(dressed))
    assert (found.document, found.start < 30) == (3, True)


def test_a_changed_word_does_not_break_a_copy():
    words = TEXTS[5].split()[50:80]
    words[14] = "iets"
    (found,) = INDEX.stretches(Printer(KEY).prints_of(" ".join(words)))
    assert found.document == 5


def test_the_place_of_the_copy_is_told():
    post = f"Luister eens: {TEXTS[7][100:220]} en meer niet."
    (found,) = INDEX.stretches(Printer(KEY).prints_of(post))
    assert 14 <= found.start < 28
    assert 120 < found.end <= 134


def test_other_texts_meet_nothing():
    for seed in range(100, 160):
        assert INDEX.stretches(Printer(KEY).prints_of(document(seed, n=60))) == []


def test_a_dictionary_without_the_key_finds_nothing():
    """Who stole the prints and guesses the very documents learns nothing; who has the key does."""
    stolen = set(INDEX.prints.tolist())
    for key in (b"\0", b"another key", b"the key of this housf", b"klankbord"):
        guessed = {each for text in TEXTS for each in Printer(key).prints_of(text).prints.tolist()}
        assert not stolen & guessed
    assert stolen == {
        each for text in TEXTS for each in Printer(KEY).prints_of(text).prints.tolist()
    }


def test_prints_hold_no_letters_and_no_order():
    kept = packed(Shelf(INDEX, ["one"], "id"))
    for text in TEXTS[:5]:
        assert not any(word.encode() in kept for word in text.split())
    assert INDEX.prints.tolist() == sorted(INDEX.prints.tolist())


def test_what_is_public_is_nobodys_secret():
    printer = Printer(KEY)
    documents = [(1, printer.prints_of(TEXTS[0]).prints)]
    index = PrintIndex.of(documents, public=[printer.prints_of(TEXTS[0][:600]).prints])
    assert index.stretches(printer.prints_of(TEXTS[0][100:300])) == []
    assert index.stretches(printer.prints_of(TEXTS[0][900:1100]))


def test_set_phrases_copy_nothing_wherever_they_stand():
    printer = Printer(KEY)
    phrase = "het ministerie van Volksgezondheid, Welzijn en Sport"
    documents = [(1, printer.prints_of(f"{TEXTS[0]} volgens {phrase} mag het {TEXTS[1]}").prints)]
    post = printer.prints_of(f"Gisteren zei {phrase} nog iets anders")
    assert PrintIndex.of(documents).stretches(post)
    index = PrintIndex.of(documents, [printer.background()])
    assert index.stretches(post) == []
    assert index.stretches(printer.prints_of(TEXTS[0][100:160]))


def test_short_texts_and_no_documents():
    printer = Printer(KEY)
    assert len(printer.prints_of("kort").prints) == 0
    assert len(printer.prints_of("x" * CERTAIN).prints) >= FEWEST
    assert PrintIndex.of([]).stretches(printer.prints_of(TEXTS[0])) == []
    with pytest.raises(ValueError, match="0"):
        Printer(b"")


def test_a_shelf_comes_back_and_refuses_another_key():
    content = packed(Shelf(INDEX, ["a", "b"], "id"))
    back = unpacked(content, key_id="id")
    assert list(back.titles) == ["a", "b"]
    assert back.prints.stretches(Printer(KEY).prints_of(TEXTS[2][50:200]))
    for broken in (b"", b"nonsense", content[:-40]):
        with pytest.raises(ShelfUnusable):
            unpacked(broken, key_id="id")
    with pytest.raises(ShelfUnusable):
        unpacked(content, key_id="other")


def test_versions_of_a_document_are_told_at_most_three_times():
    texts = [TEXTS[0]] * 5 + [TEXTS[0][:900]]
    inside = Inside(printer=Printer(KEY), prints=index_of(texts), titles={0: "Plan"})
    verdict = check_post(f"{TEXTS[0][700:1300]}", on=dt.date(2026, 1, 1), inside=inside)
    found = [each for each in verdict.findings if each.rule is Rule.DOCUMENT]
    assert (len(found), verdict.light) == (3, Light.RED)
    assert "Plan" in {each.detail for each in found}
