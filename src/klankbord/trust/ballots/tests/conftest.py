import datetime as dt

import pytest

from klankbord.trust.ballots import actions
from klankbord.trust.ballots.tests.voter import Voter


@pytest.fixture
def closes_at(now):
    return now + dt.timedelta(days=7)


@pytest.fixture
def open_round(now, closes_at):
    def open_one(n_entitled=100, **settings):
        return actions.open_round(
            subject="poll:1",
            options=["yes", "no", "blank"],
            n_entitled=n_entitled,
            opens_at=now,
            closes_at=closes_at,
            by="member:1",
            at=now,
            **settings,
        )

    return open_one


@pytest.fixture
def vote(now):
    def vote_all(round_, choices):
        voters = [Voter(round_, f"member:{at}").fetch(now) for at in range(len(choices))]
        for voter, choice in zip(voters, choices, strict=True):
            voter.cast(choice, now)
        return voters

    return vote_all
