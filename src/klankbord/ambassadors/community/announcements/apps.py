"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnouncementsConfig(AppConfig):
    name = "klankbord.ambassadors.community.announcements"
    label = "announcements"
    verbose_name = _("Announcements")
    default_auto_field = "django.db.models.BigAutoField"
