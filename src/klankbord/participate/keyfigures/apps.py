"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeyFiguresConfig(AppConfig):
    name = "klankbord.participate.keyfigures"
    label = "keyfigures"
    verbose_name = _("Key figures")
    default_auto_field = "django.db.models.BigAutoField"
