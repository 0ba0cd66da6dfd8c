"""`klankbord erase-author`."""

import json

import click
from django.utils import timezone

from klankbord.participate.archive.rights import outsider_found
from klankbord.site.commands.streams import Unusable, opened_out
from klankbord.site.rights.erasing import (
    ImportsRunning,
    NobodyNamed,
    counts_before,
    note_request,
    statement_file,
)
from klankbord.site.rights.erasing import (
    erase_author as erase,
)
from klankbord.trust.rights.contract import ERASERS

ACTOR = "command line"


@click.command("erase-author")
@click.option("--handle", default="", help="The author's handle, with or without @.")
@click.option("--url", default="", help="Address of their page, or of one of their messages.")
@click.option("--platform", default="", help="Such as mastodon; without it, every platform.")
@click.option("--proof", default="-", show_default=True, help="Where the signed proof goes.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_author(*, handle: str, url: str, platform: str, proof: str, yes: bool) -> None:
    """Forget an author everywhere, and write a signed proof; it cannot be undone."""
    counts = counts_before(outsider_found(platform=platform, handle=handle, url=url))
    for key, n in counts.items():
        click.echo(f"{ERASERS[key].label}: {n}", err=True)
    if not yes:
        click.confirm("Forget all of this?", abort=True, err=True)
    try:
        erasure = note_request(
            platform=platform, handle=handle, url=url, by=ACTOR, at=timezone.now()
        )
        erase(erasure=erasure)
    except NobodyNamed as nobody:
        message = "Name somebody by --handle or --url."
        raise Unusable(message) from nobody
    except ImportsRunning as running:
        message = "A file is being read in. Try again when that is done."
        raise Unusable(message) from running
    with opened_out(proof) as out:
        out.write(
            json.dumps(statement_file(erasure), indent=1, ensure_ascii=False).encode() + b"\n"
        )
