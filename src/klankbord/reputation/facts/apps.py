"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactsConfig(AppConfig):
    name = "klankbord.reputation.facts"
    label = "facts"
    verbose_name = _("Fact base")
    default_auto_field = "django.db.models.BigAutoField"
