"""Django's entry to this room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "klankbord.site"
    label = "site"
    verbose_name = _("Klankbord")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, which read models of other rooms."""
        import_module("klankbord.site.checks")
