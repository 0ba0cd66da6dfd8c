import pytest

from klankbord.core.match import parse_query
from klankbord.core.match.outlook import Weight, outlook


@pytest.mark.parametrize(
    ("text", "weight", "is_broad"),
    [
        ("fietspadvernieuwing", Weight.LIGHT, False),
        ("de fietspadvernieuwing NEAR/5 de", Weight.LIGHT, False),
        ("#brug OR @gemeente", Weight.LIGHT, False),
        ("de", Weight.NORMAL, True),
        ("platform:mastodon de het -een", Weight.NORMAL, True),
        ("de NEAR/5 het", Weight.HEAVY, True),
        ("followers:>5 -de -het", Weight.HEAVY, True),
        ("fietspadvernieuwing OR followers:>5", Weight.HEAVY, True),
    ],
)
def test_a_query_hangs_on_its_rarest_needed_part(text, weight, is_broad):
    found = outlook(parse_query(text))
    assert (found.weight, found.is_broad) == (weight, is_broad)


def test_measured_shares_go_before_guesses():
    query = parse_query("fietspadvernieuwing")
    assert outlook(query, {"fietspadvernieuwing": 0.5}).share == 0.5
    assert outlook(query).share < 0.01
