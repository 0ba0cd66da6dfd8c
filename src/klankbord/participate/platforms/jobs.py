"""Count what is said on each platform, once a day."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, standing
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms.measuring import measure_platforms
from klankbord.participate.platforms.models import Figures
from klankbord.trust.register import no_personal_data

_EVERY = dt.timedelta(hours=24)


def is_due(at: dt.datetime) -> bool:
    """Whether a day went by since the last count, or nothing was counted yet."""
    last = Figures.objects.values_list("measured_at", flat=True).first()
    return Mention.objects.exists() if last is None else bool(at - last >= _EVERY)


@standing(
    "platforms.measure",
    every=dt.timedelta(minutes=5),
    has_work=lambda: is_due(timezone.now()),
    label=_("Count what is said on each platform"),
)
@no_personal_data("counts a platform")
def measure(run: Run) -> None:
    """Count, if it is time."""
    if is_due(run.now):
        measure_platforms(today=local_day(run.now), at=run.now, after_batch=run.progress)
