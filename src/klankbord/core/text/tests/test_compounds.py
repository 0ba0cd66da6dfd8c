"""Compounds cut into the words that are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.text.compounds import compound_parts

COUNTS = {
    "gemeente": 500, "huis": 400, "gemeentehuis": 20, "zwem": 30, "bad": 100, "zwembad": 200,
    "verkeer": 50, "verkeers": 2, "plan": 300, "verkiezing": 50, "programma": 80, "afval": 100,
    "container": 60, "boek": 90, "kast": 40, "groen": 30, "kool": 20, "kinder": 40, "opvang": 30,
}  # fmt: skip
CUT = {
    "gemeentehuis": "gemeente huis",
    "zwembad": "zwembad",
    "verkeersplan": "verkeer plan",
    "verkiezingsprogramma": "verkiezing programma",
    "boekenkast": "boek kast",
    "groenekool": "groen kool",
    "gemeenteafvalcontainerplan": "gemeente afval container plan",
    "kinderopvang": "kinder opvang",
    "onbekend": "onbekend",
    "huis": "huis",
    "": "",
}


@pytest.mark.parametrize(("word", "parts"), CUT.items())
def test_cut(word, parts):
    assert " ".join(compound_parts(word, COUNTS)) == parts


@given(st.text(alphabet="abcden", max_size=60), st.dictionaries(
    st.text(alphabet="abcden", min_size=3, max_size=5), st.integers(1, 9), max_size=8
))  # fmt: skip
def test_parts_are_known_and_stand_in_the_word_in_order(word, counts):
    parts = compound_parts(word, counts)
    at = 0
    for part in parts:
        assert parts == [word] or part in counts
        at = word.index(part, at) + len(part)
