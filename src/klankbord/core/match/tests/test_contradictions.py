import pytest
from hypothesis import given

from klankbord.core.match import parse_query
from klankbord.core.match.check import matches
from klankbord.core.match.contradictions import Clash, contradictions_of, implies
from klankbord.core.match.tree import Query

from .strategies import facts, posts, trees

pytestmark = pytest.mark.engine


def found(text):
    return [(each.clash, each.is_whole) for each in contradictions_of(parse_query(text).tree)]


@pytest.mark.parametrize(
    ("text", "clash"),
    [
        ("afval NOT afval", Clash.EXCLUDED),
        ("afvalbak NOT afval*", Clash.EXCLUDED),
        ('"volle container" -container', Clash.EXCLUDED),
        ("(klacht OR klager) boos NOT kla*", Clash.EXCLUDED),
        ("(klacht NEAR/3 gemeente) NOT (gemeente OR stad)", Clash.EXCLUDED),
        ("{BoZ} -boz", Clash.EXCLUDED),
        ("brug #fiets -#fiets", Clash.EXCLUDED),
        ("brug followers:>=100 -followers:>=10", Clash.EXCLUDED),
        ("brug since:2026-03-01 until:2026-02-01", Clash.NO_PERIOD),
        ("brug followers:<10 followers:>100", Clash.NO_NUMBER),
        ("brug platform:x platform:mastodon", Clash.ONE_PLACE),
        ("(brug -brug) OR (pad -pad)", Clash.EXCLUDED),
    ],
)
def test_what_can_never_match_is_named(text, clash):
    assert found(text) == [(clash, True)]


@pytest.mark.parametrize(
    "text",
    [
        "afval NOT container",
        "afval* NOT afvalbak",
        "(klacht OR boos) NOT klacht",
        'container NOT "volle container"',
        "br?g* -br*g",
        "brug lang:nl lang:nl-be",
        "brug followers:<10 engagement:>100",
        "#fiets #brug",
        "site:krant.example -link:krant.example/stuk",
    ],
)
def test_what_may_match_is_left_alone(text):
    assert found(text) == []


def test_a_dead_branch_is_named_while_the_rest_lives():
    assert found("brug OR (pad -pad) OR fiets") == [(Clash.EXCLUDED, False)]


@given(trees, posts, facts)
def test_what_is_named_never_matches(tree, post, known):
    if any(each.is_whole for each in contradictions_of(tree)):
        assert not matches(Query(tree, ""), post, known)


@given(trees, trees, posts, facts)
def test_what_is_implied_holds(one, other, post, known):
    if implies(one, other) and matches(Query(one, ""), post, known):
        assert matches(Query(other, ""), post, known)


def test_large_lists_are_not_compared():
    words = " OR ".join(f"w{number}" for number in range(2000))
    assert found(f"({words}) NOT (x OR {words})") == []
