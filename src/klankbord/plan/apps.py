"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    name = "klankbord.plan"
    label = "plan"
    verbose_name = _("The Plan")
    default_auto_field = "django.db.models.BigAutoField"
