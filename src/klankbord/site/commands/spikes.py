"""`klankbord spikes`: a series of counts with its alerts, without an installation."""

import csv
import datetime as dt
import io
from itertools import pairwise
from typing import Final, NamedTuple

import click

from klankbord.core.measure.bursts import SPAN, Moment, bursts_in
from klankbord.site.commands.streams import Unusable, opened_in, opened_out

_TIMES: Final = ("timestamp", "time", "hour_utc", "date", "day")
_COUNTS: Final = ("count", "value", "n")
_DAYS: Final = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
}
_USUAL: Final = {
    "en": "{n} in {span}: {times} times the usual {usual} of a {day} around {hour}.",
    "nl": "{n} in {span}: {times} keer zoveel als de gebruikelijke {usual} op {day} rond {hour}.",
}
_NEW: Final = {
    "en": "{n} in {span}, where it is usually silent on a {day} around {hour}.",
    "nl": "{n} in {span}, waar het op {day} rond {hour} meestal stil is.",
}
_STRANGE: Final = {
    "en": "{n} in {span}: more than a fifth over nearly all before ({most}).",
    "nl": "{n} in {span}: ruim een vijfde meer dan bijna alles daarvoor ({most}).",
}
_SPANS: Final = {
    "en": ("{n} minutes", "{n} hours", "{n} days", "an hour", "a day"),
    "nl": ("{n} minuten", "{n} uur", "{n} dagen", "een uur", "een dag"),
}


class Series(NamedTuple):
    """A file as it was read; `rows` are its cells."""

    header: list[str]
    rows: list[list[str]]
    times: list[dt.datetime]
    counts: list[float]


@click.command()
@click.argument("series")
@click.option("--output", default="-", help="Where the rows go.")
@click.option("--lang", type=click.Choice(["en", "nl"]), default="en", show_default=True)
def spikes(*, series: str, output: str, lang: str) -> None:
    """Write every row of SERIES (CSV: timestamp,count) with its score, alert and cause.

    score is over 0.5 where clearly more is said than in the 28 days before; alert is 1 at the
    first such row in 24 hours, and cause then says in a sentence what is unusual.
    """
    read = read_series(series)
    moments = moments_of(series, read)
    span = _span(read.times, lang)
    with opened_out(output) as lines:
        lines.write(_line([*read.header, "score", "alert", "cause"]))
        for row, moment in zip(read.rows, moments, strict=True):
            cause = cause_of(moment, span, lang) if moment.is_alert else ""
            lines.write(_line([*row, f"{moment.score:.4f}", str(int(moment.is_alert)), cause]))


def moments_of(name: str, read: Series) -> list[Moment]:
    """Look at the series; exit code 2 where its times fall."""
    try:
        return bursts_in(read.times, read.counts)
    except ValueError as error:
        raise Unusable(
            name, "times must rise from row to row: sort it and leave out doubles"
        ) from error


def read_series(name: str) -> Series:
    """Read a table; exit code 2 with the line where it is none."""
    with opened_in(name) as file:
        table = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
        header = next(table, [])
        at, of = _column(name, header, _TIMES), _column(name, header, _COUNTS)
        rows = [row for row in table if row]
    times, counts = [], []
    for number, row in enumerate(rows, 2):
        try:
            times.append(_time(row[at]))
            counts.append(float(row[of]))
        except (ValueError, IndexError) as error:
            raise Unusable(name, number, "a row needs a time and a number") from error
    return Series(header, rows, times, counts)


def cause_of(moment: Moment, span: str, lang: str) -> str:
    """What is unusual about it, in a sentence."""
    words = {
        "n": _number(moment.count, lang),
        "span": span,
        "day": _DAYS[lang][moment.at.weekday()],
        "hour": f"{moment.at:%H:%M}",
    }
    if moment.usual is None:
        return _STRANGE[lang].format(**words, most=_number(moment.ceiling, lang))
    if moment.usual < 1:
        return _NEW[lang].format(**words)
    times = _number(round(moment.count / moment.usual, 1), lang)
    return _USUAL[lang].format(**words, times=times, usual=_number(moment.usual, lang))


def _span(times: list[dt.datetime], lang: str) -> str:
    """What a count is of: a quarter of an hour, or the step of a coarser series."""
    steps = sorted(b - a for a, b in pairwise(times))
    step = max(SPAN, steps[len(steps) // 2]) if steps else SPAN
    minutes, hours, days, hour, day = _SPANS[lang]
    if step < dt.timedelta(hours=1):
        return minutes.format(n=round(step / dt.timedelta(minutes=1)))
    if step < dt.timedelta(days=1):
        n = round(step / dt.timedelta(hours=1))
        return hour if n == 1 else hours.format(n=n)
    n = round(step / dt.timedelta(days=1))
    return day if n == 1 else days.format(n=n)


def _number(value: float, lang: str) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if lang == "nl" else text


def _column(name: str, header: list[str], wanted: tuple[str, ...]) -> int:
    plain = [each.strip().lower() for each in header]
    for each in wanted:
        if each in plain:
            return plain.index(each)
    raise Unusable(name, f"no column {wanted[0]} in {', '.join(header) or 'an empty file'}")


def _time(text: str) -> dt.datetime:
    """Without a zone it is read as UTC."""
    at = dt.datetime.fromisoformat(text.strip())
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _line(cells: list[str]) -> bytes:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerow(cells)
    return made.getvalue().encode()
