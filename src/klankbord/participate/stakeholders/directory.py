"""The directory: accounts and sites of stakeholders, from a table that the organisation keeps."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from django.db import transaction
from django.utils import translation

from klankbord.participate.archive.queries import fold_handle
from klankbord.participate.stakeholders.models import GIVEN, PRIVATE, Entry
from klankbord.participate.stakeholders.rules import NoSite, SiteOfAll, look_again, site_named
from klankbord.people.imports.reading import FileNotUsable, csv_entries, decoded
from klankbord.people.models import Member
from klankbord.trust import audit

MOST_BYTES: Final = 5_000_000
MOST_LINES: Final = 20_000
_AT_ONCE: Final = 500
_COLUMNS: Final = {
    "group": ("group", "groep", "stakeholder", "doelgroep"),
    "platform": ("platform", "kanaal", "network"),
    "handle": ("handle", "account", "gebruikersnaam", "username"),
    "site": ("website", "site", "domain", "domein", "url"),
    "name": ("name", "naam", "organisation", "organisatie"),
}


class Fault(StrEnum):
    """Why a line, or the whole file, cannot be used."""

    NOT_TEXT = "not-text"
    TOO_LARGE = "too-large"
    NO_COLUMNS = "no-columns"
    NO_GROUP = "no-group"
    NOBODY = "nobody"
    NO_PLATFORM = "no-platform"
    NO_SITE = "no-site"
    SITE_OF_ALL = "site-of-all"


class Wrong(NamedTuple):
    """One thing to mend: the line in the file (0: the file itself), why, and what stands there."""

    line: int
    fault: Fault
    text: str = ""


@dataclass(frozen=True)
class Read:
    """What a file holds; with anything wrong in it nothing is taken over."""

    entries: list[Entry]
    wrong: list[Wrong]


def read_directory(data: bytes, *, at: dt.datetime) -> Read:
    """Read a CSV file of stakeholders."""
    if len(data) > MOST_BYTES:
        return Read([], [Wrong(0, Fault.TOO_LARGE)])
    try:
        rows = list(csv_entries(decoded(data)))
    except FileNotUsable:
        return Read([], [Wrong(0, Fault.NOT_TEXT)])
    if len(rows) > MOST_LINES:
        return Read([], [Wrong(0, Fault.TOO_LARGE)])
    if not rows or not _has_columns(rows[0]):
        return Read([], [Wrong(0, Fault.NO_COLUMNS)])
    names, wrong, entries = group_names(), [], {}
    for line, row in enumerate(rows, start=2):
        if any(row.values()):
            made = _entry(line, row, names, at)
            if isinstance(made, Wrong):
                wrong.append(made)
            else:
                entries[made.platform, made.handle, made.site] = made
    return Read(list(entries.values()), wrong)


def save_directory(
    *, entries: Sequence[Entry], by: Member, at: dt.datetime, replaces: bool = False
) -> None:
    """Take lines over: who is known gets the new group; with `replaces` the others go."""
    with transaction.atomic():
        if replaces:
            Entry.objects.all().delete()
        Entry.objects.bulk_create(
            entries,
            batch_size=_AT_ONCE,
            update_conflicts=True,
            unique_fields=["platform", "handle", "site"],
            update_fields=["group", "name", "read_at"],
        )
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="stakeholders.directory-read",
            object="stakeholder-directory",
            detail={"n": len(entries), "replaces": replaces},
        )
        look_again(at=at)


def empty_directory(*, by: Member, at: dt.datetime) -> int:
    """Drop all lines, and whoever stands in a group because of them."""
    with transaction.atomic():
        n_entries = Entry.objects.count()
        Entry.objects.all().delete()
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="stakeholders.directory-emptied",
            object="stakeholder-directory",
            detail={"n": n_entries},
        )
        look_again(at=at)
    return n_entries


def group_names() -> dict[str, str]:
    """Every spelling of a group that a file may use: its key, and its name in both languages."""
    names = {group.value: group.value for group in GIVEN}
    for language in ("en", "nl"):
        with translation.override(language):
            names |= {str(group.label).casefold(): group.value for group in GIVEN}
    return names


def _has_columns(row: dict[str, str]) -> bool:
    def has(field: str) -> bool:
        return any(name in row for name in _COLUMNS[field])

    return has("group") and (has("site") or (has("platform") and has("handle")))


def _entry(line: int, row: dict[str, str], names: dict[str, str], at: dt.datetime) -> Entry | Wrong:
    cells = {field: next(_cells(row, field), "") for field in _COLUMNS}
    group = names.get(cells["group"].casefold())
    if group is None:
        return Wrong(line, Fault.NO_GROUP, cells["group"][:60])
    if not (cells["handle"] or cells["site"]):
        return Wrong(line, Fault.NOBODY)
    if cells["handle"] and not cells["platform"]:
        return Wrong(line, Fault.NO_PLATFORM, cells["handle"][:60])
    try:
        site = site_named(cells["site"])[:255] if cells["site"] else ""
    except (NoSite, SiteOfAll) as error:
        fault = Fault.NO_SITE if isinstance(error, NoSite) else Fault.SITE_OF_ALL
        return Wrong(line, fault, cells["site"][:60])
    return Entry(
        platform=cells["platform"].casefold()[:40] if cells["handle"] else "",
        handle=fold_handle(cells["handle"])[:300],
        site="" if cells["handle"] and group in PRIVATE else site,
        group=group,
        name="" if group in PRIVATE else cells["name"][:200],
        read_at=at,
    )


def _cells(row: dict[str, str], field: str) -> Iterator[str]:
    return (row[name] for name in _COLUMNS[field] if row.get(name))
