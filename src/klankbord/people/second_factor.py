"""The second step of signing in."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from django.core.exceptions import ValidationError

from klankbord.people.sign_in import record_refusal


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Asks for a code; a wrong one after a right password is worth a line in the log."""

    def clean_code(self) -> str:
        """The code; raises `ValidationError`."""
        try:
            return str(super().clean_code())
        except ValidationError:
            record_refusal(context.request, object_=f"member:{self.user.pk}", reason="code")
            raise
