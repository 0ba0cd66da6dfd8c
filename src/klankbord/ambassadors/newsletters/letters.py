"""An edition as a letter: HTML through MJML, and plain text; no pixel, links untouched."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import mrml
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from klankbord.ambassadors.newsletters.models import Edition
from klankbord.ambassadors.newsletters.queries import items_shown
from klankbord.people.models import Member
from klankbord.people.queries import organisation

SALT = "newsletters.unsubscribe"
# Stands in the letter where each member's own address comes: one rendering serves all.
UNSUBSCRIBE = "https://unsubscribe.invalid/"
# Not allowed in XML, and the whole letter would fail by one of them in a pasted post.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Letter:
    """An edition, ready to be addressed."""

    edition: int
    subject: str
    html: str
    text: str
    language: str


def write_letter(edition: Edition) -> Letter:
    """Render an edition once for all its readers, in the edition's language."""
    with translation.override(edition.language):
        context = {
            "edition": edition,
            "items": items_shown(edition),
            "organisation": organisation(),
            "site": settings.PUBLIC_URL,
            "edition_url": _address("newsletters:edition-detail", edition.pk),
            "unsubscribe_url": UNSUBSCRIBE,
        }
        mjml = render_to_string("newsletters/letter.mjml", context)
        text = render_to_string("newsletters/letter.txt", context)
    return Letter(
        edition=edition.pk,
        subject=" ".join(edition.title.split()),
        html=mrml.to_html(CONTROLS.sub("", mjml)).content,
        text=text,
        language=edition.language,
    )


def address_letter(letter: Letter, member: Member) -> EmailMultiAlternatives:
    """Make the mail for one member; the same member always gets the same Message-ID.

    So a letter that had to be handed over again (the machine stopped between the mail server's
    yes and our note of it) is recognised as the same one by mail servers that look.
    """
    own = _address("newsletters:unsubscribe", unsubscribe_token(member))
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text.replace(UNSUBSCRIBE, own),
        to=[member.email],
        headers={
            "Message-ID": message_id(letter.edition, member.pk),
            "List-Unsubscribe": f"<{own}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<newsletter.{_host()}>",
            "Content-Language": letter.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(letter.html.replace(UNSUBSCRIBE, own), "text/html")
    return mail


def message_id(edition: int, member: int) -> str:
    """Name a letter: always the same for one edition and member, and telling nothing of either."""
    mark = salted_hmac("newsletters.message", f"{edition}:{member}").hexdigest()
    return f"<newsletter.{mark[:32]}@{_host()}>"


def unsubscribe_token(member: Member) -> str:
    """Sign a member's own way out; it works without signing in and does not run out."""
    return signing.dumps(member.pk, salt=SALT)


def member_of_token(token: str) -> int | None:
    """Read whose way out this is; None if we did not sign it."""
    try:
        return int(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None


def _address(name: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
