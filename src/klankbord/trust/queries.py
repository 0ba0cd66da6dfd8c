"""Read the log."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.trust.models import AuditEntry
from klankbord.trust.register import DECLARATIONS, Words

MEMBER = "member:"
FUNCTION = "function:"
# Who acts without being a member.
OTHERS: dict[str, Words] = {
    "command line": _("on the server"),
    "program": _("the program"),
    "system": _("the program"),
    "visitor": _("somebody at the door"),
}
# Acts of this room in words; other rooms' acts are shown by their code.
ACTS: dict[str, Words] = {
    "trust.functions-appeared": _("New functions appeared"),
    "trust.function-changed": _("A function changed"),
    "trust.function-gone": _("A function is gone"),
    "trust.function-opened": _("A function was opened"),
    "trust.function-locked": _("A function was locked"),
    "trust.decision-recorded": _("A decision was noted"),
    "trust.decision-confirmed": _("A decision was confirmed"),
    "trust.decision-withdrawn": _("A decision was withdrawn"),
    "trust.audit-exported": _("Lines of the log were exported"),
    "trust.audit-purged": _("Old lines of the log were dropped"),
    "trust.audit-head-lost": _("The seal of the log was lost"),
}


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """Which lines of the log to read; empty means all."""

    actor: str = ""
    act: str = ""
    object: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def as_detail(self) -> dict[str, str]:
        """The filters in use, for the log's line about an export."""
        return {name: str(value) for name, value in vars(self).items() if value}


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry with what a reader wants beside it: a name, and what changed from what to what."""

    entry: AuditEntry
    who: str
    changes: list[tuple[str, Any, Any]]
    facts: list[tuple[str, Any]]

    @property
    def words(self) -> Words:
        """The act in the reader's words; empty where only its code is known."""
        return ACTS.get(self.entry.act, "")

    @property
    def function(self) -> str:
        """The declared function that the act is about, if it is about one that is still there."""
        key = self.entry.object.removeprefix(FUNCTION)
        return key if self.entry.object.startswith(FUNCTION) and key in DECLARATIONS else ""


def entries_found(wanted: LogFilter) -> QuerySet[AuditEntry]:
    """Entries of the log, newest first; days are days here, both included."""
    found = AuditEntry.objects.order_by("-id")
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.act:
        found = found.filter(act__startswith=wanted.act)
    if wanted.object:
        found = found.filter(object__startswith=wanted.object)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + dt.timedelta(days=1)))
    return found


def lines_of(entries: Iterable[AuditEntry]) -> list[Line]:
    """Entries as lines for the screen, with the names of members; one query for all names."""
    shown = list(entries)
    names = names_of(each.actor for each in shown)
    return [
        Line(
            entry=each,
            who=names.get(each.actor, each.actor),
            changes=_changes(each.detail),
            facts=[(k, v) for k, v in each.detail.items() if k not in {"before", "after"}],
        )
        for each in shown
    ]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """What the members behind `member:12` are called, and who else acts; gone stays a number."""
    wanted = set(actors)
    ids = {int(each.removeprefix(MEMBER)) for each in wanted if _is_member(each)}
    members = get_user_model().objects.in_bulk(ids)
    known = {f"{MEMBER}{key}": str(member) for key, member in members.items()}
    return known | {each: str(OTHERS[each]) for each in wanted & OTHERS.keys()}


def _is_member(actor: str) -> bool:
    return actor.startswith(MEMBER) and actor.removeprefix(MEMBER).isdecimal()


def _changes(detail: dict[str, Any]) -> list[tuple[str, Any, Any]]:
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


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
