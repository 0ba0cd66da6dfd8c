"""What an administrator fills in about the service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.connectors.http import check_address
from klankbord.connectors.reasons import ConnectorRefused
from klankbord.reputation.drafting.models import Endpoint


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """The service, and its key."""

    key = forms.CharField(
        label=_("Key"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It goes into the vault and is never shown. Leave it empty to keep the old."),
    )

    class Meta:
        model = Endpoint
        fields = ("is_on", "url", "model", "provider", "country")

    def clean_url(self) -> str:
        """A web address without a name and password in it."""
        url: str = self.cleaned_data["url"].strip()
        try:
            check_address(url)
        except ConnectorRefused as refused:
            words = _("Write a whole web address, such as https://models.example.org/v1.")
            raise forms.ValidationError(words) from refused
        return url

    def fields_given(self) -> dict[str, Any]:
        """What was filled in, for the action."""
        return self.cleaned_data
