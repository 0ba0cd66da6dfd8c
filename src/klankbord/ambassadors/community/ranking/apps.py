"""Django's entry to this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RankingConfig(AppConfig):
    name = "klankbord.ambassadors.community.ranking"
    label = "ranking"
    verbose_name = _("Order of the feed")
    default_auto_field = "django.db.models.BigAutoField"
