"""What this room does by itself."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, standing
from klankbord.trust import audit
from klankbord.trust.ballots.actions import drop_choices
from klankbord.trust.ballots.declarations import BALLOT
from klankbord.trust.council.actions import note_register
from klankbord.trust.declarations import AUDIT_LOG
from klankbord.trust.disclosure.actions import forget_told
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


@standing(
    "trust.forget_votes",
    every=dt.timedelta(days=1),
    label=_("Drop choices of votes after 30 days, and what was told about groups after 400"),
)
@declares(BALLOT)
def forget_votes(run: Run) -> None:
    """Keep raw ballots and the memory of the gateway as long as promised, and no longer."""
    drop_choices(at=run.now)
    forget_told(at=run.now)
