"""Django's entry to this room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TrustConfig(AppConfig):
    name = "klankbord.trust"
    label = "trust"
    verbose_name = _("Trust")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear what every room keeps, can do for people, and calls its acts in the log."""
        import_module("klankbord.trust.retention.tables")
        autodiscover_modules("retention", "rights", "log")
