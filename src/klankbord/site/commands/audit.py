"""`klankbord audit verify | export`."""

import json
import sys

import click
from django.utils import timezone

from klankbord.site.commands.streams import Unusable, opened_in, opened_out, report
from klankbord.trust.audit import Fault, Head, Verification, head_kept_elsewhere, record
from klankbord.trust.audit import verify as verify_chain
from klankbord.trust.queries import LogFilter, entries_found
from klankbord.trust.tables import audit_json_lines

FAULTS = {
    Fault.ENTRY: "The audit log is broken at entry {}.",
    Fault.END: "The last entries of the audit log are gone, or some were added past the program.",
    Fault.HEAD: "The head of the audit log was lost, or is not sealed with this house's key.",
    Fault.ANCHOR: "The head that was kept elsewhere does not stand on this audit log.",
}


@click.group()
def audit() -> None:
    """Verify the audit log, or take it with you."""


@audit.command()
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, with the head to keep elsewhere."
)
@click.option("--against", metavar="FILE", help="A head kept elsewhere: JSON of an earlier run.")
def verify(*, as_json: bool, against: str | None) -> None:
    """Walk the whole chain; exit code 1 when it is not as it was written."""
    found = verify_chain(against=_read_head(against) if against else None)
    report(_values(found), as_json=as_json, lines=[_line(found)])
    sys.exit(0 if found.is_whole else 1)


@audit.command()
@click.argument("file", default="-")
@click.option("--act", default="", help="Only acts that start so, such as desk.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Until and including this day.")
def export(*, file: str, act: str, since: object, until: object) -> None:
    """Write the log as JSON Lines; the log notes it."""
    days = {"since": since, "until": until}
    wanted = LogFilter(act=act, **{k: v.date() for k, v in days.items() if v})  # type: ignore[attr-defined]  # click gives datetimes
    detail = {"form": "jsonl", "filters": wanted.as_detail()}
    record(at=timezone.now(), actor="program", act="trust.audit-exported", detail=detail)
    with opened_out(file) as out:
        for line in audit_json_lines(entries_found(wanted).order_by("id").iterator(2000)):
            out.write(line.encode())


def _read_head(name: str) -> Head:
    with opened_in(name) as file:
        try:
            return head_kept_elsewhere(json.load(file))
        except ValueError as error:
            raise Unusable(name, error) from error


def _line(found: Verification) -> str:
    if found.fault is None:
        return f"The audit log is whole: {found.n_entries} entries."
    return FAULTS[found.fault].format(found.broken_at)


def _values(found: Verification) -> dict[str, object]:
    return {
        "is_whole": found.is_whole,
        "n_entries": found.n_entries,
        "n_purged": found.n_purged,
        "fault": found.fault,
        "broken_at": found.broken_at,
        "head": vars(found.head) if found.head else None,
    }
