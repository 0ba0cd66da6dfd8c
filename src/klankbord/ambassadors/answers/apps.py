"""Django's entry to this room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnswersConfig(AppConfig):
    name = "klankbord.ambassadors.answers"
    label = "answers"
    verbose_name = _("Answer ledger")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what led to the clauses of the policy."""
        import_module("klankbord.ambassadors.answers.grounds")
