"""Look at who matters, once a day."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, standing
from klankbord.participate.keyfigures.declarations import KEY_FIGURES
from klankbord.participate.keyfigures.looking import take_look
from klankbord.participate.keyfigures.queries import is_due
from klankbord.participate.listening.queries import local_day
from klankbord.trust.register import declares


@standing(
    "keyfigures.look",
    every=dt.timedelta(minutes=5),
    has_work=lambda: is_due(timezone.now()),
    label=_("Look who starts, carries, connects and is turned to"),
)
@declares(KEY_FIGURES)
def look(run: Run) -> None:
    """Take a look, if it is time."""
    if is_due(run.now):
        take_look(today=local_day(run.now), at=run.now, after_batch=run.progress)
