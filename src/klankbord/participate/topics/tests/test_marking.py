import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.match import parse_query
from klankbord.participate.topics.marking import LONGEST, Marker


def marked(query, text):
    made = Marker.of(parse_query(query)).mark(text)
    return [made.text[start:end] for start, end in made.spans]


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("klacht", "Een KLACHT, klachten", ["KLACHT"]),
        ("klacht*", "Een klacht, klachten", ["klacht", "klachten"]),
        ('"oude haven"', "de oude haven en oude", ["oude", "haven"]),
        ("cafe", "Café", ["Café"]),
        ("#parkeren", "#Parkeren", ["Parkeren"]),
        ("a NOT b", "a b", ["a"]),
        ("title:haven", "haven", ["haven"]),
    ],
)
def test_words_of_the_query_are_marked(query, text, words):
    assert marked(query, text) == words


def test_a_long_text_is_shown_around_its_first_mark():
    made = Marker.of(parse_query("haven")).excerpt("woord " * 300 + "haven " + "einde " * 300)
    assert len(made.text) <= LONGEST + 6
    assert [made.text[start:end] for start, end in made.spans] == ["haven"]


@given(st.text(max_size=300))
def test_nothing_of_a_text_is_lost(text):
    made = Marker.of(parse_query("a OR be* OR {C}")).mark(text)
    assert made.text == text
    assert all(0 <= start < end <= len(text) for start, end in made.spans)
