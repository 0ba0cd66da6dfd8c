import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.ambassadors.pulse.instruments import (
    InstrumentUnreadable,
    as_content,
    of_content,
    own_instrument,
    read_instrument,
    said,
)
from klankbord.core.flow.read import write_document


def plain(instrument):
    """The document that says the same."""
    words = {"key", "name", "licence", "points", "low", "high", "recommend"}
    content = as_content(instrument)
    subjects = [
        {
            "key": subject["key"],
            "name": subject["name"],
            "items": [
                {"key": item["key"], "text": item["text"], "reversed": item["is_reversed"]}
                for item in subject["items"]
            ],
        }
        for subject in content["subjects"]
    ]
    return {key: content[key] for key in words} | {"subjects": subjects}


def test_our_own_survey_is_free_short_and_in_two_languages():
    own = own_instrument()
    assert own.licence == "CC0-1.0"
    assert [subject.key for subject in own.subjects] == [
        "information", "voice", "safety", "usefulness", "pride", "load",
    ]  # fmt: skip
    assert all(len(subject.items) == 2 for subject in own.subjects)
    for item in own.items:
        assert set(item.text) == {"en", "nl"}
        assert all(len(words.split()) <= 9 for words in item.text.values())
    assert len({said(item.text) for item in own.items}) == 12


@pytest.mark.parametrize("language", ["en", "nl"])
def test_our_own_survey_is_read_and_tapped_in_less_than_a_minute(language):
    """At 200 words a minute, slower than most people read, and two seconds for each answer."""
    own = own_instrument()
    words = [item.text[language] for item in own.items] + [own.recommend[language]]
    n_words = sum(len(text.split()) for text in words)
    assert n_words / 200 * 60 + 2 * len(words) < 60


@pytest.mark.parametrize("write", [json.dumps, write_document])
def test_a_survey_reads_back_from_yaml_and_json_and_from_what_is_kept(write):
    own = own_instrument()
    assert read_instrument(write(plain(own))) == own
    assert of_content(json.loads(json.dumps(as_content(own)))) == own


def test_a_shorter_survey_has_a_shorter_sheet():
    own = own_instrument()
    assert len(own.sheet) == 13
    short = own.with_subjects(["voice", "load"], asks_recommend=False)
    assert short.sheet == ["-12345"] * 4
    assert own.sheet[-1] == "-0123456789A"


def bad(change):
    document = plain(own_instrument())
    change(document)
    with pytest.raises(InstrumentUnreadable) as raised:
        read_instrument(json.dumps(document))
    return raised.value.problems


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.pop("licence"), "licence: is missing"),
        (lambda d: d.update(points=11), "points: write a whole number from 2 to 10"),
        (lambda d: d.update(points="5"), "points: write a whole number from 2 to 10"),
        (lambda d: d.update(author="me"), "author: is not a field that we know"),
        (lambda d: d.update(key="Our Survey"), "key: use at most 30 small letters"),
        (lambda d: d["name"].pop("nl"), "name.nl"),
        (lambda d: d.update(subjects=[]), "subjects: write a list with one or more"),
        (lambda d: d["subjects"][0].update(items="x"), "subjects.1.items: write a list"),
        (lambda d: d["subjects"][0]["items"][1].pop("text"), "subjects.1.items.2.text: is missing"),
        (lambda d: d["subjects"][1].update(key="information"), "“information” stands twice"),
        (lambda d: d["subjects"][1].update(key="recommend"), "“recommend” stands twice"),
        (lambda d: d["subjects"][0]["items"][0].update(reversed="no"), "write true or false"),
        (lambda d: d["subjects"][0]["items"][0]["text"].update(en="x" * 301), "1 to 300 letters"),
    ],
)
def test_a_bad_file_says_where_and_what(change, said):
    problems = bad(change)
    assert any(said in problem for problem in problems), problems


def test_a_missing_translation_is_named():
    assert bad(lambda d: d["name"].pop("nl")) == ["name.nl: is missing."]


def test_all_problems_are_named_at_once():
    def change(document):
        document.pop("licence")
        document["points"] = 1
        document["subjects"][0]["items"][0]["key"] = "X"

    assert len(bad(change)) == 3


def test_too_many_items_do_not_fit_on_a_sheet():
    def change(document):
        items = document["subjects"][0]["items"]
        items += [{"key": f"more-{n}", "text": {"en": "a", "nl": "b"}} for n in range(40)]

    assert "At most 40" in bad(change)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key: [", "Line"),
        ("a: &x 1\nb: *x", "refers to another place"),
        ("key: a\nkey: b", "stands twice"),
        ("x" * 400_001, "too large"),
        ("- 1", "the file: write fields"),
        ("", "the file: write fields"),
    ],
)
def test_what_is_no_survey_is_refused_in_words(text, said):
    with pytest.raises(InstrumentUnreadable) as raised:
        read_instrument(text)
    assert said in " ".join(raised.value.problems)


WORDS = st.sampled_from(["key", "name", "subjects", "items", "en"])
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
JSON: st.SearchStrategy = st.deferred(
    lambda: PLAIN | st.lists(JSON, max_size=3) | st.dictionaries(WORDS, JSON, max_size=4)
)


@given(JSON)
def test_whatever_stands_in_a_file_it_is_read_or_refused(document):
    with pytest.raises(InstrumentUnreadable):
        read_instrument(json.dumps(document))
