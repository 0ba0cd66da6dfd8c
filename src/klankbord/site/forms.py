"""What is asked when an own organisation starts."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _


class StartForm(forms.Form):
    """The organisation, its first administrator, and what to listen for first."""

    organisation = forms.CharField(label=_("Name of your organisation"), max_length=120)
    words = forms.CharField(
        label=_("Names that people use for you"),
        max_length=300,
        required=False,
        help_text=_("Separate them with commas. They become your first topic."),
    )
    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A short sentence is easy to remember."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    is_sure = forms.BooleanField(label=_("Yes, remove everything that is sample"))

    def __init__(self, *args: Any, has_sample: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_sample:
            del self.fields["is_sure"]

    def clean_password(self) -> str:
        """Check the rules for passwords."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def names(self) -> list[str]:
        """The names to listen for, cleaned of marks that mean something in a query."""
        parts = (part.strip().replace('"', "") for part in self.cleaned_data["words"].split(","))
        return [part for part in parts if part]
