"""How long guidelines and who agreed to them are kept."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.awareness.models import SituationTurn
from klankbord.ambassadors.guidelines.models import Acknowledgement
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before
from klankbord.trust.rights.models import Departure


def _of_those_long_gone(before: dt.datetime) -> QuerySet[Acknowledgement]:
    gone = Departure.objects.filter(left_at__lt=before).values("member")
    return Acknowledgement.objects.filter(member__in=gone)


def _turns_of_those_long_gone(before: dt.datetime) -> QuerySet[SituationTurn]:
    gone = Departure.objects.filter(left_at__lt=before).values("member")
    return SituationTurn.objects.filter(member__in=gone)


keep(
    Kept(
        key="guidelines.guidelines",
        label=_("Guidelines, their versions and clauses"),
        tables=(
            "guidelines.Guideline",
            "guidelines.GuidelineVersion",
            "guidelines.Clause",
            "guidelines.Situation",
        ),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="guidelines.consultations",
        label=_("What was said and answered about a guideline, and consents of the works council"),
        tables=(
            "guidelines.Consultation",
            "guidelines.ClauseComment",
            "guidelines.Consent",
        ),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="guidelines.inside",
        label=_("Words that stay inside, and fingerprints of documents"),
        tables=("guidelines.InsideTerm", "guidelines.InsideDocument"),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="guidelines.refusals",
        label=_("Initials and coded names of people who want no picture"),
        tables=("guidelines.PhotoRefusal",),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="guidelines.turns",
        label=_("Who answered how many situations, and when the next comes"),
        tables=("guidelines.SituationTurn",),
        time=TimeClass.ACKNOWLEDGEMENT,
        sweep=rows_before(_turns_of_those_long_gone),
        can_be_held=True,
    ),
    Kept(
        key="guidelines.tallies",
        label=_("How often each choice of a situation was made, by crowds"),
        tables=("guidelines.SituationTally",),
        time=TimeClass.COUNT,
    ),
    Kept(
        key="guidelines.acknowledgements",
        label=_("Who agreed to which wording"),
        tables=("guidelines.Acknowledgement",),
        time=TimeClass.ACKNOWLEDGEMENT,
        sweep=rows_before(_of_those_long_gone),
        can_be_held=True,
    ),
)
