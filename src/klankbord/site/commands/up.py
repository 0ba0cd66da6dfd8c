"""`klankbord up`."""

import json
import os
import sys

import click

from klankbord.site.environment import Environment, read_environment
from klankbord.site.parent import StartRefused, family_lock, raise_family
from klankbord.site.server import open_socket


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--no-sample", is_flag=True, help="Start empty, without the sample organisation.")
@click.option("--lease", default=20.0, show_default=True, help="Seconds that a silent worker has.")
def up(*, host: str, workers: int, no_sample: bool, lease: float) -> None:
    """Start everything: web, worker and scheduler, under one parent."""
    environment = read_environment()
    try:
        with family_lock(environment.data) as lock:
            sys.exit(_start(environment, host, workers, lease, lock, with_sample=not no_sample))
    except StartRefused as refused:
        click.echo(f"klankbord: {refused}", err=True)
        sys.exit(2)


def _start(
    environment: Environment,
    host: str,
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
