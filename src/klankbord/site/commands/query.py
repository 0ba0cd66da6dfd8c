"""`klankbord query check`."""

import sys
from typing import NoReturn

import click
from django.utils import translation

from klankbord.core.match import QueryError, parse_query, print_query
from klankbord.participate.topics.query_words import problem_of, warning_sentence
from klankbord.participate.topics.reading import read_query
from klankbord.site.commands.streams import report


@click.group()
def query() -> None:
    """Check a query and say what it means."""


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
        values = {
            "query": print_query(found.tree),
            "reading": read_query(found),
            "warnings": warnings,
        }
        report(values, as_json=as_json, lines=[str(values["reading"]), *warnings])


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
