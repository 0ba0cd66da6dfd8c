"""A fact in the reader's language."""

from django import template
from django.utils.translation import get_language

from klankbord.reputation.facts.models import FactVersion
from klankbord.reputation.facts.queries import Standing
from klankbord.reputation.facts.wording import STANDINGS

register = template.Library()


@register.filter
def statement(version: FactVersion) -> str:
    """What a version states, in the language of the reader."""
    return version.text_in(get_language() or "en")


@register.filter
def standing_words(standing: Standing) -> str:
    """How a version stands that was taken earlier."""
    return str(STANDINGS[standing])
