"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "klankbord.ui"
    label = "ui"
    verbose_name = _("Design system")
    default_auto_field = "django.db.models.BigAutoField"
