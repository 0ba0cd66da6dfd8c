"""What templates with mentions need beside the design system."""

from collections.abc import Sequence

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString

from klankbord.participate.topics import listing
from klankbord.ui.charts import sparkline

register = template.Library()
register.filter("platform_name", listing.platform_name)
register.filter("language_name", listing.language_name)


@register.filter
def number(value: float) -> str:
    """Write a number with its thousands apart, as the reader's language does."""
    return number_format(value, force_grouping=True)


@register.simple_tag
def spark(values: Sequence[float], label: str = "") -> SafeString:
    """Draw a tiny line; the number beside it says the same to who cannot see it."""
    return sparkline(values, label)
