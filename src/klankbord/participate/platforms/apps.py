"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PlatformsConfig(AppConfig):
    name = "klankbord.participate.platforms"
    label = "platforms"
    verbose_name = _("Platform map")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear how the rooms above answer on platforms: `<app>/answering.py`."""
        autodiscover_modules("answering")
