"""A mention as it stands in lists, drawn here and not by a template: a page has fifty of them.

As a template with its parts, fifty took three quarters of the processor time of the whole page. The
price: whoever changes something here escapes what others wrote, by hand. All that is not a string
of this file goes through `escape`, but for what `ui` drew.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from html import escape
from typing import Protocol

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.participate.archive.models import Mention, Reading
from klankbord.participate.topics.listing import Row
from klankbord.participate.understanding.words import intent_name, sentiment_name
from klankbord.ui.templatetags.ui import icon
from klankbord.ui.words import highlighted, number, time_shown

_TONES = {"negative": "bad", "neutral": "muted", "positive": "good"}


class Act(Protocol):
    """What somebody can begin with a mention."""

    @property
    def label(self) -> object:
        """What it is called."""

    @property
    def url(self) -> str:
        """Where it is done."""

    @property
    def icon(self) -> str:
        """The icon before it."""


class Pen:
    """Draws mentions of one page; what is the same for all of them is made once."""

    def __init__(self, now: dt.datetime, acts: Iterable[Act] = ()) -> None:
        self._now = now
        self._acts = [
            (escape(act.url), f"{icon(act.icon)} {escape(str(act.label))}") for act in acts
        ]
        self._copies = icon("copy")
        self._list = reverse("topics:mention-list")
        self._read_on = escape(_("Read on"))

    def mentions(self, rows: Iterable[Row]) -> SafeString:
        """A list."""
        items = "".join([f"<li data-item>{self.mention(row)}</li>" for row in rows])
        return mark_safe(f'<ul class="list" data-list>{items}</ul>')  # noqa: S308  # drawn below

    def mention(self, row: Row) -> SafeString:
        """One mention: who, where, when, what, and what can be done with it."""
        return mark_safe(  # noqa: S308  # what others wrote is escaped below
            '<article class="post post--bare">'
            f"{_head(row, self._now)}{_title(row)}"
            f'<p class="post__text post__text--short">{highlighted(row.text.text, row.text.spans)}'
            f'</p><footer class="post__foot">{" ".join(self._foot(row))}</footer></article>'
        )

    def _foot(self, row: Row) -> Iterator[str]:
        if not row.title:
            by = _("the mention by %(author)s") % {"author": row.author_name}
            yield (
                f'<a href="{escape(row.page)}" data-open>{self._read_on}'
                f'<span class="visually-hidden"> {escape(by)}</span></a>'
            )
        for topic in row.topics:
            address = f"{self._list}?topic={topic.pk}"
            yield f'<a class="tag" href="{escape(address)}">{escape(topic.name)}</a>'
        if row.n_copies:
            said = ngettext("%(n)s copy", "%(n)s copies", row.n_copies)
            yield (
                f'<a class="tag" href="{escape(row.story_list)}">{self._copies} '
                f"{escape(said % {'n': number(row.n_copies)})}</a>"
            )
        if row.reading:
            yield _said(row.reading)
        yield engagement(row.mention)
        if self._acts:
            buttons = [
                f'<a class="button button--small button--quiet" href="{url}?mention={row.id}">'
                f"{label}</a>"
                for url, label in self._acts
            ]
            yield f'<span class="actions">{"".join(buttons)}</span>'


def _said(reading: Reading) -> str:
    """What the words say, where that is sure enough."""
    drawn = []
    if tone := _TONES.get(reading.sentiment):
        name = escape(sentiment_name(reading.sentiment))
        drawn.append(f'<span class="badge badge--dot badge--{tone}">{name}</span>')
    if reading.intent not in {"other", "unsure"}:
        drawn.append(
            f'<span class="badge badge--muted">{escape(intent_name(reading.intent))}</span>'
        )
    return " ".join(drawn)


def _head(row: Row, now: dt.datetime) -> str:
    handle = row.author_handle
    return (
        f'<header class="post__head"><span class="post__author">{escape(row.author_name)}</span> '
        f"{f'<span>@{escape(handle)}</span> ' if handle else ''}"
        f'<span class="platform platform--{escape(row.mention.platform)}">'
        f"{escape(row.platform_name)}</span> "
        f'<span class="post__when">{time_shown(row.published_at, now)}</span></header>'
    )


def _title(row: Row) -> str:
    if not row.title:
        return ""
    words = highlighted(row.title.text, row.title.spans)
    return (
        f'<p class="post__text"><strong><a href="{escape(row.page)}" data-open>{words}</a></strong>'
        "</p>"
    )


def engagement(mention: Mention) -> SafeString:
    """What others did with a mention; nothing is said of what nobody did."""
    said = []
    if n := mention.n_replies:
        said.append(ngettext("%(n)s answer", "%(n)s answers", n) % {"n": number(n)})
    if n := mention.n_reposts:
        said.append(ngettext("repeated %(n)s time", "repeated %(n)s times", n) % {"n": number(n)})
    if n := mention.n_likes:
        said.append(ngettext("%(n)s like", "%(n)s likes", n) % {"n": number(n)})
    drawn = " ".join([f'<span class="nowrap">{escape(each)}</span>' for each in said])
    return mark_safe(drawn)  # noqa: S308  # escaped above
