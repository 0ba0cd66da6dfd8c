"""`klankbord up`."""

import json
import os
import sys

import click

from klankbord.site.environment import Environment, read_environment
from klankbord.site.parent import StartRefused, family_lock, raise_family
from klankbord.site.server import open_socket

# One Python answers one page at a time; more than two cost memory that small machines lack.
MOST_WEBS = 2


def usual_webs() -> int:
    """How many processes answer browsers where nobody says so."""
    return min(os.cpu_count() or 1, MOST_WEBS)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--webs",
    default=usual_webs,
    show_default=f"the number of processors, at most {MOST_WEBS}",
    type=click.IntRange(1, 64),
    help="Processes that answer browsers.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that do jobs.",
)
@click.option("--no-sample", is_flag=True, help="Start empty, without the sample organisation.")
@click.option("--lease", default=20.0, show_default=True, help="Seconds that a silent worker has.")
def up(*, host: str, webs: int, workers: int, no_sample: bool, lease: float) -> None:
    """Start everything: web, worker and scheduler, under one parent."""
    environment = read_environment()
    try:
        with family_lock(environment.data) as lock:
            sys.exit(
                _start(environment, host, webs, workers, lease, lock, with_sample=not no_sample)
            )
    except StartRefused as refused:
        click.echo(f"klankbord: {refused}", err=True)
        sys.exit(2)


def _start(
    environment: Environment,
    host: str,
    n_webs: int,
    n_workers: int,
    lease: float,
    lock: int,
    *,
    with_sample: bool,
) -> int:
    try:
        listener = open_socket(host, environment.port)
    except OSError as error:
        message = (
            f"Port {environment.port} on {host} cannot be used ({error.strerror}). "
            "Stop what runs there, or choose another in KLANKBORD_PORT."
        )
        raise StartRefused(message) from error
    with listener:
        return raise_family(
            listener=listener,
            lock=lock,
            with_sample=with_sample,
            n_webs=n_webs,
            n_workers=n_workers,
            lease=lease,
            say=lambda text: click.echo(f"klankbord: {text}", err=True),
            greet=lambda said: _greet(environment.url, json.loads(said)),
        )


def _greet(url: str, sign_in: list[str]) -> None:
    click.secho(f"\n  Klankbord answers on {url}", bold=True)
    for line in sign_in:
        click.echo(f"  {line}")
    click.echo(f"  Stop it with Ctrl-C. (process {os.getpid()})\n")
