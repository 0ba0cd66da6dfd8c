"""Material or editorial, on pairs that were labelled by hand; half of them were never tuned on."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.guidelines.difference import Difference, compare_wordings
from klankbord.core.guidelines.wording import Kind

PAIRS = [
    json.loads(line)
    for line in Path(__file__).with_name("clause_pairs.jsonl").read_text("utf-8").splitlines()
]


def test_the_set_is_large_and_in_balance():
    for language in ("nl", "en"):
        for split in ("tuned", "held-out"):
            labels = [
                each["label"]
                for each in PAIRS
                if (each["lang"], each["split"]) == (language, split)
            ]
            assert len(labels) >= 20
            assert labels.count("material") in range(len(labels) // 2 - 1, len(labels) // 2 + 2)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["new"][:40])
def test_every_pair_is_judged_as_labelled(pair):
    found = compare_wordings(pair["old"], pair["new"], pair["lang"])
    assert found.difference == pair["label"]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["new"][:40])
def test_the_way_back_is_the_same_kind(pair):
    there = compare_wordings(pair["old"], pair["new"], pair["lang"])
    back = compare_wordings(pair["new"], pair["old"], pair["lang"])
    assert there.difference == back.difference


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Do not post fotos of coleagues.", "Do not post photos of colleagues."),
        (
            "Do not publish figures that where not public.",
            "Do not publish figures that were not public.",
        ),
        ("Let a colleage read it.", "Let a colleague read it."),
    ],
)
def test_in_doubt_people_are_asked(old, new):
    """A slip at the first letter, or a letter that is missing, may be another word."""
    assert Kind.MEANING in compare_wordings(old, new, "en").kinds


@pytest.mark.parametrize(
    ("language", "old", "new", "kind"),
    [
        ("en", "You must ask first.", "You may ask first.", Kind.DUTY),
        ("nl", "Deel geen rooster.", "Deel een rooster.", Kind.DENIAL),
        ("nl", "Binnen 72 uur.", "Binnen 24 uur.", Kind.NUMBER),
        ("en", "From 1 May.", "From 1 June.", Kind.DAY),
        ("nl", "Bel de directeur.", "Bel de burgemeester.", Kind.ROLE),
        ("en", "For all of them.", "For some of them.", Kind.SCOPE),
        ("nl", "Dan volgt een gesprek.", "Dan volgt ontslag.", Kind.CONSEQUENCE),
        ("en", "Share the rota.", "Share the menu.", Kind.MEANING),
    ],
)
def test_a_material_difference_says_why(language, old, new, kind):
    assert kind in compare_wordings(old, new, language).kinds


def test_the_same_words_are_no_difference():
    assert compare_wordings("Ask first.", "Ask first.", "en").difference is Difference.NONE


@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(["nl", "en"]))
def test_any_two_texts_can_be_compared(old, new, language):
    there = compare_wordings(old, new, language).difference
    assert (there is Difference.NONE) == (old == new)
