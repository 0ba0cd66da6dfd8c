"""How long rounds are kept: answers go when the figures are made, figures are the memory."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.pulse.models import PulseRound
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _old_rounds(before: dt.datetime) -> QuerySet[PulseRound]:
    return PulseRound.objects.filter(closes_at__lt=before)


keep(
    Kept(
        key="pulse.rounds",
        label=_("Rounds of the pulse: what was asked, and rounded figures"),
        tables=("pulse.PulseRound",),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_old_rounds),
        can_be_held=True,
        why=_("Answers go as soon as the figures are made"),
    ),
    Kept(
        key="pulse.surveys",
        label=_("Surveys loaded from a file"),
        tables=("pulse.LoadedInstrument",),
        time=TimeClass.SETTING,
    ),
)
