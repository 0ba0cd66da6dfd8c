"""Letters of dashboards: to their readers with the PDF, to their makers where one may not read."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.participate.insight.dashboards.report import Report
from klankbord.participate.insight.models import Dashboard, DashboardLetter
from klankbord.people.models import Member
from klankbord.people.queries import house_language

SALT = "insight.dashboard-mail"


def language_of(member: Member) -> str:
    """In which language somebody reads."""
    return member.language or house_language()


def report_letter(letter: DashboardLetter, dashboard: Dashboard, report: Report) -> EmailMessage:
    """The same letter always gets the same Message-ID, and says why it comes."""
    member, stop = letter.member, _address("dashboard-stop", stop_token(dashboard, letter.member))
    with translation.override(language_of(member)):
        maker = dashboard.maker.name if dashboard.maker else ""
        parts = [
            *report.lead,
            _("The whole dashboard is in the file with this letter, and on the screen:"),
            _address("dashboard-detail", dashboard.pk),
            _("%(maker)s shares this dashboard with you.") % {"maker": maker}
            if maker and dashboard.maker_id != member.pk
            else _("You made this dashboard. There you also change when it is mailed."),
            _("No more letters of this dashboard, in one press:"),
            stop,
        ]
        subject = " ".join(dashboard.name.split())
    mail = EmailMessage(
        subject,
        "\n\n".join(parts),
        to=[member.email],
        headers={
            **_headers(f"{letter.pk}:{letter.period_on}", language_of(member)),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach(report.file_name, report.pdf, "application/pdf")
    return mail


def stop_token(dashboard: Dashboard, member: Member) -> str:
    """Sign the way out of the letters of one dashboard; no sign-in needed, for ever."""
    return signing.dumps([dashboard.pk, member.pk], salt=SALT)


def stop_of_token(token: str) -> tuple[int, int] | None:
    """Read out of which dashboard's letters, and whose way it is; None if we did not sign it."""
    try:
        dashboard, member = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return int(dashboard), int(member)


def withheld_letter(dashboard: Dashboard, readers: Sequence[Member], on: dt.date) -> EmailMessage:
    """Tell the maker who does not get it, and what to do; without readers: its topic is gone."""
    maker = dashboard.maker
    if maker is None:
        raise ValueError(dashboard)
    with translation.override(language_of(maker)):
        name = {"name": dashboard.name}
        if readers:
            said = ngettext(
                "This member may not see “%(name)s” any more, and is not mailed it:",
                "These members may not see “%(name)s” any more, and are not mailed it:",
                len(readers),
            )
            parts = [said % name, "\n".join(each.name for each in readers)]
            parts.append(_("Take them off its readers, or ask an administrator about their role."))
        else:
            parts = [
                _("The topic of the dashboard “%(name)s” was deleted: it is mailed to nobody.")
                % name,
                _("Choose another topic, or delete the dashboard."),
            ]
        subject = _("Not sent: %(name)s") % {"name": " ".join(dashboard.name.split())}
        return EmailMessage(
            subject,
            "\n\n".join([*parts, _address("dashboard-detail", dashboard.pk)]),
            to=[maker.email],
            headers=_headers(f"withheld:{dashboard.pk}:{on}", language_of(maker)),
        )


def _headers(mark: str, language: str) -> dict[str, str]:
    made = salted_hmac("insight.dashboard", mark).hexdigest()
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return {
        "Message-ID": f"<dashboard.{made[:32]}@{host}>",
        "Content-Language": language,
        "Auto-Submitted": "auto-generated",
    }


def _address(name: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(f'insight:{name}', args=args)}"
