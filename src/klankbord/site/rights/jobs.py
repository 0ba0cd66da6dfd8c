"""What this room does by itself."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job, standing
from klankbord.site.rights.declarations import ERASURE, GLASS, OWN_DATA, RETENTION
from klankbord.site.rights.erasing import erase_author
from klankbord.site.rights.glass import glass_to_tell, tell_group
from klankbord.site.rights.outbox import drop_old_mail
from klankbord.site.rights.own_data import drop_exports, gather
from klankbord.trust.register import declares
from klankbord.trust.retention.purging import purge
from klankbord.trust.rights.contract import ERASERS
from klankbord.trust.rights.models import Erasure, OwnExport


@standing(
    "rights.purge",
    every=dt.timedelta(days=1),
    label=_("Drop what has been kept long enough"),
)
@declares(RETENTION)
def purge_daily(run: Run) -> None:
    """Drop rows, files and written mail whose time is over."""
    drop_exports(at=run.now)
    drop_old_mail(at=run.now)
    purge(at=run.now, on_batch=lambda n_gone: run.progress(done=n_gone))


@job("rights.erase_author", max_attempts=20, label=_("Forget an author"))
@declares(ERASURE)
def forget_author(run: Run, *, erasure_id: int) -> None:
    """Forget one author everywhere; while files are being read it is tried again."""
    erasure = Erasure.objects.filter(pk=erasure_id).first()
    if erasure is not None:
        erase_author(
            erasure=erasure, on_room=lambda done: run.progress(done=done, total=len(ERASERS))
        )


@job("rights.gather_own_data", label=_("Gather a member's own data"))
@declares(OWN_DATA)
def gather_own_data(run: Run, *, export_id: int) -> None:
    """Write the file that a member asked for."""
    export = OwnExport.objects.filter(pk=export_id, finished_at=None).first()
    if export is not None:
        gather(run, export)


@standing(
    "rights.tell_groups",
    every=dt.timedelta(minutes=1),
    has_work=lambda: glass_to_tell(at=timezone.now()).exists(),
    label=_("Tell a closed group that it was opened"),
)
@declares(GLASS)
def tell_groups(run: Run) -> None:
    """Tell the members of every group whose opening ended."""
    for opening in glass_to_tell(at=run.now):
        tell_group(opening=opening, at=run.now)
        run.progress()
