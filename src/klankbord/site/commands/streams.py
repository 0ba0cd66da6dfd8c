"""Lines in and out: `-` is standard input or output, `.gz` is understood; bars on stderr."""

import gzip
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from klankbord.core.post import Post, decode_post


class Unusable(click.ClickException):  # named after what it says
    """Exit code 2 and one line that says why, from where to what."""

    exit_code = 2

    def __init__(self, *parts: object) -> None:
        super().__init__(": ".join(map(str, parts)))


@contextmanager
def opened_in(name: str) -> Iterator[IO[bytes]]:
    """Open a file to read; exit code 2 when it is not there."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = gzip.open(name) if name.endswith(".gz") else Path(name).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise Unusable(name, error.strerror) from error
    with file:
        yield file  # type: ignore[misc]  # gzip's file is a binary file in all but its type


@contextmanager
def opened_out(name: str) -> Iterator[IO[bytes]]:
    """Open a file to write; exit code 2 when that is not allowed."""
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        file = gzip.open(name, "wb") if name.endswith(".gz") else Path(name).open("wb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise Unusable(name, error.strerror) from error
    with file:
        yield file  # type: ignore[misc]  # gzip's file is a binary file in all but its type


def numbered_lines(name: str) -> Iterator[tuple[int, bytes]]:
    """Lines that are not empty, with their number in the file."""
    with opened_in(name) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def post_batches(name: str, *, size: int) -> Iterator[list[Post]]:
    """Posts of a file of JSON Lines; exit code 2 at a line that is none."""
    posts = _posts(name)
    while batch := list(islice(posts, size)):
        yield batch


def _posts(name: str) -> Iterator[Post]:
    for number, line in numbered_lines(name):
        try:
            yield decode_post(line)
        except msgspec.MsgspecError as error:
            raise Unusable(name, number, error) from error


def bar() -> Progress:
    """A progress bar on standard error, gone when nobody watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def report(values: Any, *, as_json: bool, lines: list[str]) -> None:
    """Print a report for people, or the same as JSON."""
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, default=str))
    else:
        for line in lines:
            click.echo(line)
