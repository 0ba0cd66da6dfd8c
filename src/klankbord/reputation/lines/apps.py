"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinesConfig(AppConfig):
    name = "klankbord.reputation.lines"
    label = "lines"
    verbose_name = _("Lines to take")
    default_auto_field = "django.db.models.BigAutoField"
