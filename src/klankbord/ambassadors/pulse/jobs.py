"""Close what is over and tell what came of it."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.pulse.actions import tell_round
from klankbord.ambassadors.pulse.declarations import RESULTS
from klankbord.ambassadors.pulse.queries import rounds_due
from klankbord.jobs.registry import Run, standing
from klankbord.trust.ballots.declarations import BALLOT
from klankbord.trust.register import declares


def has_due() -> bool:
    """Whether a round is over and not told."""
    return rounds_due(at=timezone.now()).exists()


@standing(
    "pulse.tell_rounds",
    every=dt.timedelta(minutes=1),
    has_work=has_due,
    label=_("Close surveys and tell what came of them"),
)
@declares(BALLOT, RESULTS)
def tell_rounds(run: Run) -> None:
    """One round after the other, each in a transaction of its own."""
    for round_ in list(rounds_due(at=run.now)):
        tell_round(round=round_, at=run.now)
