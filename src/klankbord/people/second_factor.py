"""The second step of signing in, and what of it is kept under seal."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as passkeys
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from klankbord.people.sign_in import record_refusal
from klankbord.trust.vault import actions
from klankbord.trust.vault.columns import SECOND_FACTORS
from klankbord.trust.vault.keys import KeyFileRefused
from klankbord.trust.vault.queries import open_all

View = Callable[..., HttpResponseBase]


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of code apps and recovery codes stand in the database under seal."""

    @sensitive_variables()
    def encrypt(self, text: str) -> str:
        """Seal it; the caller saves it in the same transaction."""
        with actions.keys_held():
            (token,) = actions.seal_all(
                column=SECOND_FACTORS, name=str(SECOND_FACTORS), values=[text.encode()]
            )
        return token.decode()

    @sensitive_variables()
    def decrypt(self, encrypted_text: str) -> str:
        """Open it; raises `KeyFileRefused`."""
        (value,) = open_all(name=str(SECOND_FACTORS), tokens=[encrypted_text.encode()])
        return value.decode()


class _Noted:
    """A wrong code after a right password is worth a line in the log."""

    user: Any

    def clean_code(self) -> str:
        """The code; raises `ValidationError`."""
        try:
            return str(super().clean_code())  # type: ignore[misc]  # of the library's form
        except ValidationError:
            self._note("code")
            raise
        except KeyFileRefused as lost:
            self._note("key-file")
            message = _(
                "No code can be checked now: the file with keys of this installation is not the "
                "right one. Use a passkey, or tell your administrator."
            )
            raise ValidationError(message) from lost

    def _note(self, reason: str) -> None:
        record_refusal(context.request, object_=f"member:{self.user.pk}", reason=reason)


class CodeForm(_Noted, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Asks for a code to come in."""


class CodeAgainForm(_Noted, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Asks for a code once more, before something grave."""


def _while_keys_stand(view: View) -> View:
    """These views of the library write back what they read without a transaction of their own.

    A rotation in between would leave codes that no key opens.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with actions.keys_held():
            return view(request, *args, **kwargs)

    return shown


# Mounted before those of the library.
addresses = [
    path(address, _while_keys_stand(view), name=name)
    for address, view, name in (
        ("webauthn/add/", passkeys.add_webauthn, "mfa_add_webauthn"),
        ("recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
        (
            "recovery-codes/download/",
            recovery_codes.download_recovery_codes,
            "mfa_download_recovery_codes",
        ),
    )
]
