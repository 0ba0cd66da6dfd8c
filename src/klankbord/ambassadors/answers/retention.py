"""How long points are kept: from the answer on, like what colleagues wrote; open ones stay."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.answers.models import FINAL, Point, Theme
from klankbord.ambassadors.answers.queries import points
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _answered(before: dt.datetime) -> QuerySet[Point]:
    return points().filter(stands__in=FINAL, stood_at__lt=before)


def _old_themes(before: dt.datetime) -> QuerySet[Theme]:
    return Theme.objects.filter(closed_at__lt=before)


keep(
    Kept(
        key="answers.themes",
        label=_("What colleagues talk about: shared words, and rounded counts"),
        tables=("answers.Theme",),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_old_themes),
    ),
    Kept(
        key="answers.points",
        label=_("Points in the answer ledger, with their answers"),
        tables=("answers.Point", "answers.Step"),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_answered),
        can_be_held=True,
        why=_("From the answer on: what waits for an answer never goes"),
    ),
)
