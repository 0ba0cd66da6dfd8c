"""What the house does for itself."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.jobs.queue import purge_jobs
from klankbord.jobs.registry import Run, standing
from klankbord.site.backup_schedule import back_up, is_due
from klankbord.site.environment import read_environment
from klankbord.site.rights import jobs as rights_jobs
from klankbord.trust.audit import record
from klankbord.trust.register import (
    Basis,
    Declaration,
    Granularity,
    Retention,
    Subject,
    declares,
    no_personal_data,
)

BACKUP = Declaration(
    key="site.backup",
    subjects=frozenset(Subject),
    data=_("Everything that Klankbord keeps, as it was on that day"),
    purpose=_("Put everything back after a disaster"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Nobody, until administrators put a backup back"),
    retention=Retention.BACKUP,
    is_suitable_for_observing=False,
)

__all__ = ["purge_ended_jobs", "rights_jobs"]  # registered by being loaded


@standing(
    "site.purge_jobs",
    every=dt.timedelta(hours=1),
    label=_("Clear away jobs that ended long ago"),
)
@no_personal_data("jobs carry ids, not people")
def purge_ended_jobs(run: Run) -> None:
    """Delete jobs that ended two weeks ago, and failed ones after three months."""
    purge_jobs(now=run.now)


@standing(
    "site.back_up",
    every=dt.timedelta(minutes=10),
    label=_("Write the backup of the day, and clear away old ones"),
)
@declares(BACKUP)
def back_up_once_a_day(run: Run) -> None:
    """Write one file with everything, if a folder for that is named and the last is a day old."""
    environment = read_environment()
    if not is_due(environment=environment, now=run.now):
        return
    written = back_up(environment=environment, now=run.now)
    if written:
        record(at=run.now, actor="system", act="site.backed-up", detail={"to": written.name})
