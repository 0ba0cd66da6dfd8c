"""What the community does by itself: letters, and groups that lost their owner."""

import datetime as dt
import secrets

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.declarations import (
    GROUPS,
    GUESTS,
    IMPORTS,
    NOTIFICATIONS,
    WORDS,
)
from klankbord.ambassadors.community.guests.actions import end_overdue
from klankbord.ambassadors.community.imports import actions as imports
from klankbord.ambassadors.community.imports.models import CommunityImport
from klankbord.ambassadors.community.notifications.planning import plan_letters
from klankbord.ambassadors.community.notifications.sending import send_letters
from klankbord.jobs.registry import JobCancelled, Run, job, standing
from klankbord.trust.register import declares


@standing(
    "community.send_letters",
    every=dt.timedelta(minutes=1),
    label=_("Mail members what concerns them and what is new in their groups"),
)
@declares(NOTIFICATIONS, WORDS)
def mail_letters(run: Run) -> None:
    """Plan what lacks, and hand over what is due."""
    plan_letters(at=run.now)
    for number, _letter in enumerate(
        send_letters(clock=timezone.now, worker=secrets.token_hex(16)), start=1
    ):
        run.progress(done=number)


@standing(
    "community.keep_owned",
    every=dt.timedelta(hours=1),
    label=_("Give groups whose owner can no longer sign in to who is in longest"),
)
@declares(GROUPS)
def keep_owned(run: Run) -> None:
    """Without an owner nobody would be let in any more."""
    actions.hand_on_orphans(at=run.now)


@standing(
    "community.end_guests",
    every=dt.timedelta(hours=1),
    label=_("Let guests out whose time is over"),
)
@declares(GUESTS)
def end_guests(run: Run) -> None:
    """They read nothing since that moment; now their account is closed too."""
    end_overdue(at=run.now)


@job(imports.LOOK, label=_("Look what is in an export of another platform"))
@declares(IMPORTS)
def look_into(run: Run, *, import_id: int) -> None:
    """Count what is there, and find who is who; nothing is brought yet."""
    brought = CommunityImport.objects.filter(
        pk=import_id, state=CommunityImport.State.LOOKING
    ).first()
    if brought is None:
        return
    try:
        imports.look(brought=brought, at=run.now, on_step=lambda n: run.progress(done=n))
    except JobCancelled:
        imports.end_import(brought=brought, state=CommunityImport.State.CANCELLED, at=run.now)
        raise


@job(imports.BRING, label=_("Bring a community of elsewhere in"))
@declares(IMPORTS, WORDS)
def bring_in(run: Run, *, import_id: int) -> None:
    """Bring in what was chosen, from where an earlier attempt stopped."""
    state = CommunityImport.State
    waiting = CommunityImport.objects.filter(state__in=[state.WAITING, state.RUNNING])
    brought = waiting.filter(pk=import_id).first()
    if brought is None:
        return
    total = brought.found.get("n_messages")
    try:
        imports.carry_over(
            brought=brought,
            at=run.now,
            in_page=lambda: run.checkpoint({"import": import_id}),
            on_page=lambda each: run.progress(done=each.n_done, total=total),
        )
    except JobCancelled:
        imports.end_import(brought=brought, state=state.CANCELLED, at=run.now)
        raise


@job(imports.UNDO, label=_("Take an import of a community back"))
@declares(IMPORTS)
def take_back(run: Run, *, import_id: int) -> None:
    """What nobody answered since goes."""
    brought = CommunityImport.objects.filter(
        pk=import_id, state=CommunityImport.State.UNDOING
    ).first()
    if brought is not None:
        imports.undo(brought=brought, at=run.now, on_page=lambda n: run.progress(done=n))


@standing(
    "community.drop_imports",
    every=dt.timedelta(hours=1),
    label=_("Throw away exports that nobody chose from"),
)
@declares(IMPORTS)
def drop_imports(run: Run) -> None:
    """A file that waits for a choice is kept for a week."""
    imports.drop_forgotten(at=run.now)
