"""Times of flows in words."""

from django import template
from django.utils.translation import gettext as _

from klankbord.ui.words import number

register = template.Library()
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def duration(seconds: float | None) -> str:
    """A time as people say it; None says that so many cases have not come so far yet."""
    if seconds is None:
        return _("not known yet")
    if seconds < MINUTE:
        return _("%(n)s s") % {"n": number(seconds, 0)}
    if seconds < HOUR:
        return _("%(n)s min") % {"n": number(seconds / MINUTE, 0)}
    if seconds < DAY:
        return _("%(n)s h") % {"n": number(seconds / HOUR, 1)}
    return _("%(n)s d") % {"n": number(seconds / DAY, 1)}
