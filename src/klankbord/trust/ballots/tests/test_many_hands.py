"""One person, one ballot, also when fifty hands try at once."""

import os
import threading

import pytest
from django.db import connection, connections

from klankbord.trust.ballots.actions import TokenFetched, TokenSpent
from klankbord.trust.ballots.models import Ballot, IssuedToken
from klankbord.trust.ballots.tests.voter import Voter

N_HANDS = 50
ON_POSTGRES = pytest.param(
    "postgresql",
    marks=[
        pytest.mark.postgres,
        pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="needs DATABASE_URL"),
    ],
)


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def vendor(request):
    if connection.vendor != request.param:
        pytest.skip(f"this run is on {connection.vendor}")


def at_once(act):
    """Let fifty threads, each with its own connection, begin at the same moment."""
    start, outcomes = threading.Barrier(N_HANDS), []

    def try_it(number):
        try:
            start.wait()
            outcomes.append(act(number))
        except (TokenFetched, TokenSpent) as error:
            outcomes.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it, args=[number]) for number in range(N_HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == N_HANDS
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_fifty_fetches_give_one_token(vendor, open_round, now):
    round_ = open_round()
    voters = [Voter(round_, "member:7") for _ in range(N_HANDS)]
    outcomes = at_once(lambda number: voters[number].fetch(now))
    assert outcomes.count(TokenFetched) == N_HANDS - 1
    assert IssuedToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_ballots_with_one_token_are_one(vendor, open_round, now):
    voter = Voter(open_round(), "member:7").fetch(now)
    choices = [voter.filled(("yes", "no")[number % 2]) for number in range(N_HANDS)]

    def cast(number):
        return voter.cast(choices[number].choice, now)

    outcomes = at_once(cast)
    assert outcomes.count(TokenSpent) == N_HANDS // 2
    assert Ballot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_voters_at_once_are_all_counted(vendor, open_round, now):
    round_ = open_round()
    voters = [Voter(round_, f"member:{number}") for number in range(N_HANDS)]
    at_once(lambda number: voters[number].fetch(now).cast("yes", now))
    assert (IssuedToken.objects.count(), Ballot.objects.count()) == (N_HANDS, N_HANDS)
