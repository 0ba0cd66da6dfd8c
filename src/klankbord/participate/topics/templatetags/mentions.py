"""What templates with mentions need beside the design system."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from klankbord.participate.archive.models import Mention
from klankbord.participate.topics import drawing, listing
from klankbord.ui.charts import sparkline

register = template.Library()
register.filter("platform_name", listing.platform_name)
register.filter("language_name", listing.language_name)


@register.simple_tag
def spark(values: Sequence[float], label: str = "") -> SafeString:
    """Draw a tiny line; the number beside it says the same to who cannot see it."""
    return sparkline(values, label)


@register.simple_tag(takes_context=True)
def mentions(
    context: template.Context, rows: Iterable[listing.Row], *, is_preview: bool = False
) -> SafeString:
    """Draw a list of mentions; a preview has no buttons."""
    return _pen(context, is_preview=is_preview).mentions(rows)


@register.simple_tag(takes_context=True)
def mention(context: template.Context, row: listing.Row) -> SafeString:
    """Draw one mention, without buttons."""
    return _pen(context, is_preview=True).mention(row)


@register.simple_tag
def engagement(mention: Mention) -> SafeString:
    """Say what others did with a mention."""
    return drawing.engagement(mention)


def _pen(context: template.Context, *, is_preview: bool) -> drawing.Pen:
    acts: Iterable[drawing.Act] = () if is_preview else context.get("mention_acts") or ()
    return drawing.Pen(context.get("now") or timezone.now(), acts)
