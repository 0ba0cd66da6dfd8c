"""Text as the reader sees it: relative time, initials, Markdown, marked passages."""

import datetime as dt
import functools
import html
import re
from collections import Counter
from collections.abc import Iterable

import nh3
from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

MINUTE, HOUR, HALF_A_DAY, DAY = 60, 3600, 43200, 86400
DAYS_BY_NAME = 7
GROUP = 1000
_OPENS, _CLOSES = "\N{LEFT DOUBLE PARENTHESIS}", "\N{RIGHT DOUBLE PARENTHESIS}"
_NO_MARKS = str.maketrans("", "", _OPENS + _CLOSES)
_NO_SIGNS = str.maketrans(_OPENS + _CLOSES, "()")
_SCHEME = re.compile(r"(?<![\w/@.+-])https?$", re.IGNORECASE)
_SCHEME_LENGTH = len("https")
# What comes after it, without what hides or turns letters; a sentence may end right behind it.
_ADDRESS = re.compile(
    r"://[^\s<>\"\x00-\x20\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+"
)
_BEHIND = ".,;:!?*_~'\u2019\u201d\u00bb"
_PAIRS = {")": "(", "]": "[", "}": "{"}
# One line that begins with a letter or @, where no sign means anything to Markdown or HTML.
_JUST_WORDS = re.compile(
    r"(?:[^\W\d_]|@(?=\S))"
    r"(?:[^\W_]|[ ,.?!;'\N{RIGHT SINGLE QUOTATION MARK}\"()%€…@#/+=-](?=\S)|:(?= ))*[.?!…)]?"
)
_TAGS_AND_SIGNS = re.compile(rf"(<[^>]*>|{_OPENS}|{_CLOSES})")
TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "dl",
        "dt",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)


def number(value: float, decimals: int | None = None) -> str:
    """Write a number in the reader's notation, thousands apart; rounded, not cut off."""
    if decimals is None and 0 <= value < GROUP and isinstance(value, int):
        return str(value)
    shown = value if decimals is None else round(value, decimals)
    return number_format(shown, decimals, force_grouping=True)


def time_ago(moment: dt.datetime, now: dt.datetime) -> str:
    """Tell a moment as people say it: both in the reader's zone."""
    seconds = (now - moment).total_seconds()
    days = (now.date() - moment.date()).days
    if seconds < 0:
        return _ahead(moment, now)
    if seconds < HOUR:
        n = int(seconds // MINUTE)
        return ngettext("%(n)d min ago", "%(n)d min ago", n) % {"n": n} if n else _("just now")
    if seconds < HALF_A_DAY or days == 0:
        n = int(seconds // HOUR)
        return ngettext("%(n)d hour ago", "%(n)d hours ago", n) % {"n": n}
    if days == 1:
        return _("yesterday %(time)s") % {"time": time_format(moment.time(), "H:i")}
    if days < DAYS_BY_NAME:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    return _short_date(moment, now)


def time_shown(moment: dt.datetime, now: dt.datetime) -> SafeString:
    """How long ago, with the full date on hover, in the zone of the reader."""
    local = timezone.localtime(moment)
    full = _date_and_time(local.replace(second=0, microsecond=0), get_language())
    said = html.escape(time_ago(local, timezone.localtime(now)))
    return mark_safe(  # noqa: S308  # a list shows fifty: escaped here, and by itself
        f'<time datetime="{local.isoformat(timespec="seconds")}" title="{full}">{said}</time>'
    )


@functools.lru_cache(maxsize=10_000)
def _date_and_time(minute: dt.datetime, _language: str | None) -> str:
    """Many people look at the same newest moments."""
    return html.escape(date_format(minute, "DATETIME_FORMAT"))


def _ahead(moment: dt.datetime, now: dt.datetime) -> str:
    seconds = (moment - now).total_seconds()
    days = (moment.date() - now.date()).days
    if seconds < HOUR:
        n = int(seconds // MINUTE)
        return ngettext("in %(n)d min", "in %(n)d min", n) % {"n": n} if n else _("now")
    if seconds < DAY:
        n = int(seconds // HOUR)
        return ngettext("in %(n)d hour", "in %(n)d hours", n) % {"n": n}
    if days < DAYS_BY_NAME:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return _short_date(moment, now)


def _short_date(moment: dt.datetime, now: dt.datetime) -> str:
    # Translators: how a day is written short, in the letters of Django; Dutch months are small.
    form = _("j M") if moment.year == now.year else _("j M Y")
    return _day_written(moment.date(), form, get_language())


@functools.lru_cache(maxsize=10_000)
def _day_written(day: dt.date, form: str, _language: str | None) -> str:
    return date_format(day, form)


def initials(name: str) -> str:
    """Take the first and the last initial; particles such as "van der" do not count."""
    parts = [part for part in name.split() if part[:1].isalnum()]
    if not parts:
        return name[:1] or "?"
    capitals = [part for part in parts[1:] if part[:1].isupper()]
    return (parts[0][:1] + (capitals[-1][:1] if capitals else "")).upper()


@functools.cache
def _parser() -> MarkdownIt:
    """Line breaks stay as people typed them; HTML in the text is shown, not obeyed."""
    parser = MarkdownIt("js-default", {"breaks": True, "html": False, "linkify": False})
    parser.inline.ruler.before("linkify", "address", _link_address)
    return parser.disable("image")


def _link_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as the parser calls it
    """Make a web address that stands in the text a link; called at each place."""
    before = state.pending[-_SCHEME_LENGTH - 1 :]  # no more: all of it at each colon takes minutes
    scheme = _SCHEME.search(before) if state.src[state.pos] == ":" else None
    found = _ADDRESS.match(state.src, state.pos) if scheme and not state.linkLevel else None
    behind = _without_stops(found[0]) if found else ""
    if scheme is None or len(behind) <= len("://"):
        return False
    shown = scheme[0] + behind
    address = state.md.normalizeLink(shown.translate(_NO_MARKS))
    if not state.md.validateLink(address):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = shown
        state.push("link_close", "a", -1)
    state.pos += len(behind)
    return True


def _without_stops(address: str) -> str:
    """Cut off a bracket that opened before it with all behind, and what ends the sentence."""
    n_open: Counter[str] = Counter()
    for place, sign in enumerate(address):
        n_open[sign] += 1
        if sign in _PAIRS:
            n_open[_PAIRS[sign]] -= 1
            if n_open[_PAIRS[sign]] < 0:
                return address[:place].rstrip(_BEHIND)
    return address.rstrip(_BEHIND)


@functools.cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={"a": {"href"}, "abbr": {"title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer ugc",
    )


def rendered_markdown(text: str, spans: Iterable[tuple[int, int]] = ()) -> SafeString:
    """Turn Markdown into clean HTML; its headings start at level 3, under the page's own.

    Spans (start, end) of the text are wrapped in `<mark>`, each word between two signs by itself.
    """
    if not spans and _JUST_WORDS.fullmatch(text):
        return mark_safe(f"<p>{text}</p>\n")  # noqa: S308  # no sign in it means anything
    tokens = _parser().parse(_with_signs(text, spans))
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + 3, 6)}"
    html = _parser().renderer.render(tokens, _parser().options, {})
    return mark_safe(_with_marks(_cleaner().clean(html)))  # noqa: S308  # cleaned on this line


def _with_signs(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Brackets that nobody types; as punctuation they leave the stars beside them their meaning."""
    plain = text.translate(_NO_SIGNS)
    pieces, at = [], 0
    for start, end in _melted(spans, len(plain)):
        pieces += [plain[at:start], _OPENS, plain[start:end], _CLOSES]
        at = end
    return "".join([*pieces, plain[at:]])


def _with_marks(clean: str) -> str:
    """Turn the brackets in clean HTML into marks that never cross a tag."""
    pieces, is_open = [], False
    for piece in _TAGS_AND_SIGNS.split(clean):
        if piece in {_OPENS, _CLOSES}:
            is_open = piece == _OPENS
        elif is_open and piece.strip() and not piece.startswith("<"):
            pieces.append(f"<mark>{piece}</mark>")
        else:
            pieces.append(piece)
    return "".join(pieces)


def highlighted(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """Mark spans (start, end) of a text; overlaps melt together, wrong ones are left out."""
    pieces = []
    at = 0
    for start, end in _melted(spans, len(text)):
        pieces += [html.escape(text[at:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        at = end
    pieces.append(html.escape(text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308  # each piece is escaped


def _melted(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    melted: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(e, length)) for s, e in spans):
        if start >= end:
            continue
        if melted and start <= melted[-1][1]:
            melted[-1] = (melted[-1][0], max(end, melted[-1][1]))
        else:
            melted.append((start, end))
    return melted
