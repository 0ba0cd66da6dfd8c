"""`klankbord demo`."""

import click
from django.utils import timezone

from klankbord.site.commands.streams import Unusable
from klankbord.site.sample import InstallationNotEmpty, load_sample, remove_sample, sample_counts


@click.group()
def demo() -> None:
    """Load or remove the sample organisation."""


@demo.command()
def load() -> None:
    """Fill an empty installation with a town that does not exist."""
    try:
        load_sample(at=timezone.now())
    except InstallationNotEmpty as full:
        message = "This installation is not empty; the sample goes only into an empty one."
        raise Unusable(message) from full
    click.echo("The sample organisation is loaded.", err=True)


@demo.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(*, yes: bool) -> None:
    """Remove all that is marked as sample, and nothing else."""
    counts = ", ".join(f"{n} {name}" for name, n in sample_counts().items())
    if not yes:
        click.confirm(f"This removes {counts}. Go on?", abort=True, err=True)
    remove_sample(by="command line", at=timezone.now())
    click.echo(f"Removed: {counts}.", err=True)
