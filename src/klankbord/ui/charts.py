"""Pictures: declared here once, drawn on the server, the same for page, download and table.

How a room shows one:

    # views.py
    from klankbord.ui.charts import volume_chart
    from klankbord.ui.pictures import picture_response

    def volume_picture(request):
        return picture_response(request, volume_chart("volume", counts, spikes=spikes))

    {# template: a place that fetches the picture when it comes into sight #}
    {% load ui %}{% url "insight:volume-picture" as url %}{% chart url %}

`sparkline(values)` is different: a few dozen bytes of SVG, right where you put it.
"""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.core.measure.intervals import Interval
from klankbord.ui.words import number

HEAT_LEVELS = 5
SPIKES_NAMED = 3
MATRIX_SIDE = 12
Spec = dict[str, Any]
Cell = str | int | float | dt.date


@dataclass(frozen=True)
class Picture:
    """One picture, and what it says in words and in rows; `spec` is None if there is no data."""

    key: str
    spec: Spec | None
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)


def n_mentions(n: int) -> str:
    """Say a number of mentions."""
    return ngettext("%(n)s mention", "%(n)s mentions", n) % {"n": number(n)}


def volume_chart(
    key: str,
    counts: Sequence[tuple[dt.date, int]],
    *,
    spikes: Mapping[dt.date, str] | None = None,
    unheard: Mapping[dt.date, str] | None = None,
    says: Callable[[int], str] = n_mentions,
) -> Picture:
    """Draw how many each day; `spikes` gives the days that stand out, each with its cause.

    `unheard` gives the days on which something was not heard, with what: they are shaded.
    """
    columns = (_("Day"), _("Number"))
    if not any(n for _day, n in counts):
        return _nothing(key, columns)
    marked, missed = dict(spikes or {}), dict(unheard or {})
    notes = [(_("What stands out"), marked), (_("Not heard"), missed)]
    notes = [(name, words) for name, words in notes if words]
    days = sorted(counts)
    rows = [
        {
            "from": f"{day.isoformat()}T00:00:00Z",
            "at": f"{day.isoformat()}T12:00:00Z",
            "to": f"{(day + dt.timedelta(days=1)).isoformat()}T00:00:00Z",
            "n": n,
            "tip": _tip(_full(day), says(n), marked.get(day, ""), _missed(missed.get(day))),
            "missed": day in missed,
            "cause": marked.get(day, "") or _short(day) if day in marked else "",
            "side": _side(place, len(days)),
        }
        for place, (day, n) in enumerate(days)
    ]
    return Picture(
        key=key,
        spec=_drawings().volume(rows),
        sentence=_volume_sentence(days, marked, missed, says),
        columns=(*columns, *(name for name, _words in notes)),
        rows=tuple((day, n, *(words.get(day, "") for _name, words in notes)) for day, n in days),
    )


def bar_chart(
    key: str,
    bars: Sequence[tuple[str, int]],
    *,
    what: str,
    limit: int = 10,
    says: Callable[[int], str] = n_mentions,
) -> Picture:
    """Draw the largest ones as horizontal bars; `what` heads the names ("Hashtag")."""
    ordered = sorted(bars, key=lambda bar: (-bar[1], bar[0]))
    shown = [bar for bar in ordered[:limit] if bar[1]]
    columns = (what, _("Number"))
    if not shown:
        return _nothing(key, columns)
    rows = [
        {"name": name, "n": n, "tip": _tip(name, says(n)), "label": number(n)} for name, n in shown
    ]
    return Picture(
        key=key,
        spec=_drawings().bars(rows),
        sentence=_bar_sentence(shown, len(bars), says),
        columns=columns,
        rows=tuple(ordered),
    )


def curve_chart(
    key: str,
    points: Sequence[tuple[float, float, float, float]],
    *,
    columns: tuple[str, str, str, str],
    unit: str,
    sentence: str,
    says: Callable[[float, float], str],
) -> Picture:
    """Draw a share that falls in steps: points are (at, share, low, high), from 0 on.

    `says` makes the words of a point of where it stands and how high; `unit` names the axis.
    """
    if len(points) < 2:  # noqa: PLR2004  # a beginning alone is no curve
        return _nothing(key, columns)
    rows = [
        {"at": at, "share": share, "low": low, "high": high, "tip": says(at, share)}
        for at, share, low, high in points
    ]
    return Picture(
        key=key,
        spec=_drawings().curve(rows, unit=unit),
        sentence=sentence,
        columns=columns,
        rows=tuple((round(at, 2), *(round(each, 3) for each in rest)) for at, *rest in points),
    )


@dataclass(frozen=True)
class Share:
    """One point of a share over time, in the days from `since` to `until`, with its 95 % bounds.

    `hits` of `total` were counted for certain; the share itself may be an estimate of more.
    """

    name: str
    since: dt.date
    until: dt.date
    within: Interval
    hits: int
    total: int


def share_chart(key: str, shares: Sequence[Share], *, of: str) -> Picture:
    """Draw shares over time, a line a name with its bounds; `of` names what hits are counted of.

    At most two names are drawn.
    """
    columns = (
        _("From"), _("Up to"), _("What"), _("Share %"), _("Lowest %"), _("Highest %"),
        _("Number"), of,
    )  # fmt: skip
    if not shares:
        return _nothing(key, columns)
    names = list(dict.fromkeys(share.name for share in shares))
    rows = [_share_row(share, names) for share in shares]
    newest = {share.name: share for share in shares}
    top = max(newest.values(), key=lambda share: share.within.share)
    for row, share in zip(rows, shares, strict=True):
        is_last = newest[share.name] is share
        row["over"] = share.name if is_last and share is top else ""
        row["under"] = share.name if is_last and share is not top else ""
    return Picture(
        key=key,
        spec=_drawings().shares(rows),
        sentence=_share_sentence(list(newest.values())),
        columns=columns,
        rows=tuple(
            (
                share.since,
                share.until,
                share.name,
                *(round(100 * each) for each in _bounds(share)),
                share.hits,
                share.total,
            )
            for share in shares
        ),
    )


def _bounds(share: Share) -> tuple[float, float, float]:
    return share.within.share, share.within.low, share.within.high


def _share_row(share: Share, names: Sequence[str]) -> dict[str, Any]:
    middle = share.since + (share.until - share.since) / 2
    return {
        "at": f"{middle.isoformat()}T12:00:00Z",
        "share": share.within.share,
        "low": share.within.low,
        "high": share.within.high,
        "line": str(names.index(share.name)),
        "tip": f"{_days(share)}, {_share_words(share)}",
    }


def _share_words(share: Share) -> str:
    named = zip(("share", "low", "high"), map(_percent, _bounds(share)), strict=True)
    return _("%(name)s: %(share)s (%(low)s to %(high)s)") % {"name": share.name, **dict(named)}


def _percent(share: float) -> str:
    return f"{number(round(100 * share))}\N{NO-BREAK SPACE}%"


def _share_sentence(newest: Sequence[Share]) -> str:
    said = "; ".join(_share_words(share) for share in newest)
    return _("The last stretch, %(days)s. %(said)s.") % {"days": _days(newest[0]), "said": said}


def _days(share: Share) -> str:
    if share.since == share.until:
        return _full(share.since)
    return _("%(first)s to %(last)s") % {"first": _short(share.since), "last": _full(share.until)}


@dataclass(frozen=True, kw_only=True)
class Range:
    """A mean with its bounds, where it was before, and about how many it speaks."""

    name: str
    value: float
    low: float
    high: float
    before: float | None
    n: int
    label: str
    tip: str


def range_chart(
    key: str,
    ranges: Sequence[Range],
    *,
    columns: tuple[str, str, str, str, str, str],
    scale: tuple[float, float],
    sentence: str,
) -> Picture:
    """Draw each mean as a dot on a line between its bounds, with an open dot where it was."""
    if not ranges:
        return Picture(key=key, spec=None, sentence=sentence, columns=columns, rows=())
    rows = [
        {
            "name": each.name,
            "value": each.value,
            "low": each.low,
            "high": each.high,
            "before": each.before,
            "label": each.label,
            "tip": each.tip,
        }
        for each in ranges
    ]
    return Picture(
        key=key,
        spec=_drawings().ranges(rows, scale=scale),
        sentence=sentence,
        columns=columns,
        rows=tuple(
            (each.name, *(round(value, 2) for value in (each.value, each.low, each.high)),
             "" if each.before is None else round(each.before, 2), each.n)
            for each in ranges
        ),
    )  # fmt: skip


def matrix_chart(
    key: str,
    cells: Sequence[tuple[str, str, int]],
    *,
    who: str,
    where: str,
    says: Callable[[int], str] = n_mentions,
) -> Picture:
    """Draw who by where: a square for each pair, with its number; the largest twelve of each."""
    columns = (who, where, _("Number"))
    filled = [cell for cell in cells if cell[2]]
    if not filled:
        return _nothing(key, columns)
    people, places = _largest(filled, 0), _largest(filled, 1)
    ordered = sorted(filled, key=lambda cell: -cell[2])
    numbers = {(one, place): n for one, place, n in filled}
    most = max(numbers.values())
    rows = [
        _square(one, place, numbers.get((one, place), 0), most, says)
        for one in people
        for place in places
    ]
    return Picture(
        key=key,
        spec=_drawings().matrix(rows, people, places),
        sentence=_matrix_sentence(filled, says),
        columns=columns,
        rows=tuple(ordered),
    )


def sparkline(values: Sequence[float], label: str = "") -> SafeString:
    """Draw a tiny line for a figure tile; by hand, as a page may hold dozens of them."""
    if len(values) < 2:  # noqa: PLR2004  # a line needs two points
        return SafeString("")
    width, height, top = 96, 28, max(*values, 1)
    points = [
        (round(place * width / (len(values) - 1), 1), round(height - 2 - value / top * 24, 1))
        for place, value in enumerate(values)
    ]
    line = " ".join(f"{x:g},{y:g}" for x, y in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" {}="{}">'
        '<path class="spark__area" d="M0,{} L{} L{},{} Z"/><polyline points="{}"/>'
        '<circle class="spark__end" cx="{}" cy="{}" r="2.5"/></svg>',
        *(width, height),
        *(("aria-label", label) if label else ("aria-hidden", "true")),
        *(height, line, width, height, line),
        *points[-1],
    )


def _square(one: str, place: str, n: int, most: int, says: Callable[[int], str]) -> dict[str, Any]:
    return {
        "who": one,
        "where": place,
        "label": number(n) if n else "",
        "level": heat_level(n, most),
        "tip": _tip(f"{one}, {place}", says(n)),
    }


def heat_level(n: int, most: int) -> int:
    """Grade a number from 0 (none) to 5 (most) by the root of its share."""
    if n <= 0:
        return 0
    return max(1, round(HEAT_LEVELS * math.sqrt(n / most)))


def _largest(cells: Sequence[tuple[str, str, int]], side: int) -> list[str]:
    totals: dict[str, int] = {}
    for cell in cells:
        name = str(cell[side])
        totals[name] = totals.get(name, 0) + cell[2]
    return sorted(totals, key=lambda name: (-totals[name], name))[:MATRIX_SIDE]


def _nothing(key: str, columns: tuple[str, ...]) -> Picture:
    words = _("There is nothing to show for this period yet.")
    return Picture(key=key, spec=None, sentence=words, columns=columns, rows=())


def _volume_sentence(
    days: Sequence[tuple[dt.date, int]],
    marked: Mapping[dt.date, str],
    missed: Mapping[dt.date, str],
    says: Callable[[int], str],
) -> str:
    total = sum(n for _day, n in days)
    peak, most = max(days, key=lambda day: day[1])
    words = _("%(total)s from %(first)s to %(last)s, on average %(mean)s a day.") % {
        "total": says(total),
        "first": _full(days[0][0]),
        "last": _full(days[-1][0]),
        "mean": number(total / len(days), 0 if total >= len(days) * 10 else 1),
    }
    words += " " + _("Most on %(day)s: %(n)s.") % {"day": _full(peak), "n": number(most)}
    named = [f"{_short(day)} ({cause})" if cause else _short(day) for day, cause in marked.items()]
    if named:
        words += " " + _("What stands out: %(days)s.") % {"days": ", ".join(named[:SPIKES_NAMED])}
    if n_missed := sum(day in missed for day, _n in days):
        words += " " + ngettext(
            "Shaded: %(n)s day on which not everything was heard; it may be too low.",
            "Shaded: %(n)s days on which not everything was heard; they may be too low.",
            n_missed,
        ) % {"n": number(n_missed)}
    return words


def _missed(what: str | None) -> str:
    return _("not heard: %(what)s") % {"what": what} if what else ""


def _bar_sentence(shown: Sequence[tuple[str, int]], n_all: int, says: Callable[[int], str]) -> str:
    named = ", ".join(f"{name} ({number(n)})" for name, n in shown[:SPIKES_NAMED])
    words = _("Most: %(names)s.") % {"names": named}
    if n_all > len(shown):
        more = n_all - len(shown)
        words += " " + ngettext(
            "%(n)s more is in the table.", "%(n)s more are in the table.", more
        ) % {"n": number(more)}
    total = says(sum(n for _name, n in shown))
    return words + " " + _("Together these are %(total)s.") % {"total": total}


def _matrix_sentence(cells: Sequence[tuple[str, str, int]], says: Callable[[int], str]) -> str:
    who, where, n = max(cells, key=lambda cell: cell[2])
    return _("Most: %(who)s on %(where)s, with %(n)s. All together %(total)s.") % {
        "who": who,
        "where": where,
        "n": says(n),
        "total": says(sum(cell[2] for cell in cells)),
    }


def _tip(name: str, value: str, *more: str) -> str:
    return ". ".join([f"{name}: {value}", *filter(None, more)])


def _side(place: int, n: int) -> str:
    """Choose where a label hangs, so that it stays inside the picture."""
    if place < n * 0.2:
        return "left"
    return "right" if place > n * 0.8 else "center"


def _full(day: dt.date) -> str:
    return date_format(day, "j F Y")


def _short(day: dt.date) -> str:
    return date_format(day, "j F")


def _drawings() -> Any:
    from klankbord.ui import drawings  # noqa: PLC0415  # Altair loads slowly: only when needed

    return drawings
