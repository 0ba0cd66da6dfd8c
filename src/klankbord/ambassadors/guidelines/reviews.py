"""Clauses whose day to look at them again is over, and the letter that tells their owner."""

import datetime as dt
import itertools
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from klankbord.ambassadors.guidelines.models import Clause
from klankbord.ambassadors.guidelines.queries import current_versions
from klankbord.people.models import Member
from klankbord.people.queries import house_language


def reviews_overdue(on: dt.date) -> QuerySet[Clause]:
    """Clauses in force whose day is over, by their owner."""
    return (
        Clause.objects.filter(version__in=current_versions(), review_on__lt=on)
        .select_related("owner", "version__guideline")
        .order_by("owner", "version", "number")
    )


def reviews_to_tell(on: dt.date) -> Iterator[tuple[Member, list[Clause]]]:
    """Each owner who was not told yet, with the clauses that wait for them."""
    untold = reviews_overdue(on).filter(review_told_on=None, owner__is_active=True)
    for owner, clauses in itertools.groupby(untold, key=lambda clause: clause.owner):
        if owner:
            yield owner, list(clauses)


def review_letter(owner: Member, clauses: list[Clause]) -> EmailMessage:
    """What waits, in the language of its owner."""
    language = owner.language or house_language()
    with translation.override(language):
        n = len(clauses)
        subject = ngettext(
            "Look at a clause of the guideline again",
            "Look at %(n)d clauses of the guideline again",
            n,
        ) % {"n": n}
        rows = [
            {
                "title": clause.title_in(language),
                "day": clause.review_on,
                "url": settings.PUBLIC_URL
                + reverse("guidelines:guideline-detail", args=[clause.version.guideline_id])
                + f"#clause-{clause.number}",
            }
            for clause in clauses
        ]
        text = render_to_string("guidelines/review_letter.txt", {"rows": rows})
    headers = {"Content-Language": language, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, to=[owner.email], headers=headers)
