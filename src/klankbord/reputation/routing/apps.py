"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "klankbord.reputation.routing"
    label = "routing"
    verbose_name = _("Routing rules")
    default_auto_field = "django.db.models.BigAutoField"
