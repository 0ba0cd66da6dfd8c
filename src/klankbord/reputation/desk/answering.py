"""How the desk answers, told to the platform map: the same figures as on its own page."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from klankbord.participate.insight.period import Period
from klankbord.participate.platforms.answering import Answered, offer_answers
from klankbord.reputation.desk.figures.counting import Clock, Figures, Until


def desk_answers(period: Period, at: dt.datetime) -> dict[str, Answered]:
    """Cases that wanted an answer, by platform; one SQL query."""
    url = f"{reverse('desk:figures')}?{urlencode(period.params)}"
    groups = [each for each in Figures(period, at=at).groups("platform") if each.key]
    return {
        group.key: Answered(
            n_asked=group.n_cases,
            n_answered=group.n_answered,
            half_within=_span(group.times[Until.FIRST, Clock.OFFICE].median.at),
            url=url,
        )
        for group in groups
    }


def _span(hours: float | None) -> dt.timedelta | None:
    return None if hours is None else dt.timedelta(hours=hours)


offer_answers(desk_answers)
