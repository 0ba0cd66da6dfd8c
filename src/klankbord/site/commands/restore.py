"""`klankbord restore`: needs no database, since it brings one."""

import datetime as dt
from pathlib import Path

import click

from klankbord.site.backup import read_backup
from klankbord.site.commands.streams import Unusable
from klankbord.site.database_copy import BackupRefused
from klankbord.site.environment import read_environment, read_passphrase
from klankbord.site.parent import StartRefused, family_lock


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Set aside what stands in the data folder.")
@click.option(
    "--passphrase-file",
    default="",
    envvar="KLANKBORD_BACKUP_PASSPHRASE_FILE",
    help="File whose first line is the passphrase of the backup.",
)
def restore(*, source: Path, replace: bool, passphrase_file: str) -> None:
    """Check SOURCE to its last byte and put it back; Klankbord must not run."""
    environment = read_environment()
    now = dt.datetime.now(dt.UTC)
    try:
        with family_lock(environment.data):
            aside = read_backup(
                environment=environment,
                source=source,
                replace=replace,
                now=now,
                passphrase=read_passphrase(passphrase_file),
            )
    except (BackupRefused, StartRefused, OSError) as refused:
        raise Unusable(refused) from refused
    click.echo(f"Restored into {environment.data}.", err=True)
    if aside.exists():
        click.echo(f"What stood there is in {aside}.", err=True)
