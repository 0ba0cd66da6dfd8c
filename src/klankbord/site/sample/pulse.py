"""Three rounds of the pulse that were told, from made-up sheets, and one that can be answered."""

import datetime as dt

import numpy as np

from klankbord.ambassadors.pulse import actions
from klankbord.ambassadors.pulse.instruments import (
    LETTERS,
    Instrument,
    as_content,
    own_instrument,
)
from klankbord.ambassadors.pulse.models import PulseRound
from klankbord.people.models import Member
from klankbord.trust.disclosure.queries import least_for
from klankbord.trust.disclosure.request import Kind
from klankbord.trust.disclosure.rounding import share_of

WEEK = dt.timedelta(weeks=1)
# By subject, from 1 to 5, in the three waves.
MOODS = {
    "information": (3.1, 3.3, 3.9),
    "voice": (2.5, 2.6, 2.9),
    "safety": (3.3, 3.4, 3.5),
    "usefulness": (4.2, 4.1, 4.2),
    "pride": (3.7, 3.8, 3.9),
    "load": (3.2, 2.9, 2.6),
}
WAVES = (("Voorjaar", 13, 24), ("Voor de zomer", 8, 27), ("Na de zomer", 3, 30))
_SPREAD, _APART = 0.55, 0.5


def feel_pulse(by: Member, *, at: dt.datetime) -> None:
    """Tell three waves and open a fourth; nobody voted in the first three, so they have no list."""
    n_here = Member.objects.filter(is_active=True).count()
    for wave, (title, weeks_ago, n_answers) in enumerate(WAVES):
        survey = own_instrument()
        closes_at = at - weeks_ago * WEEK
        round_ = PulseRound.objects.create(
            title=title,
            instrument=survey.key,
            content=as_content(survey),
            opens_at=closes_at - 2 * WEEK,
            closes_at=closes_at,
            n_entitled=n_here,
            created_at=closes_at - 2 * WEEK,
            created_by=by,
            is_sample=True,
        )
        actions.store_told(
            round=round_,
            sheets=_sheets(survey, wave, n_answers),
            turnout=share_of(n_answers, n_here),
            least=least_for(Kind.SCORE),
            at=closes_at,
        )
    actions.open_round(
        title="Najaar",
        survey=own_instrument(),
        opens_at=at,
        closes_at=at + 2 * WEEK,
        by=by,
        at=at,
        is_sample=True,
    )


def _sheets(survey: Instrument, wave: int, n: int) -> dict[str, str]:
    dice = np.random.default_rng(wave)
    columns = []
    for subject in survey.subjects:
        mood = dice.normal(MOODS[subject.key][wave], _SPREAD, size=n)
        for item in subject.items:
            steps = np.clip(np.rint(mood + dice.normal(0, _APART, n)), 1, survey.points)
            columns.append(survey.points + 1 - steps if item.is_reversed else steps)
    if survey.recommend:
        columns.append(dice.integers(4, len(LETTERS), n))
    rows = np.stack(columns, axis=1).astype(int)
    return {
        f"sample {wave} {number}": "".join(LETTERS[step] for step in row)
        for number, row in enumerate(rows.tolist())
    }
