"""`klankbord backup`."""

from pathlib import Path

import click
from django.utils import timezone

from klankbord.site.backup import BackupRefused, write_backup
from klankbord.site.commands.streams import Unusable
from klankbord.site.environment import read_environment
from klankbord.trust.audit import record


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secret", is_flag=True, help="Also the secret: keep the file safe.")
def backup(*, target: Path, with_secret: bool) -> None:
    """Write database and files to TARGET (.zip), whole and consistent, while Klankbord runs."""
    now = timezone.now()
    record(at=now, actor="command line", act="site.backed-up", detail={"to": target.name})
    try:
        manifest = write_backup(
            environment=read_environment(), target=target, with_secret=with_secret, now=now
        )
    except (BackupRefused, OSError) as refused:
        raise Unusable(refused) from refused
    click.echo(f"{target}: {len(manifest['sha256'])} files, checked by SHA-256.", err=True)
    if not with_secret:
        click.echo("The secret is not in it: keep that file apart (see the manual).", err=True)
