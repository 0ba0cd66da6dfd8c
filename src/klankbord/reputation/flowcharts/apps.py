"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowchartsConfig(AppConfig):
    name = "klankbord.reputation.flowcharts"
    label = "flowcharts"
    verbose_name = _("Flowcharts")
    default_auto_field = "django.db.models.BigAutoField"
