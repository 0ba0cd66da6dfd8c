"""`klankbord read`: what a connector makes of a feed or file."""

from collections.abc import Iterator
from typing import Any

import click
from django.utils import timezone

from klankbord.connectors.contract import ConnectorRefused, Context
from klankbord.connectors.registry import installed
from klankbord.core.post import encode_post
from klankbord.participate.listening.fetching import reading_context
from klankbord.participate.listening.reasons import sentence
from klankbord.site.commands.streams import Unusable, opened_out

MAX_PAGES = 100_000


@click.command()
@click.argument("connector")
@click.argument("target")
@click.option("--output", default="-", help="Where the posts go.")
def read(*, connector: str, target: str, output: str) -> None:
    """Read TARGET (an address or a file) by CONNECTOR and write its posts as JSON Lines.

    What was left out or guessed is told on standard error.
    """
    try:
        with reading_context(timezone.now()) as context, opened_out(output) as lines:
            for line in _posts(connector, target, context):
                lines.write(line + b"\n")
    except ConnectorRefused as refusal:
        raise Unusable(sentence(refusal.key, refusal.values)) from refusal


def _posts(connector: str, target: str, context: Context) -> Iterator[bytes]:
    reader = installed().find(connector)
    cursor: dict[str, Any] = {}
    for _page in range(MAX_PAGES):
        reading = reader.read(target, cursor, context)
        for warning in reading.warnings:
            place = f"{warning.place}: " if warning.place else ""
            click.echo(f"{place}{sentence(warning.key, warning.values)}", err=True)
        yield from map(encode_post, reading.batch)
        if not reading.has_more:
            return
        cursor = reading.cursor
