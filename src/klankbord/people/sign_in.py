"""How allauth behaves in this house."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klankbord.people.limits.counting import caller_of, is_within
from klankbord.people.models import Member
from klankbord.trust import audit

log = structlog.get_logger("klankbord.sign_in")

# What we write to somebody about: their password, passkeys, codes, and linked accounts.
CHANGES: dict[str, Any] = {
    "password_changed": _("Your password was changed."),
    "password_set": _("You can sign in with a password now."),
    "password_reset": _("Your password was changed by a link from your mail."),
    "totp_activated": _("A code app was added."),
    "totp_deactivated": _("The code app was removed."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
    "recovery_codes_generated": _("New recovery codes were made; the old ones no longer work."),
    "second_factor_reset": _(
        "An administrator took away your passkeys, code app and recovery codes. Your password "
        "alone lets you in now: add a new second step."
    ),
    "account_connected": _("The account of your organisation was linked."),
    "account_disconnected": _("The account of your organisation is linked no longer."),
}
NOTED = 60  # refusals a minute from one address that leave a line each; the rest changes nothing


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up by themselves: members are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Closed, always."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Members have no user name."""

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, and write down that it happened."""
        super().login(request, user)
        record_sign_in(user.pk)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Who gives the right password of a closed account learns why it does not help."""
        record_refusal(request, object_=f"member:{user.pk}", reason="closed")
        return render(request, "people/provider_refused.html", {"refusal": "closed"}, status=403)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,  # noqa: ARG002  # allauth's signature
        email: str | None = None,  # noqa: ARG002  # idem
    ) -> None:
        """Note that somebody's way to sign in changed, and tell them, whoever did it."""
        what = template_prefix.rpartition("/")[2]
        whose = f"member:{user.pk}"
        audit.record(
            at=timezone.now(),
            actor=whose,
            act="people.sign-in-changed",
            object=whose,
            detail={"what": what},
        )
        if what in CHANGES:
            tell_change(user, what)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At our own address: whoever asks for the letter chooses the Host of the request."""
        asked = str(super().get_reset_password_from_key_url(key))
        return settings.PUBLIC_URL + urlsplit(asked).path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One of our own letters, in the language of the reader.

        A mail server that is away is told in words, whether there is such a member or not.
        """
        reader = getattr(context.get("user"), "language", "") or translation.get_language()
        with translation.override(reader):
            try:
                super().send_mail(
                    template_prefix, email, context | {"address": settings.PUBLIC_URL}
                )
            except OSError:
                log.exception("the letter could not be sent")
                words = gettext("No mail can be sent now. Try again later.")
                messages.error(self.request, words)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password; an address that nobody has here leaves no name behind."""
        member = Member.everybody.filter(email__iexact=credentials.get("email", "")).first()
        whose = f"member:{member.pk}" if member else ""
        record_refusal(request, object_=whose, reason="password")


def tell_change(member: Member, what: str) -> None:
    """One of `CHANGES` as a letter in their language; a mail server that is away stops nobody."""
    with translation.override(member.language or translation.get_language()):
        context = {"member": member, "change": CHANGES[what], "address": settings.PUBLIC_URL}
        text = render_to_string("people/sign_in_changed.txt", context)
        subject = gettext("Your way to sign in to Klankbord changed")
    send_mail(subject, text, None, [member.email], fail_silently=True)


def record_sign_in(member: int) -> None:
    """One line in the audit log; how somebody proved who they are stays out of it."""
    whose = f"member:{member}"
    audit.record(at=timezone.now(), actor=whose, act="people.signed-in", object=whose)


def record_refusal(request: HttpRequest, *, object_: str, reason: str) -> None:
    """One line in the audit log: somebody stayed outside, and why. No name, no network address."""
    now = timezone.now()
    if is_within("refusal", caller_of(request), NOTED, at=now):
        act, detail = "people.sign-in-refused", {"reason": reason}
        audit.record(at=now, actor="visitor", act=act, object=object_, detail=detail)
