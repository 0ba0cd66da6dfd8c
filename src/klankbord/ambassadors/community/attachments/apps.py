"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    name = "klankbord.ambassadors.community.attachments"
    label = "attachments"
    verbose_name = _("Pictures and files")
    default_auto_field = "django.db.models.BigAutoField"
