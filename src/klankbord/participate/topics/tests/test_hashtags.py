"""A hashtag of several words is offered as a phrase; the query itself stays as it is."""

import pytest

from klankbord.core.match import parse_query
from klankbord.participate.topics.hashtags import hashtag_hints
from klankbord.participate.topics.query_check import check_query


def test_words_are_offered():
    (hint,) = hashtag_hints("#GemeenteUtrecht NOT markt")
    assert hint == (
        "#GemeenteUtrecht finds the hashtag alone. For the words too, write: "
        '(#GemeenteUtrecht OR "gemeente utrecht")'
    )
    parse_query(hint.partition("write: ")[2])


@pytest.mark.parametrize(
    "text",
    [
        "#fietspad",
        "gemeente utrecht",
        '(#GemeenteUtrecht OR "gemeente utrecht")',
        "a#BcDe",
        "#",
        "",
    ],
)
def test_nothing_to_offer(text):
    assert hashtag_hints(text) == []


def test_no_more_than_a_few():
    assert len(hashtag_hints(" OR ".join(f"#DagVan{n}" for n in "ABCDEFG"))) == 3


@pytest.mark.django_db
def test_the_editor_says_it(organisation, now):
    assert any("hashtag alone" in each for each in check_query("#GemeenteUtrecht", at=now).warnings)
