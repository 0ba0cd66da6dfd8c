"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PraiseConfig(AppConfig):
    name = "klankbord.ambassadors.community.praise"
    label = "praise"
    verbose_name = _("Praise")
    default_auto_field = "django.db.models.BigAutoField"
