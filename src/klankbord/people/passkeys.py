"""What a browser tells about a passkey: JSON in a hidden field, and from outside."""

from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class CredentialField(forms.JSONField):
    """JSON that Python itself refuses to read is no credential either."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        """The credential; raises `ValidationError`, also for numbers and depths without end."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as fault:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault

    def bound_data(self, _data: Any, _initial: Any) -> None:
        """A credential answers one question: the page that comes back does not repeat it."""

    def prepare_value(self, _value: Any) -> str:
        """Nothing to begin with."""
        return ""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Add a passkey."""

    credential = CredentialField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.label = _("Without a password")
        alone.help_text = _(
            "Then the passkey alone lets you in. Your device asks for a fingerprint, face or PIN."
        )


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey after the password."""

    credential = CredentialField()


class PasskeyOnlyForm(LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey without a password."""

    credential = CredentialField()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey once more, before something grave."""

    credential = CredentialField()
