"""Keep the counts of platforms in step with the overview."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, standing
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms.measuring import count_day, days_to_count, forget_old_days
from klankbord.trust.register import no_personal_data


@standing(
    "platforms.measure",
    every=dt.timedelta(minutes=1),
    label=_("Count what is said on each platform"),
)
@no_personal_data("counts a day and platform")
def measure(run: Run) -> None:
    """Count the days that changed."""
    today = local_day(run.now)
    forget_old_days(today=today)
    for day in days_to_count(today=today):
        count_day(day=day)
        run.progress()
