"""Rows as the screens show them: health in words, small bars, warnings as sentences."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klankbord.connectors.contract import Reading
from klankbord.core.post import Post
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import Health, day_bars, health_of, local_day
from klankbord.participate.listening.reasons import sentence
from klankbord.ui.charts import sparkline

_WORDS: dict[Health, tuple[Promise, str]] = {
    Health.WAITING: (_("not visited yet"), "info"),
    Health.OK: (_("heard"), "good"),
    Health.LIVE: (_("heard live"), "good"),
    Health.LATE: (_("late"), "warn"),
    Health.FAILING: (_("failing"), "bad"),
    Health.PAUSED: (_("paused"), "muted"),
    Health.FILE: (_("file"), "muted"),
    Health.OPEN: (_("open"), "good"),
    Health.LEAVING: (_("being deleted"), "warn"),
}
_N_EXAMPLES = 5
_N_NAMED = 3
_UNHEARD = (Health.FAILING, Health.LATE)
_AT_REST = (Health.FILE, Health.PAUSED, Health.LEAVING)


@dataclass(frozen=True)
class SourceRow:
    """One source on the list."""

    source: Source
    health: Health
    health_label: Promise
    health_kind: str
    error: str
    chart: SafeString
    n_recent: int


@dataclass(frozen=True)
class WarningRow:
    """One kind of warning: what it means, how often, and where."""

    text: str
    n_times: int
    last_seen_at: dt.datetime
    examples: list[str]


@dataclass(frozen=True)
class Heard:
    """The first posts as we understand them, and what was read with care."""

    posts: tuple[Post, ...]
    warnings: list[str]


def source_rows(sources: list[Source], now: dt.datetime) -> list[SourceRow]:
    """Put health and the last two weeks beside each source; one query for all of them."""
    bars = day_bars([source.pk for source in sources], local_day(now))
    return [
        _source_row(source, now, [bar.n_posts for bar in bars[source.pk]]) for source in sources
    ]


def worst_first(rows: list[SourceRow]) -> list[SourceRow]:
    """Those that fail stand on top: there somebody has to do something."""
    return sorted(rows, key=lambda row: row.health not in _UNHEARD)


def how_all_do(rows: list[SourceRow]) -> str:
    """In one sentence whether we hear what we want to hear; empty where that is nothing."""
    wanted = [row for row in rows if row.health not in _AT_REST]
    silent = [row.source.name for row in wanted if row.health in _UNHEARD]
    if not wanted:
        return ""
    if not silent:
        n = len(wanted)
        words = ngettext("%(n)s source, and it is heard.", "%(n)s sources, and all are heard.", n)
        return words % {"n": number_format(n)}
    names = silent[:_N_NAMED]
    if more := len(silent) - len(names):
        names.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": number_format(more)})
    words = ngettext(
        "%(n)s of %(all)s sources is not heard now: %(names)s.",
        "%(n)s of %(all)s sources are not heard now: %(names)s.",
        len(silent),
    )
    return words % {
        "n": number_format(len(silent)),
        "all": number_format(len(wanted)),
        "names": ", ".join(names),
    }


def _source_row(source: Source, now: dt.datetime, counts: list[int]) -> SourceRow:
    health = health_of(source, now)
    label, kind = _WORDS[health]
    n_recent = sum(counts)
    words = ngettext("%(n)s new post in 14 days", "%(n)s new posts in 14 days", n_recent)
    return SourceRow(
        source=source,
        health=health,
        health_label=label,
        health_kind=kind,
        error=sentence(source.last_error, source.last_error_values) if source.last_error else "",
        chart=sparkline(counts, words % {"n": n_recent}),
        n_recent=n_recent,
    )


def warning_rows(source: Source) -> list[WarningRow]:
    """Make sentences of the warnings of a source, the most frequent first."""
    return [
        WarningRow(
            text=sentence(row.key, _first_values(row.examples)),
            n_times=row.n_times,
            last_seen_at=row.last_seen_at,
            examples=[_example(row.key, each) for each in row.examples[:_N_EXAMPLES]],
        )
        for row in source.warnings.all()
    ]


def _first_values(examples: list[dict[str, Any]]) -> dict[str, Any]:
    return dict(examples[0].get("values", {})) if examples else {}


def _example(key: str, example: dict[str, Any]) -> str:
    place = example.get("place")
    text = sentence(key, example.get("values", {}))
    return f"{place}: {text}" if place else text


def heard_rows(reading: Reading) -> Heard:
    """Show the first posts of a reading with its warnings in words."""
    texts = [
        _example(each.key, {"place": each.place, "values": each.values})
        for each in reading.warnings
    ]
    return Heard(posts=reading.batch.posts, warnings=texts[:_N_EXAMPLES])
