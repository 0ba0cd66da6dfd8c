"""Read the log."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.trust.details import Details, details_of
from klankbord.trust.models import AuditEntry
from klankbord.trust.naming import LetsIn, Named, lets_nobody_in, objects_named
from klankbord.trust.register import Words
from klankbord.trust.wording import ACTS, act_in_words

# Who acts without being a member.
OTHERS: dict[str, Words] = {
    "command line": _("on the server"),
    "program": _("the program"),
    "system": _("the program"),
    "visitor": _("somebody at the door"),
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
    """An entry in words: who, what was done, on what, and what changed from what to what."""

    entry: AuditEntry
    who: Words
    target: Named
    details: Details

    @property
    def words(self) -> Words:
        """The act in the reader's words; the code of an act that is no longer known."""
        return act_in_words(self.entry.act)


def entries_found(wanted: LogFilter) -> QuerySet[AuditEntry]:
    """Entries of the log, newest first; days are days here, both included."""
    found = AuditEntry.objects.order_by("-id")
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.act:
        is_one = wanted.act in ACTS
        found = found.filter(**{"act" if is_one else "act__startswith": wanted.act})
    if wanted.object:
        found = found.filter(object__startswith=wanted.object)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + dt.timedelta(days=1)))
    return found


def lines_of(entries: Iterable[AuditEntry], *, lets_in: LetsIn = lets_nobody_in) -> list[Line]:
    """Entries as lines for the screen; a query for each kind of object, however many lines."""
    shown = list(entries)
    actors = {each.actor for each in shown} - OTHERS.keys()
    named = objects_named({each.object for each in shown} | actors, lets_in=lets_in)
    return [
        Line(entry=entry, who=_who(entry.actor, named), target=named[entry.object], details=details)
        for entry, details in zip(shown, details_of(shown), strict=True)
    ]


def names_of(actors: Iterable[str]) -> dict[str, Words]:
    """What who acted is called: a member, something else that acts, or what they were noted as."""
    wanted = set(actors)
    named = objects_named(wanted - OTHERS.keys())
    return {each: _who(each, named) for each in wanted}


def _who(actor: str, named: Mapping[str, Named]) -> Words:
    return OTHERS[actor] if actor in OTHERS else named[actor].words


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
