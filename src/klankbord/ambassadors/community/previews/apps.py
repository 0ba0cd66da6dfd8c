"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PreviewsConfig(AppConfig):
    name = "klankbord.ambassadors.community.previews"
    label = "previews"
    verbose_name = _("Previews of links")
    default_auto_field = "django.db.models.BigAutoField"
