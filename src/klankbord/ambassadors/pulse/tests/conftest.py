import datetime as dt

import numpy as np
import pytest

from klankbord.ambassadors.pulse import actions
from klankbord.ambassadors.pulse.counting import Wave, told_of
from klankbord.ambassadors.pulse.instruments import LETTERS, as_content, own_instrument
from klankbord.ambassadors.pulse.models import PulseRound
from klankbord.people.models import Role
from klankbord.trust.ballots.tests.voter import Voter
from klankbord.trust.disclosure.rounding import share_of

WEEK = dt.timedelta(days=7)


@pytest.fixture
def asker(make_member):
    return make_member("Asker", Role.MANAGER, Role.EMPLOYEE)


@pytest.fixture
def crowd(make_member, asker):
    """Twelve colleagues, the asker among them."""
    return [asker, *(make_member(f"Voter {number}", Role.EMPLOYEE) for number in range(11))]


@pytest.fixture
def short():
    """One subject and the question about recommending."""
    return own_instrument().with_subjects(["pride"], asks_recommend=True)


@pytest.fixture
def open_round(asker, crowd, short, now):
    def open_one(survey=short, opens_at=now, length=WEEK, **more):
        return actions.open_round(
            title="Spring",
            survey=survey,
            opens_at=opens_at,
            closes_at=opens_at + length,
            by=asker,
            at=now,
            **more,
        )

    return open_one


@pytest.fixture
def vote():
    """Colleagues answer as the voter's browser does, each with a sheet."""

    def vote_all(round_, members, sheets, at):
        for member, sheet in zip(members, sheets, strict=True):
            Voter(round_.vote, f"member:{member.pk}").fetch(at).cast(sheet, at)

    return vote_all


def sheet_of(values, recommend=None):
    """A sheet from answers; None is not answered."""
    letters = ["-" if value is None else LETTERS[int(value)] for value in values]
    return "".join(letters) + ("" if recommend is None else LETTERS[int(recommend)])


def drawn(survey, n, seed, *, shift=0.0):
    """Made-up answers in which items of a subject go together."""
    dice = np.random.default_rng(seed)
    columns = []
    for subject in survey.subjects:
        mood = dice.normal(3.4 + shift, 0.8, size=n)
        for item in subject.items:
            steps = np.clip(np.rint(mood + dice.normal(0, 0.6, n)), 1, survey.points)
            columns.append(survey.points + 1 - steps if item.is_reversed else steps)
    rows = np.stack(columns, axis=1)
    ends = dice.integers(0, 11, n) if survey.recommend else [None] * n
    return {
        f"{seed}-{number:03}": sheet_of(row, end)
        for number, (row, end) in enumerate(zip(rows, ends, strict=True))
    }


@pytest.fixture
def wave(now):
    def wave_of(number=0, **more):
        closes_at = now + number * WEEK
        settings = {
            "attribute": "pulse.test",
            "key": f"pulse-{number}",
            "least": 10,
            "closes_at": closes_at,
            "at": closes_at,
        }
        return Wave(**settings | more)

    return wave_of


@pytest.fixture
def told_round(db, now, wave):
    """A round of many people that was told, without anybody having voted."""

    def tell(survey, sheets, number=0):
        closes_at = now + number * WEEK
        return PulseRound.objects.create(
            title=f"Wave {number}",
            instrument=survey.key,
            content=as_content(survey),
            opens_at=closes_at - WEEK,
            closes_at=closes_at,
            n_entitled=max(len(sheets) * 4 // 3, 1),
            told=told_of(survey, sheets, wave(number)) | {"turnout": vars(share_of(3, 4))},
            told_at=closes_at,
            created_at=closes_at - WEEK,
        )

    return tell
