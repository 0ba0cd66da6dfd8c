"""The small picture of an interval."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from klankbord.core.measure.intervals import Interval

register = template.Library()


@register.simple_tag
def interval_picture(interval: Interval) -> SafeString:
    """Draw a share and its bounds on a line from 0 to 100 %."""
    label = _("%(share)s %%, between %(low)s and %(high)s %%") % {
        "share": round(100 * interval.share),
        "low": round(100 * interval.low),
        "high": round(100 * interval.high),
    }
    low, high, share = (100 * each for each in (interval.low, interval.high, interval.share))
    return format_html(
        '<svg class="interval" viewBox="0 0 100 12" preserveAspectRatio="none" role="img"'
        ' aria-label="{}"><rect class="interval__line" x="0" y="5" width="100" height="2"/>'
        '<rect class="interval__range" x="{}" y="2" width="{}" height="8"/>'
        '<rect class="interval__share" x="{}" y="0" width="1.5" height="12"/></svg>',
        label,
        f"{low:.1f}",
        f"{max(high - low, 0.5):.1f}",
        f"{min(share, 98.5):.1f}",
    )
