"""The ledger of a span as input for policy: by clause, with decisions, reasons and sources."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klankbord.ambassadors.answers import wording
from klankbord.ambassadors.answers.models import Point, Step
from klankbord.ambassadors.answers.queries import (
    LedgerFigures,
    clauses_by_key,
    ledger_figures,
    newest_steps,
    points_between,
)
from klankbord.ambassadors.guidelines.models import Clause
from klankbord.people.queries import organisation
from klankbord.trust.council.papers import Block, Facts, Heading, Paper, Text


@dataclass(frozen=True)
class Entry:
    """One point as the report shows it."""

    point: Point
    badge: wording.Badge
    step: Step | None


@dataclass(frozen=True)
class Chapter:
    """What belongs to one clause; `clause` is None for what belongs to none."""

    title: str
    clause: Clause | None
    entries: list[Entry]


@dataclass(frozen=True)
class Report:
    """The ledger of a span, as it stands now."""

    since: dt.date
    until: dt.date
    figures: LedgerFigures
    chapters: list[Chapter]


def report_of(*, since: dt.date, until: dt.date, language: str, at: dt.datetime) -> Report:
    """Gather what was raised or answered from one day through another."""
    today = timezone.localdate(at)
    rows = list(points_between(_midnight(since), _midnight(until + dt.timedelta(days=1))))
    steps = newest_steps(rows)
    clauses = clauses_by_key([step.clause_key for step in steps.values()])
    by_clause: defaultdict[Clause | None, list[Entry]] = defaultdict(list)
    for point in rows:
        step = steps.get(point.pk)
        clause = clauses.get(step.clause_key) if step and step.clause_key else None
        by_clause[clause].append(Entry(point, wording.badge_of(point, on=today), step))
    without = by_clause.pop(None, [])
    chapters = [
        Chapter(_title(clause, language), clause, by_clause[clause])
        for clause in clauses.values()
        if clause in by_clause
    ]
    if without:
        chapters.append(Chapter(_("Without a clause"), None, without))
    return Report(since, until, ledger_figures(rows, at=at, on=today), chapters)


def paper_of(report: Report, *, at: dt.datetime) -> Paper:
    """The report as a document that people work on further."""
    house = organisation()
    title = _("What colleagues raised, and what we answered")
    span = {"first": _date(report.since), "last": _date(report.until)}
    blocks: list[Block] = [
        Text(f"{house.name if house else 'Klankbord'}, {_('%(first)s to %(last)s') % span}"),
        Text(wording.headline(report.figures)),
        Text(_("As it stands on %(day)s.") % {"day": _date(timezone.localdate(at))}),
    ]
    for chapter in report.chapters:
        blocks.append(Heading(2, chapter.title))
        for entry in chapter.entries:
            blocks += [Heading(3, entry.point.title), Facts(tuple(_rows(entry)))]
    return Paper(title, tuple(blocks))


def _rows(entry: Entry) -> Iterator[tuple[str, str]]:
    point, step = entry.point, entry.step
    yield _("What colleagues raise"), point.about
    yield _("Origin"), origin_words(point)
    yield _("Decision"), entry.badge.text
    if step is None:
        yield (
            _("Answer"),
            _("There is no answer yet. It was promised by %(day)s.") % {"day": _date(point.due_on)},
        )
        return
    if step.kind == Step.Kind.REOPENED:
        yield _("Not answered, says a colleague"), step.text
        return
    yield _("Answer"), step.text
    yield _("Why"), step.because
    yield _("Told to everybody on"), _date(timezone.localdate(step.at))
    if step.until:
        yield _("Final answer by"), _date(step.until)
    if step.item:
        yield _("Told in the newsletter"), step.item.edition.title
    if step.sources:
        yield _("Sources"), step.sources


def origin_words(point: Point) -> str:
    """Where a point came from; a round of the pulse by its name."""
    if point.theme is not None:
        values = {"words": point.theme.name, "n": point.theme.n_people, "week": point.theme.week}
        return _("what about %(n)s colleagues talked about in %(week)s: %(words)s") % values
    if point.pulse_round is not None:
        return _("pulse: %(title)s") % {"title": point.pulse_round.title}
    return str(point.get_origin_display())


def _title(clause: Clause, language: str) -> str:
    guideline = clause.version.guideline.title_in(language)
    return f"{guideline}, {clause.number}. {clause.title_in(language)}"


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _date(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")
