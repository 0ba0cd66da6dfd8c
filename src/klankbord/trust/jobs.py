"""What this room does by itself."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, standing
from klankbord.trust import audit
from klankbord.trust.council.actions import note_register
from klankbord.trust.declarations import AUDIT_LOG
from klankbord.trust.register import declares, no_personal_data


@standing(
    "trust.note_functions",
    every=dt.timedelta(minutes=10),
    label=_("Note which functions came, changed, opened or were locked"),
)
@no_personal_data("compares declarations in the code with those noted before")
def note_functions(run: Run) -> None:
    """Keep the register's own history; a lock that falls by time is in the log within minutes."""
    note_register(at=run.now)


@standing(
    "trust.purge_audit",
    every=dt.timedelta(days=1),
    label=_("Drop lines of the log that are older than seven years"),
)
@declares(AUDIT_LOG)
def purge_audit(run: Run) -> None:
    """Keep the log as long as promised, and verifiable after."""
    audit.purge(before=run.now - audit.KEPT, actor="system", at=run.now)
