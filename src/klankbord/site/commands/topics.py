"""`klankbord topics`: topics with their examples and versions, to files and back."""

import click
import msgspec
from django.utils import timezone, translation

from klankbord.core.match import QueryError
from klankbord.participate.topics.actions import TopicNameTaken
from klankbord.participate.topics.examples import ExamplesFail
from klankbord.participate.topics.exchange import bring_topic, topic_lines
from klankbord.participate.topics.query_words import names_sentence, problem_of
from klankbord.participate.topics.stored_lines import StoredQuery
from klankbord.participate.topics.stored_query import ColleaguesNamed
from klankbord.site.commands.query import failing_lines
from klankbord.site.commands.stored import stored_queries
from klankbord.site.commands.streams import opened_out
from klankbord.trust.audit import record

ACTOR = "command line"


@click.group()
def topics() -> None:
    """Take topics along with their examples, or bring them in."""


@topics.command("export")
@click.argument("output", default="-")
def export_topics(*, output: str) -> None:
    """Write every topic to OUTPUT, one a line; mentions among the examples go by their id."""
    record(at=timezone.now(), actor=ACTOR, act="topics.topics-exported", detail={"to": output})
    with opened_out(output) as file:
        for line in topic_lines():
            file.write(msgspec.json.encode(line) + b"\n")


@topics.command("import")
@click.argument("file")
@click.option("--lang", type=click.Choice(["en", "nl"]), default="en", show_default=True)
def import_topics(*, file: str, lang: str) -> None:
    """Bring topics in from FILE, and publish them; those that are here already are changed.

    A topic whose examples fail is left as it was: exit code 1.
    """
    with translation.override(lang):
        refused = [line.id for line in stored_queries(file) if not _bring(line)]
    if refused:
        raise click.exceptions.Exit(1)


def _bring(line: StoredQuery) -> bool:
    try:
        brought = bring_topic(line, at=timezone.now())
    except ExamplesFail as refusal:
        return _refuse(line, failing_lines(refusal.failed))
    except QueryError as error:
        problem = problem_of(error, line.query)
        return _refuse(line, [problem.sentence, problem.remedy])
    except ColleaguesNamed as error:
        return _refuse(line, [names_sentence(error.names)])
    except TopicNameTaken:
        return _refuse(line, ["Another topic has this name."])
    click.echo(f"{line.id}: {'new' if brought.is_new else 'changed'}", err=True)
    if brought.n_missing:
        click.echo(f"  {brought.n_missing} examples are mentions that are not kept here", err=True)
    return True


def _refuse(line: StoredQuery, why: list[str]) -> bool:
    for each in (f"{line.id}: not published", *(f"  {reason}" for reason in why)):
        click.echo(each, err=True)
    return False
