"""The letter that asks somebody from outside in."""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klankbord.ambassadors.community.models import Membership
from klankbord.people.queries import organisation

SALT = "community.guest"
LASTS = dt.timedelta(days=14)


def link_of(membership: Membership) -> str:
    """Give the address in the letter: signed, and worth nothing after it was used."""
    token = signing.dumps(membership.pk, salt=SALT)
    return settings.PUBLIC_URL + reverse("community:guest-come-in", args=[token])


def number_in(token: str) -> int | None:
    """Read which invitation a letter is of; None if we did not sign it, or too long ago."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        return None


def send_letter(membership: Membership, link: str) -> bool:
    """Mail it in the guest's language; False without mail, then the link on screen still works."""
    guest, house = membership.member, organisation()
    with translation.override(guest.language):
        context = {
            "membership": membership,
            "guest": guest,
            "house": house.name if house else "Klankbord",
            "link": link,
        }
        text = render_to_string("community/guest_letter.txt", context)
        subject = _("You are invited as a guest")
        try:
            send_mail(subject, text, None, [guest.email])
        except OSError:
            return False
    return True
