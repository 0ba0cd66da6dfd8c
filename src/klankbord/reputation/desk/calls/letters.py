"""Tell a colleague by mail that they are called to a case; the letter holds no word of it."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klankbord.reputation.desk.approvals.letters import language_of
from klankbord.reputation.desk.calls.models import NoteMention


def tell_called(call: NoteMention) -> None:
    """A letter in the language of whoever is called; made-up colleagues get none."""
    member = call.member
    if member.is_sample or not member.is_active or call.seen_at is not None:
        return
    with translation.override(language_of(member)):
        words = {"number": call.event.case.number}
        if "awaits" in call.event.data:
            subject = _("Case %(number)s: it is your turn") % words
            text = _("The flowchart of a case came to a step that waits for you.\n\n%(link)s\n")
        else:
            subject = _("Case %(number)s: a note for you") % words
            text = _("A colleague calls you in a note at the desk.\n\n%(link)s\n")
        body = text % {"link": f"{settings.PUBLIC_URL}{reverse('desk:for-you')}"}
    send_mail(subject, body, None, [member.email])
