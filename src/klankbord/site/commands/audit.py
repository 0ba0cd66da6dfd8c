"""`klankbord audit verify`."""

import sys

import click

from klankbord.site.commands.streams import report
from klankbord.trust.audit import verify as verify_chain


@click.group()
def audit() -> None:
    """Verify the audit log."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(*, as_json: bool) -> None:
    """Walk the whole chain; exit code 1 when an entry is not as it was written."""
    found = verify_chain()
    values = {
        "is_whole": found.is_whole,
        "n_entries": found.n_entries,
        "broken_at": found.broken_at,
    }
    line = (
        f"The audit log is whole: {found.n_entries} entries."
        if found.is_whole
        else f"The audit log is broken at entry {found.broken_at}."
    )
    report(values, as_json=as_json, lines=[line])
    sys.exit(0 if found.is_whole else 1)
