"""`klankbord backup`, `klankbord backup verify`."""

import sys
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from klankbord.site.backup import write_backup
from klankbord.site.backup_check import check_backup
from klankbord.site.commands.streams import Unusable, report
from klankbord.site.database_copy import BackupRefused
from klankbord.site.environment import read_environment, read_passphrase
from klankbord.trust.audit import record

PASSPHRASE = click.option(
    "--passphrase-file",
    default="",
    envvar="KLANKBORD_BACKUP_PASSPHRASE_FILE",
    help="File whose first line is the passphrase of the backup.",
)


class Backup(click.Group):
    """`klankbord backup FILE` is short for `klankbord backup write FILE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the word that is left out."""
        if args and args[0] not in {*self.commands, "--help", "-h"}:
            args = ["write", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Backup)
def backup() -> None:
    """Write one file with everything, or look whether such a file is whole."""


@backup.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secret", is_flag=True, help="Also the secret: keep the file safe.")
@PASSPHRASE
def write(*, target: Path, with_secret: bool, passphrase_file: str) -> None:
    """Write database and files to TARGET (.zip), whole and consistent, while Klankbord runs."""
    now = timezone.now()
    record(at=now, actor="command line", act="site.backed-up", detail={"to": target.name})
    try:
        manifest = write_backup(
            environment=read_environment(),
            target=target,
            with_secret=with_secret,
            now=now,
            passphrase=read_passphrase(passphrase_file),
        )
    except (BackupRefused, OSError) as refused:
        raise Unusable(refused) from refused
    click.echo(f"{target}: {len(manifest['sha256'])} files, checked by SHA-256.", err=True)
    if passphrase_file:
        click.echo("It is encrypted: nobody opens it without the passphrase.", err=True)
    if not with_secret:
        click.echo("The secret is not in it: keep that file apart (see the manual).", err=True)


@backup.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@PASSPHRASE
def verify(*, source: Path, as_json: bool, passphrase_file: str) -> None:
    """Read SOURCE to its last byte, open its database, count, and walk its audit log.

    Exit code 1 when it is not worth to be put back. Nothing of this installation changes.
    """
    try:
        found = check_backup(
            environment=read_environment(),
            source=source,
            passphrase=read_passphrase(passphrase_file),
        ).values
    except (BackupRefused, OSError) as refused:
        found = {"is_well": False, "faults": [str(refused)]}
    report(found, as_json=as_json, lines=_lines(found))
    sys.exit(0 if found["is_well"] else 1)


def _lines(found: dict[str, Any]) -> list[str]:
    if not found["is_well"]:
        return [f"Not well: {fault}" for fault in found["faults"]]
    log = "whole" if found["is_audit_log_whole"] else "not looked at: that needs a server"
    form = "encrypted" if found["is_encrypted"] else "not encrypted"
    return [
        f"Made at {found['made_at']} by Klankbord {found['version']}, {form}.",
        f"{found['n_files']} files and {found['n_rows']} rows, as they were written.",
        f"Audit log: {log}.",
    ]
