import pytest

from klankbord.core.guard.people import people_in


def longest(text):
    found = sorted(people_in(text), key=lambda each: each.start - each.end)
    return text[found[0].start : found[0].end] if found else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dank aan mevr. De Vries voor alles", "mevr. De Vries"),
        ("Volgens dr. A.B. van der Sluis mag het", "dr. A.B. van der Sluis"),
        ("Gisteren sprak Fatima El Amrani in de zaal", "Fatima El Amrani"),
        ("Bel Fatima El Amrani morgen", "Fatima El Amrani"),
        ("Jan-Willem haalde taart", "Jan-Willem"),
        ("het team van A. Visser", "A. Visser"),
        ("My name is Rubija Novak", "Rubija Novak"),
    ],
)
def test_names_are_taken_whole(text, name):
    assert longest(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "De Van der Laanstraat is dicht",
        "Piet Heinkade is open",
        "In april en juli",
        "daan",
        "Gemeente Utrecht en Stichting Lezen",
        "Wij gaan naar Den Haag",
    ],
)
def test_what_is_nobody(text):
    assert longest(text) in {"", "Piet"}


def test_handles_are_no_names_of_ours():
    assert longest("volg @Marieke op het plein") == ""
