"""Days on which not everything was heard, for programs: one shape beside every count."""

import datetime as dt
from collections.abc import Mapping, Sequence

from ninja import Schema

from klankbord.participate.listening.hearing import Unheard

_HOUR = dt.timedelta(hours=1)


class UnheardOut(Schema):
    """A source that was silent for an hour or more on a day, whose count may be too low."""

    day: dt.date
    source: str
    hours: float


def unheard_out(
    days: Mapping[dt.date, Sequence[Unheard]], *, connector: str = ""
) -> list[UnheardOut]:
    """The days in order, longest silence first; of one connector, or of all."""
    return [
        UnheardOut(day=day, source=each.source, hours=round(each.length / _HOUR, 1))
        for day, silent in days.items()
        for each in silent
        if not connector or each.connector == connector
    ]
