"""`klankbord check`."""

import sys

import click
from django.core import checks
from django.utils import timezone

from klankbord.site.checks import findings
from klankbord.site.commands.streams import report

LEVELS = {checks.WARNING: "warning", checks.ERROR: "error", checks.CRITICAL: "critical"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(*, as_json: bool) -> None:
    """Look whether this installation is healthy; exit code 1 when it is not."""
    found = findings(timezone.now())
    values = [
        {
            "id": each.id,
            "level": LEVELS.get(each.level, "info"),
            "message": each.msg,
            "hint": each.hint,
        }
        for each in found
    ]
    lines = [f"{row['level']} {row['id']}: {row['message']} {row['hint'] or ''}" for row in values]
    report(values, as_json=as_json, lines=lines or ["All is well."])
    sys.exit(1 if any(each.level >= checks.ERROR for each in found) else 0)
