"""The letter that brings a line to colleagues: its words, and no name of anybody."""

import smtplib
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from klankbord.people.mail_answers import PERMANENT, answer_of
from klankbord.people.models import Member
from klankbord.people.queries import house_language
from klankbord.reputation.lines.models import LineLetter, LineVersion


def line_letter(version: LineVersion, member: Member) -> EmailMessage:
    """The words of a version in the language of a colleague; where to ask may name somebody."""
    language = member.language or house_language()
    is_dutch = language == "nl"
    with translation.override(language):
        context = {
            "version": version,
            "happened": version.happened_nl if is_dutch else version.happened_en,
            "say": version.say_nl if is_dutch else version.say_en,
            "url": _address("lines:line-detail", version.line_id),
            "choices_url": _address("people:profile"),
        }
        words = {"title": " ".join(version.title.split())}
        subject = _("What you may say about: %(title)s") % words
        text = render_to_string("lines/letter.txt", context)
    headers = {
        "Message-ID": message_id_of(version, member),
        "Content-Language": language,
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, text, to=[member.email], headers=headers)


def message_id_of(version: LineVersion, member: Member) -> str:
    """The same for the same letter: handed over again after a crash, it is known as itself."""
    mark = salted_hmac("lines.letter", f"{version.pk}.{member.pk}").hexdigest()[:24]
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<line.{mark}@{host}>"


def hand_over(letters: list[LineLetter], connection: BaseEmailBackend) -> Iterator[bool]:
    """Give each to the mail server, and say of each whether it is done with.

    A row goes after the server's answer; only what may pass by itself stays for the next try.
    """
    for letter in letters:
        is_done = _is_taken(line_letter(letter.version, letter.member), connection)
        if is_done:
            letter.delete()
        yield is_done


def _is_taken(letter: EmailMessage, connection: BaseEmailBackend) -> bool:
    """Whether the mail server took it or will never take it."""
    try:
        connection.send_messages([letter])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        return answer_of(refusal)[0] >= PERMANENT
    except (ValueError, smtplib.SMTPNotSupportedError):
        return True  # an address that cannot be written keeps no other colleague from theirs
    return True


def _address(name: str, *args: int) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"
