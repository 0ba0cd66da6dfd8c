"""What cards do by themselves."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.previews.queries import previews_due
from klankbord.ambassadors.community.previews.visiting import visit_pages
from klankbord.jobs.registry import Run, standing
from klankbord.trust.register import declares


@standing(
    "community.visit_links",
    every=dt.timedelta(seconds=10),
    has_work=lambda: previews_due(at=timezone.now()).exists(),
    label=_("Visit the pages that posts link to, for a card with their title"),
)
@declares(WORDS)
def visit_links(run: Run) -> None:
    """Each page once, and twice more if it does not answer."""
    for number, _preview in enumerate(visit_pages(clock=timezone.now), start=1):
        run.progress(done=number)
