"""`klankbord query`: what a query means, and whether stored queries do what they must."""

import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import click
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from klankbord.core.match import QueryError, parse_query, print_query
from klankbord.core.match.contradictions import contradictions_of
from klankbord.core.match.outlook import Outlook, Weight, outlook
from klankbord.participate.topics.advice import contradiction_sentence
from klankbord.participate.topics.examples import Outcome, outcomes
from klankbord.participate.topics.query_words import problem_of, warning_sentence
from klankbord.participate.topics.reading import read_query
from klankbord.participate.topics.stored_lines import StoredQuery, unsaved_examples
from klankbord.site.commands.stored import stored_queries
from klankbord.site.commands.streams import report

SHOWN = 160  # characters of an example


@click.group()
def query() -> None:
    """Check a query, or test stored queries on their examples."""


@query.command()
@click.argument("text")
@click.option("--lang", type=click.Choice(["en", "nl"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(*, text: str, lang: str, as_json: bool) -> None:
    """Read TEXT as a query: what it means in words, or where it is wrong and what to do."""
    with translation.override(lang):
        try:
            found = parse_query(text)
        except QueryError as error:
            _refuse(text, error, as_json=as_json)
        warnings = [warning_sentence(warning) for warning in found.warnings]
        warnings += [contradiction_sentence(each) for each in contradictions_of(found.tree)]
        cost = outlook(found)
        if cost.is_broad:
            warnings.append(_("No rare word must be there: this looks at a great many posts."))
        reading = read_query(found)
        values = {
            "query": print_query(found.tree),
            "reading": reading,
            "cost": {"weight": cost.weight, "share": cost.share, "questions": cost.questions},
            "warnings": warnings,
        }
        report(values, as_json=as_json, lines=[reading, _cost_sentence(cost), *warnings])


def _cost_sentence(cost: Outlook) -> str:
    if cost.weight is Weight.HEAVY:
        return _("Cost: heavy. It asks something of nearly every post.")
    n_posts = number_format(max(round(1 / cost.share), 1), force_grouping=True)
    if cost.weight is Weight.NORMAL:
        return _("Cost: normal. About one post in %(n)s is looked at.") % {"n": n_posts}
    return _("Cost: light. About one post in %(n)s is looked at.") % {"n": n_posts}


@dataclass
class Tested:
    """One stored query on its examples; `missing` are mentions that are not kept here."""

    id: str
    n_examples: int = 0
    missing: int = 0
    problem: str = ""
    failed: list[Outcome] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether it can be read and does what every example asks."""
        return not (self.problem or self.failed)


@query.command("test")
@click.argument("file")
@click.option("--lang", type=click.Choice(["en", "nl"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def test_queries(*, file: str, lang: str, as_json: bool) -> None:
    """Try the stored queries of FILE on their examples; exit code 1 when one fails.

    One JSON object a line: {"id", "query", "must_match": […], "must_not_match": […]}. An example is
    a text, or an object with text, title, platform and lang, or with the post id of a kept mention.
    """
    now = timezone.now()
    with translation.override(lang):
        tested = [_try(line, now) for line in stored_queries(file)]
        lines = [line for each in tested for line in _told(each)]
        report(_values(tested), as_json=as_json, lines=lines)
    if not all(each.is_well for each in tested):
        raise click.exceptions.Exit(1)


def failing_lines(failed: Iterable[Outcome]) -> list[str]:
    """Say of each failing example what should be and is not."""
    return [f"{_side(outcome)}: {Truncator(outcome.text).chars(SHOWN)}" for outcome in failed]


def _side(outcome: Outcome) -> str:
    if outcome.example.must_match:
        return f"{_('should match')}, {_('but it does not')}"
    return f"{_('should not match')}, {_('but it does')}"


def _try(line: StoredQuery, now: dt.datetime) -> Tested:
    examples = list(unsaved_examples(line))
    kept = [example for example in examples if example is not None]
    tested = Tested(line.id, len(kept), len(examples) - len(kept))
    try:
        meaning = parse_query(line.query)
    except QueryError as error:
        problem = problem_of(error, line.query)
        tested.problem = f"{problem.sentence} {problem.remedy}"
        return tested
    tested.failed = [each for each in outcomes(meaning, kept, at=now) if not each.holds]
    return tested


def _told(tested: Tested) -> list[str]:
    mark = "✓" if tested.is_well else "✗"
    counts = f"{tested.n_examples - len(tested.failed)}/{tested.n_examples}"
    first = f"{mark} {tested.id}: {tested.problem or counts}"
    missing = [f"  {tested.missing} mentions are not kept here"] if tested.missing else []
    return [first, *missing, *(f"  {line}" for line in failing_lines(tested.failed))]


def _values(tested: list[Tested]) -> dict[str, Any]:
    return {
        "ok": all(each.is_well for each in tested),
        "queries": [
            {
                "id": each.id,
                "ok": each.is_well,
                "n_examples": each.n_examples,
                "n_missing": each.missing,
                "problem": each.problem,
                "failed": [
                    {"must_match": outcome.example.must_match, "text": outcome.text}
                    for outcome in each.failed
                ],
            }
            for each in tested
        ],
    }


def _refuse(text: str, error: QueryError, *, as_json: bool) -> NoReturn:
    problem = problem_of(error, text)
    values = {
        "error": str(error.code),
        "position": error.position,
        "length": error.length,
        "sentence": problem.sentence,
        "remedy": problem.remedy,
    }
    place = [f"{problem.before}{problem.marked}{problem.after}", problem.caret]
    lines = [*place, problem.sentence, problem.remedy]
    report(values, as_json=as_json, lines=lines)
    sys.exit(1)
