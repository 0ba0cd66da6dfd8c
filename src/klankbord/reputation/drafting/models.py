"""The model that may help with wording, and where it runs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Endpoint(models.Model):
    """An OpenAI-compatible service; one row. Its key is in the vault."""

    is_on = models.BooleanField(_("responders may ask it for words"), default=False)
    url = models.CharField(
        _("address"),
        max_length=500,
        help_text=_("Up to and with /v1, such as https://models.example.org/v1."),
    )
    model = models.CharField(_("model"), max_length=120)
    provider = models.CharField(_("who runs it"), max_length=120)
    country = models.CharField(
        _("country where it runs"),
        max_length=60,
        help_text=_("Everybody sees this: it says where the words of people go."),
    )
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.model
