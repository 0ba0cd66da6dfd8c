"""What guidelines do by themselves."""

import datetime as dt
import smtplib

import structlog
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.declarations import CLAUSE_OWNER
from klankbord.ambassadors.guidelines.models import Clause
from klankbord.ambassadors.guidelines.reviews import review_letter, reviews_to_tell
from klankbord.jobs.registry import Run, standing
from klankbord.trust.register import declares

log = structlog.get_logger("klankbord.guidelines")


@standing(
    "guidelines.tell_reviews",
    every=dt.timedelta(hours=6),
    label=_("Tell owners which clauses wait to be looked at again"),
)
@declares(CLAUSE_OWNER)
def tell_reviews(run: Run) -> None:
    """One letter for each owner; clauses are noted after it is out, so that none is lost.

    A refused letter is tried again in the next run; it does not stop those of other owners.
    """
    today = timezone.localdate(run.now)
    for owner, clauses in list(reviews_to_tell(today)):
        run.checkpoint({"owner": owner.pk})
        try:
            review_letter(owner, clauses).send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
            log.warning("review letter refused", member=owner.pk, kind=type(refusal).__name__)
            continue
        told = Clause.objects.filter(pk__in=[clause.pk for clause in clauses])
        told.update(review_told_on=today)
