"""What every template may use: icons, relative time, avatars, safe text, charts."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zlib import crc32

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from klankbord.ui import menu, words
from klankbord.ui.icons import ICONS

register = template.Library()
AVATAR_COLOURS = 6


@register.simple_tag
def icon(name: str, label: str = "", kind: str = "") -> SafeString:
    """Draw an icon; it is decoration unless it gets a label. An unknown name draws a dot."""
    shape = mark_safe(ICONS.get(name, '<circle cx="12" cy="12" r="3"/>'))  # noqa: S308  # own drawings
    role = (
        format_html('role="img" aria-label="{}"', escape(label))
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" {}>{}</svg>',
        f" icon--{kind}" if kind else "",
        role,
        shape,
    )


@register.simple_tag(takes_context=True)
def ago(
    context: template.Context, moment: dt.datetime | None, now: dt.datetime | None = None
) -> str:
    """Tell how long ago, with the full date on hover; `now` comes from the view if it has one."""
    if not moment:
        return ""
    given = now or context.get("now")
    reference = given if isinstance(given, dt.datetime) else timezone.now()
    return words.time_shown(moment, reference)


@register.filter
def number(value: float) -> str:
    """Write a number with its thousands apart, as the reader's language does."""
    return words.number(value)


@register.filter
def percent(value: float | None, decimals: int = 0) -> str:
    """Write a fraction (0.82) as a percentage in the reader's notation."""
    return "" if value is None else f"{words.number(value * 100, decimals)}\N{NO-BREAK SPACE}%"


@register.simple_tag
def avatar(name: object, size: str = "") -> SafeString:
    """Draw a round with initials; always the same colour for the same name."""
    text = str(name or "?")
    return format_html(
        '<span class="avatar avatar--{}{}" aria-hidden="true">{}</span>',
        crc32(text.encode()) % AVATAR_COLOURS + 1,
        f" avatar--{size}" if size else "",
        words.initials(text),
    )


@register.filter(is_safe=True)
def markdown(text: str | None, spans: Any = ()) -> SafeString:
    """Show Markdown that people wrote: sanitised, links to nowhere of ours, no outside images.

    Stretches of it, as (start, end), may be marked.
    """
    return words.rendered_markdown(text or "", spans or ())


@register.simple_tag
def highlight(text: str, spans: Any = ()) -> SafeString:
    """Wrap (start, end) spans of a text in `<mark>`; the text itself is escaped."""
    return words.highlighted(text, spans or ())


@register.simple_tag(takes_context=True)
def menu_lines(context: template.Context) -> list[menu.Group]:
    """List the menu with the current line marked."""
    request: HttpRequest | None = context.get("request")
    return menu.groups(context.get("menu") or (), request.path if request else "")


@register.filter
def lines(entries: Iterable[Any]) -> tuple[menu.Line, ...]:
    """Resolve entries such as `new_acts`: those whose room is not there are left out."""
    return menu.lines(entries)


@register.filter
def thumb_lines(groups: list[menu.Group]) -> list[menu.Line]:
    """List the few lines for the bar at the thumb."""
    return menu.thumb_lines(groups)


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """Tell the reader's chosen theme: light, dark, or nothing (as the system says)."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in {"light", "dark"} else ""


@register.inclusion_tag("ui/_chart.html")
def chart(url: str, title: str = "") -> dict[str, str]:
    """Leave room for a picture that is fetched when it comes into sight."""
    return {"url": url, "title": title}
