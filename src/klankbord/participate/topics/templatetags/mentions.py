"""What templates with mentions need beside the design system."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from klankbord.participate.topics import listing
from klankbord.ui.charts import sparkline

register = template.Library()
register.filter("platform_name", listing.platform_name)
register.filter("language_name", listing.language_name)


@register.simple_tag
def spark(values: Sequence[float], label: str = "") -> SafeString:
    """Draw a tiny line; the number beside it says the same to who cannot see it."""
    return sparkline(values, label)
