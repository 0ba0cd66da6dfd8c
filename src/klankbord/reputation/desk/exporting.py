"""Cases as a file: what was asked and what became of it, without who of us did the work.

No line says which colleague had a case: there is no export of what people do. A colleague who wrote
to us and did not choose to be shown has no name in it, as everywhere.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from klankbord.participate.archive.queries import fold_handle, masked_handles
from klankbord.people.models import Member
from klankbord.reputation.desk.listing import Filters, case_page
from klankbord.reputation.desk.models import Case, Severity
from klankbord.trust import audit

CASE_COLUMNS = (
    "number",
    "title",
    "state",
    "severity",
    "channel",
    "platform",
    "author",
    "is_by_bot",
    "language",
    "driver",
    "stakeholder_group",
    "department",
    "labels",
    "opened_at",
    "runs_out_at",
    "first_response_at",
    "let_stand_at",
    "let_stand_reason",
    "look_again_at",
    "concluded_at",
    "closed_at",
)
_AT_ONCE = 1_000


def record_export(
    *, act: str, what: str, filters: Mapping[str, str], by: Member, at: dt.datetime
) -> None:
    """Write down that cases or figures of them left the program, and which."""
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"desk:{what}",
        declaration="desk.cases",
        detail={"filters": dict(filters)},
    )


def case_cells(filters: Filters, *, member: Member) -> Iterator[list[object]]:
    """The cells of every case of a list, in its order and in the order of `CASE_COLUMNS`."""
    hidden = masked_handles()
    for case in _every_case(filters, member):
        is_hidden = (case.platform.casefold(), fold_handle(case.author_handle)) in hidden
        yield _cells(case, author="" if is_hidden else case.author_handle)


def _every_case(filters: Filters, member: Member) -> Iterator[Case]:
    """Page after page: no query stays open while a file is fetched slowly."""
    key = filters.after
    while True:
        page = case_page(replace(filters, after=key), member=member, size=_AT_ONCE)
        yield from page.cases
        if not page.next_key:
            return
        key = page.next_key


def _cells(case: Case, *, author: str) -> list[object]:
    return [
        case.number,
        case.title,
        case.state,
        Severity(case.severity).name.lower(),
        case.channel,
        case.platform,
        author,
        "yes" if case.is_by_bot else "no",
        case.language,
        case.driver,
        case.stakeholder_group,
        case.department.name if case.department else "",
        ", ".join(case.tags),
        *map(
            _moment,
            (
                case.opened_at,
                None if case.is_concluded else case.runs_out_at,
                case.first_response_at,
                case.let_stand_at,
            ),
        ),
        case.let_stand_reason,
        *map(_moment, (case.look_again_at, case.concluded_at, case.closed_at)),
    ]


def _moment(at: dt.datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="seconds")
