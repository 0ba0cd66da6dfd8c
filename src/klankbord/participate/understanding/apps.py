"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnderstandingConfig(AppConfig):
    name = "klankbord.participate.understanding"
    label = "understanding"
    verbose_name = _("Understanding")
    default_auto_field = "django.db.models.BigAutoField"
