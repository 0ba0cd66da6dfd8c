"""`klankbord secrets`: names only; a value goes in by standard input, and never comes out."""

import sys

import click
from django.utils import timezone

from klankbord.site.commands.streams import Unusable
from klankbord.trust.vault import actions
from klankbord.trust.vault.keys import KeyFileRefused, key_file
from klankbord.trust.vault.queries import secret_names

ACTOR = "command line"


@click.group("secrets")
def secrets() -> None:
    """Keep tokens of platforms under seal, and give every seal a new key."""


@secrets.command("list")
def list_names() -> None:
    """Print the names of the secrets that are kept."""
    for name in secret_names():
        click.echo(name)


@secrets.command()
@click.argument("name")
def keep(*, name: str) -> None:
    """Keep the secret NAME, read from standard input, in the place of an older one."""
    is_typed = sys.stdin.isatty()
    value = click.prompt("Secret", hide_input=True) if is_typed else sys.stdin.read()
    if not value.strip():
        raise Unusable(name, "nothing came in.")
    try:
        actions.keep_secret(name=name, value=value.strip(), at=timezone.now(), actor=ACTOR)
    except KeyFileRefused as refused:
        raise Unusable(refused) from refused


@secrets.command()
@click.argument("name")
def forget(*, name: str) -> None:
    """Delete the secret NAME; exit code 1 when there is none."""
    if not actions.forget_secret(name=name, at=timezone.now(), actor=ACTOR):
        click.echo(f"There is no secret {name}.", err=True)
        sys.exit(1)


@secrets.command()
def rotate() -> None:
    """Seal all that is under seal with a new key, and throw the old one away; it may be killed."""
    try:
        n_secrets = actions.rotate_secrets(at=timezone.now(), actor=ACTOR)
    except KeyFileRefused as refused:
        raise Unusable(refused) from refused
    click.echo(f"{n_secrets} seals have a new key. It stands in {key_file()}.", err=True)
