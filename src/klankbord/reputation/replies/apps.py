"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepliesConfig(AppConfig):
    name = "klankbord.reputation.replies"
    label = "replies"
    verbose_name = _("Saved replies")
    default_auto_field = "django.db.models.BigAutoField"
