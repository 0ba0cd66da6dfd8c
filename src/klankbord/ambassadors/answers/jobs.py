"""What the ledger does by itself."""

import datetime as dt
import smtplib
from collections import defaultdict

import structlog
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.answers.declarations import POINTS, THEMES
from klankbord.ambassadors.answers.letters import waiting_letter
from klankbord.ambassadors.answers.models import Point, Theme
from klankbord.ambassadors.answers.queries import managers, members_to_choose, points_to_tell
from klankbord.ambassadors.answers.themes import (
    keep_themes,
    names_of_people,
    said_before,
    themes_in,
)
from klankbord.ambassadors.community.notifications.queries import mail_choice, mail_hours
from klankbord.jobs.registry import Run, standing
from klankbord.people.models import Member
from klankbord.trust.disclosure.queries import week_closed
from klankbord.trust.register import declares

AGAIN_AFTER = dt.timedelta(days=7)
log = structlog.get_logger("klankbord.answers")


@standing(
    "answers.tell_owners",
    every=dt.timedelta(hours=1),
    label=_("Tell owners which points of colleagues wait for an answer, and which are overdue"),
)
@declares(POINTS)
def tell_owners(run: Run) -> None:
    """One letter for each owner, in their hours; every week again as long as it is overdue.

    Points are noted after the letter is out, so that none is lost; a refused letter is tried again.
    """
    today = timezone.localdate(run.now)
    for member, points in _by_reader(today).items():
        if mail_hours(member, mail_choice(member)).is_quiet(run.now):
            continue
        run.checkpoint({"member": member.pk})
        try:
            waiting_letter(member, points).send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
            log.warning("letter refused", member=member.pk, kind=type(refusal).__name__)
            continue
        told = Point.objects.filter(pk__in=[point.pk for point in points])
        told.update(told_on=today)


@standing(
    "answers.find_themes",
    every=dt.timedelta(days=1),
    label=_("Find what many colleagues write about in open groups, once a week"),
)
@declares(THEMES)
def find_themes(run: Run) -> None:
    """Look at the twelve weeks before the last week closed; what was told of a week stays."""
    week, closes_at = week_closed(run.now)
    if Theme.objects.filter(week=week, is_sample=False).exists():
        return
    people = [f"member:{pk}" for pk in members_to_choose().values_list("pk", flat=True)]
    found = themes_in(said_before(closes_at), names_of_people())
    keep_themes(found, week=week, closes_at=closes_at, people=people, at=run.now)


def _by_reader(today: dt.date) -> dict[Member, list[Point]]:
    """Who has to know of which points: the owner, or who keeps the ledger where there is none."""
    keepers = list(managers())
    found: defaultdict[Member, list[Point]] = defaultdict(list)
    for point in points_to_tell(on=today, again_after=AGAIN_AFTER):
        owner = point.owner
        for reader in [owner] if owner and owner.is_active else keepers:
            found[reader].append(point)
    return dict(found)
