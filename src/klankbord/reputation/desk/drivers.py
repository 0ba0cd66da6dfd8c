"""What is said of a case: the driver of our reputation that it is about, and who speaks."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.stakeholders.models import GIVEN

GROUPS: Final = [(group.value, group.label) for group in GIVEN]
"""Stakeholder groups that people and rules may say; that of a colleague is not among them."""


class Driver(models.TextChoices):
    """What people judge an organisation by: the seven dimensions of RepTrak (Fombrun 2015)."""

    WORKPLACE = "workplace", _("Workplace")
    PRODUCTS = "products", _("Products and services")
    LEADERSHIP = "leadership", _("Leadership")
    CONDUCT = "conduct", _("Conduct")
    CITIZENSHIP = "citizenship", _("Citizenship")
    INNOVATION = "innovation", _("Innovation")
    PERFORMANCE = "performance", _("Performance")
