"""What an entry of the log says beside its act, in words: before and after, and plain facts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klankbord.trust.models import AuditEntry
from klankbord.trust.naming import Named, values_named
from klankbord.trust.register import Words
from klankbord.trust.wording import Kind, detail_named, room_of

NOTHING = "\N{EN DASH}"
_TWO = {"before", "after"}
Values = dict[Kind, dict[str, Named]]


@dataclass(frozen=True, kw_only=True)
class Details:
    """Names with what they were and became, and names with what they are."""

    changes: list[tuple[Words, Words, Words]]
    facts: list[tuple[Words, Words]]


def details_of(entries: Iterable[AuditEntry]) -> list[Details]:
    """Give the details of each entry, in order; one query for each kind that is in them."""
    shown = list(entries)
    named = _named(shown)
    return [_details(entry, named) for entry in shown]


def changes_in(detail: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Take before and after apart by name; what stayed the same is left out."""
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(before, dict) and not isinstance(after, dict):
        return [("", before, after)] if "before" in detail else []
    old, new = before or {}, after or {}
    return [
        (name, old.get(name), new.get(name))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _details(entry: AuditEntry, named: Values) -> Details:
    room = room_of(entry.act)
    changes = []
    for name, before, after in changes_in(entry.detail):
        known = detail_named(room, name)
        changes.append((_label(known), _said(known, before, named), _said(known, after, named)))
    facts = [
        (_label(known), _said(known, value, named))
        for known, value in (
            (detail_named(room, name), value)
            for name, value in entry.detail.items()
            if name not in _TWO
        )
    ]
    return Details(changes=changes, facts=facts)


def _named(entries: list[AuditEntry]) -> Values:
    keys: dict[Kind, set[str]] = defaultdict(set)
    for entry in entries:
        room = room_of(entry.act)
        facts = [(name, value) for name, value in entry.detail.items() if name not in _TWO]
        both = [(name, [old, new]) for name, old, new in changes_in(entry.detail)]
        for name, value in [*facts, *both]:
            if isinstance(known := detail_named(room, name), Kind):
                keys[known] |= set(_leaves(value))
    return {kind: values_named(kind, wanted) for kind, wanted in keys.items()}


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, (list, dict)):
        for each in value:
            yield from _leaves(each)
    elif value is not None:
        yield str(value)


def _label(known: Words | Kind) -> Words:
    return known.label if isinstance(known, Kind) else known


def _said(known: Words | Kind, value: Any, named: Values) -> Words:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(_said(known, each, named)) for each in value)
    if isinstance(value, dict):
        said = ((_said(known, name, named), _said("", each, named)) for name, each in value.items())
        return "; ".join(f"{name}: {each}" for name, each in said)
    if isinstance(known, Kind):
        each = named[known][str(value)]
        return each.title or each.key
    return _moment(value) if isinstance(value, str) else str(value)


def _moment(value: str) -> str:
    """Write a day or a time as a reader does; any other text stays as it is."""
    try:
        if len(value) == len("2026-01-01"):
            return date_format(dt.date.fromisoformat(value), "SHORT_DATE_FORMAT")
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at.tzinfo else value
