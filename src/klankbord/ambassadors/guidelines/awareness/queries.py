"""Read which situation comes next for somebody, and which clauses lack one."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count

from klankbord.ambassadors.guidelines.awareness.models import Situation, SituationTurn
from klankbord.ambassadors.guidelines.awareness.spacing import GAPS, working_day
from klankbord.ambassadors.guidelines.models import Acknowledgement, Clause, GuidelineVersion
from klankbord.ambassadors.guidelines.queries import current_versions
from klankbord.people.models import Member
from klankbord.people.queries import zone_of
from klankbord.people.quiet_hours import is_quiet

ENOUGH = 2  # situations of a clause: one to meet, and one to meet again


@dataclass(frozen=True)
class Due:
    """A situation that somebody may be shown from a day on; `n_before` they answered already."""

    situation: Situation
    clause: Clause
    n_before: int
    due_on: dt.date


@dataclass(frozen=True)
class Invitation:
    """What somebody may be asked now: a situation, or none, and why not."""

    due: Due | None
    is_quiet: bool
    is_done_today: bool
    n_waiting: int
    next_on: dt.date | None


def invitation(member: Member, *, at: dt.datetime) -> Invitation:
    """Find what a member may be asked now: one situation a day, and none in quiet hours."""
    local = at.astimezone(zone_of(member))
    today = local.date()
    turns = list(SituationTurn.objects.filter(member=member))
    coming = sorted(_coming(member, turns, local), key=lambda due: (due.due_on, due.clause.number))
    due = [each for each in coming if each.due_on <= today]
    return Invitation(
        due=due[0] if due else None,
        is_quiet=is_quiet(local),
        is_done_today=any(each.answered_on == today for each in turns),
        n_waiting=len(due),
        next_on=min((each.due_on for each in coming if each.due_on > today), default=None),
    )


def is_invited(member: Member, *, at: dt.datetime) -> bool:
    """Whether the program itself may bring up a situation now."""
    found = invitation(member, at=at)
    return found.due is not None and not found.is_quiet and not found.is_done_today


def situations_of(version: GuidelineVersion) -> dict[int, list[Situation]]:
    """List the situations of a version by the id of their clause."""
    found: dict[int, list[Situation]] = {}
    for each in Situation.objects.filter(clause__version=version):
        found.setdefault(each.clause_id, []).append(each)
    return found


def clauses_short_of_situations(version: GuidelineVersion) -> int:
    """Count the clauses with fewer than two situations."""
    counted = version.clauses.annotate(n_situations=Count("situations"))
    return counted.filter(n_situations__lt=ENOUGH).count()


def today_of(member: Member, *, at: dt.datetime) -> dt.date:
    """Find the date where a member is."""
    return at.astimezone(zone_of(member)).date()


def _coming(member: Member, turns: Iterable[SituationTurn], local: dt.datetime) -> Iterator[Due]:
    """Every situation that is the next of its clause, with its day."""
    clauses = _clauses_in_force()
    turn_of = {each.wording: each for each in turns}
    wordings = {clause.wording for clause in clauses}
    rows = Acknowledgement.objects.filter(member=member, wording__in=wordings)
    read = dict(rows.values_list("wording", "acknowledged_at"))
    for clause in clauses:
        situations = list(clause.situations.all())
        turn = turn_of.get(clause.wording)
        n_before = turn.n_answered if turn else 0
        if n_before < len(situations):
            due_on = turn.next_on if turn else _first_day(read.get(clause.wording), local)
            yield Due(situations[n_before], clause, n_before, due_on)


def _first_day(read_at: dt.datetime | None, local: dt.datetime) -> dt.date:
    """At once for a clause that is new to somebody; after the first gap if they read it already."""
    if read_at is None:
        return local.date()
    return working_day(read_at.astimezone(local.tzinfo).date() + GAPS[0])


def _clauses_in_force() -> list[Clause]:
    found = Clause.objects.filter(version__in=current_versions(), situations__isnull=False)
    return list(
        found.distinct()
        .prefetch_related("situations")
        .select_related("version__guideline", "owner")
        .order_by("version__guideline", "number")
    )
