"""What the house does for itself."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.jobs.queue import purge_jobs
from klankbord.jobs.registry import Run, standing
from klankbord.trust.register import no_personal_data


@standing(
    "site.purge_jobs",
    every=dt.timedelta(hours=1),
    label=_("Clear away jobs that ended long ago"),
)
@no_personal_data("jobs carry ids, not people")
def purge_ended_jobs(run: Run) -> None:
    """Delete jobs that ended two weeks ago, and failed ones after three months."""
    purge_jobs(now=run.now)
