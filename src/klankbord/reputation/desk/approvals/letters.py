"""Tell people by mail that something waits for them; the letter names a case, never a person."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klankbord.people.models import Member
from klankbord.people.queries import house_language
from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.approvals.queries import able_to_approve


def tell_approvers(approval: Approval) -> None:
    """A letter to each who may approve, in their language; made-up colleagues get none."""
    path = reverse("desk:approval-detail", args=[approval.pk])
    number = approval.reply.case.number
    able = able_to_approve(approval.role, but=approval.asked_by).filter(is_sample=False)
    for member in able:
        with translation.override(language_of(member)):
            subject = _("Case %(number)s: an answer waits for your approval") % {"number": number}
            text = _("Somebody at the desk asks you to look at an answer.\n\n%(link)s\n")
            words = text % {"link": f"{settings.PUBLIC_URL}{path}"}
        send_mail(subject, words, None, [member.email])


def language_of(member: Member) -> str:
    """The language of a member's letters."""
    return member.language or house_language()
