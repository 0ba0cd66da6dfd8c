"""How the desk answers, told to the platform map: the same figures as on its own page."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from klankbord.participate.insight.period import Period
from klankbord.participate.platforms.answering import Answered, offer_answers
from klankbord.reputation.desk.figures import Figures


def desk_answers(period: Period, at: dt.datetime) -> dict[str, Answered]:
    """Cases that wanted an answer, by platform; one SQL query."""
    url = f"{reverse('desk:figures')}?{urlencode(period.params)}"
    return {
        group.key: Answered(
            n_asked=group.n_cases,
            n_answered=group.n_answered,
            half_within=None if group.office.at is None else dt.timedelta(hours=group.office.at),
            url=url,
        )
        for group in Figures(period, at=at).by_platform()
        if group.key
    }


offer_answers(desk_answers)
