"""`klankbord migrate`, and what `up` does before it starts."""

import click
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from klankbord.jobs.leases import release_all
from klankbord.people.models import Member, Organisation
from klankbord.people.queries import sample_members
from klankbord.site.environment import EnvironmentRefused
from klankbord.site.sample import load_sample
from klankbord.site.start import start_path


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    n_steps = _migrate()
    click.echo(
        f"{n_steps} steps done." if n_steps else "Nothing to do: it is up to date.", err=True
    )


def make_ready(*, with_sample: bool) -> list[str]:
    """Bring an installation up to date; gives the lines that say how to sign in."""
    if _migrate():
        click.echo("klankbord: the database is up to date.", err=True)
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        release_all(now=timezone.now())  # the lock says: no worker of this folder is alive
    if with_sample and not Organisation.objects.exists():
        _load_sample()
    return _how_to_sign_in()


def _migrate() -> int:
    """Apply what is missing; a look costs some hundredths of a second."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        message = f"The database cannot be reached: {error}".strip()
        raise EnvironmentRefused(message) from error
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    return len(plan)


def _load_sample() -> None:
    click.echo("klankbord: loading the sample organisation …", err=True)
    load_sample(at=timezone.now())


def _how_to_sign_in() -> list[str]:
    members = list(sample_members().values_list("name", "email")[:12])
    if members:
        return ["This is the sample organisation: choose a colleague on the sign-in page."]
    if not Member.objects.exists():
        return [f"Nobody is here yet. Begin within a day at {settings.PUBLIC_URL}{start_path()}"]
    return ["Sign in with your e-mail address and password."]
