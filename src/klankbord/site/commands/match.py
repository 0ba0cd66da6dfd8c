"""`klankbord match`: posts against queries, without an installation."""

import json
from collections.abc import Callable, Sequence

import click
import msgspec

from klankbord.core.match import Query, QueryError, parse_query
from klankbord.core.match.check import matches
from klankbord.core.match.stream import Matcher
from klankbord.core.post import Post
from klankbord.site.commands.streams import Unusable, numbered_lines, post_batches

AT_ONCE = 2000

Engine = Callable[[Sequence[Post]], list[tuple[int, str]]]


class _QueryLine(msgspec.Struct):
    id: str
    query: str


@click.command()
@click.argument("queries")
@click.argument("posts")
@click.option(
    "--engine",
    type=click.Choice(["base", "reference"]),
    default="base",
    show_default=True,
    help="The quick matcher, or the slow one that judges it.",
)
def match(*, queries: str, posts: str, engine: str) -> None:
    """Match POSTS (JSON Lines) against QUERIES ({"id", "query"} a line).

    Gives {"post", "query"} a line, sorted by post and then by query.
    """
    run = ENGINES[engine](_read_queries(queries))
    batches = post_batches(posts, size=AT_ONCE)
    pairs = sorted((batch[index].id, key) for batch in batches for index, key in run(batch))
    for post, query in pairs:
        click.echo(json.dumps({"post": post, "query": query}, ensure_ascii=False))


def _base(queries: dict[str, Query]) -> Engine:
    return Matcher(queries).match


def _reference(queries: dict[str, Query]) -> Engine:
    return lambda posts: [
        (index, key)
        for index, post in enumerate(posts)
        for key, query in queries.items()
        if matches(query, post)
    ]


ENGINES: dict[str, Callable[[dict[str, Query]], Engine]] = {"base": _base, "reference": _reference}


def _read_queries(name: str) -> dict[str, Query]:
    found: dict[str, Query] = {}
    for number, line in numbered_lines(name):
        try:
            row = msgspec.json.decode(line, type=_QueryLine)
            found[row.id] = parse_query(row.query)
        except msgspec.MsgspecError as error:
            raise Unusable(name, number, error) from error
        except QueryError as error:
            raise Unusable(name, number, error.position + 1, error.code) from error
    return found
