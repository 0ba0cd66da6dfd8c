"""The letter that tells what waits for an answer."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from klankbord.ambassadors.answers.models import Point
from klankbord.people.models import Member
from klankbord.people.queries import house_language


def waiting_letter(member: Member, points: list[Point]) -> EmailMessage:
    """What waits, in the language of who gets it; those without an owner are told apart."""
    language = member.language or house_language()
    with translation.override(language):
        n = len(points)
        subject = ngettext(
            "A point of colleagues waits for an answer",
            "%(n)d points of colleagues wait for an answer",
            n,
        ) % {"n": n}
        rows = [
            {
                "title": point.title,
                "day": point.due_on,
                "is_own": point.owner_id == member.pk,
                "url": settings.PUBLIC_URL + reverse("answers:point-detail", args=[point.pk]),
            }
            for point in points
        ]
        text = render_to_string("answers/waiting_letter.txt", {"rows": rows})
    headers = {"Content-Language": language, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, to=[member.email], headers=headers)
