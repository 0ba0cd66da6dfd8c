"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftingConfig(AppConfig):
    name = "klankbord.reputation.drafting"
    label = "drafting"
    verbose_name = _("Drafting help")
    default_auto_field = "django.db.models.BigAutoField"
