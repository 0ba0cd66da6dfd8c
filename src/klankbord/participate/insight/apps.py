"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "klankbord.participate.insight"
    label = "insight"
    verbose_name = _("Overview")
    default_auto_field = "django.db.models.BigAutoField"
