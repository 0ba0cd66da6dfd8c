"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PulseConfig(AppConfig):
    name = "klankbord.ambassadors.pulse"
    label = "pulse"
    verbose_name = _("Pulse")
    default_auto_field = "django.db.models.BigAutoField"
