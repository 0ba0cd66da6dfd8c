"""Write situations, and answer them: that somebody did goes one way, what they chose another."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

import msgspec
from django.db import transaction
from django.db.models import F, Max

from klankbord.ambassadors.guidelines.awareness.crowd import Crowd, by_lot
from klankbord.ambassadors.guidelines.awareness.models import (
    Situation,
    SituationTally,
    SituationTurn,
)
from klankbord.ambassadors.guidelines.awareness.scene import Scene, stored
from klankbord.ambassadors.guidelines.awareness.spacing import next_day
from klankbord.ambassadors.guidelines.awareness.starter import starter_situations
from klankbord.ambassadors.guidelines.models import Acknowledgement, Clause, GuidelineVersion
from klankbord.people.models import Member
from klankbord.trust.disclosure.queries import least_for
from klankbord.trust.disclosure.request import Kind

CROWD = Crowd()


class SituationPublished(Exception):  # noqa: N818  # named after the broken promise
    """What colleagues are asked is not changed while it is in force; make a new version."""


@transaction.atomic
def add_situation(
    *, clause: Clause, kind: str, scene: Scene, is_starter: bool = False
) -> Situation:
    """Put a situation at the end of those of a clause of a draft."""
    _check_draft(clause)
    last = clause.situations.aggregate(last=Max("number"))["last"] or 0
    situation = Situation(
        clause=clause, number=last + 1, kind=kind, scene=stored(scene), is_starter=is_starter
    )
    situation.wording = situation.reckon_wording()
    situation.save(force_insert=True)
    return situation


@transaction.atomic
def edit_situation(*, situation: Situation, kind: str, scene: Scene) -> Situation:
    """Change a situation of a draft; in other words it is the organisation's own."""
    _check_draft(situation.clause)
    situation.kind, situation.scene = kind, stored(scene)
    wording = situation.reckon_wording()
    situation.is_starter = situation.is_starter and wording == situation.wording
    situation.wording = wording
    situation.save()
    return situation


def follow_choice(*, situation: Situation, number: int, scene: Scene | None) -> Situation:
    """Say what happens after a choice of a draft's situation; None: nothing more."""
    tree = situation.tree
    choices = list(tree.choices)
    choices[number] = msgspec.structs.replace(choices[number], then=scene)
    changed = msgspec.structs.replace(tree, choices=tuple(choices))
    return edit_situation(situation=situation, kind=situation.kind, scene=changed)


@transaction.atomic
def delete_situation(*, situation: Situation) -> None:
    """Take a situation out of a draft, the others close up."""
    _check_draft(situation.clause)
    later = situation.clause.situations.filter(number__gt=situation.number)
    situation.delete()
    later.update(number=F("number") - 1)


def add_starter_situations(clause: Clause) -> None:
    """Give a clause the situations that come along for its title, if there are any."""
    for kind, scene in starter_situations(clause.title_en):
        add_situation(clause=clause, kind=kind, scene=scene, is_starter=True)


def copy_situations(*, old: GuidelineVersion, new: GuidelineVersion) -> None:
    """Take the situations along into a draft, each to the clause with the same key."""
    clauses = {clause.key: clause for clause in new.clauses.all()}
    copies = []
    for situation in Situation.objects.filter(clause__version=old).select_related("clause"):
        clause = clauses[situation.clause.key]
        situation.pk, situation.clause = None, clause
        copies.append(situation)
    Situation.objects.bulk_create(copies)


def answer_situation(
    *, situation: Situation, n_before: int, path: str, by: Member, on: dt.date, at: dt.datetime
) -> bool:
    """Note that a member answered, on a day where they are; False if that was noted before.

    `n_before` is how many situations of this clause they had answered when this one was shown.
    """
    if not _turn_taken(situation.clause, n_before, by, on, at):
        return False
    paths = situation.tree.paths
    crowd = CROWD.joined(
        wording=situation.wording,
        path=by_lot(path, paths),
        member=by.pk,
        least=least_for(Kind.SHARE),
    )
    if crowd:
        _count(situation.wording, paths, crowd)
    return True


@transaction.atomic
def _turn_taken(clause: Clause, n_before: int, by: Member, on: dt.date, at: dt.datetime) -> bool:
    """Move the turn on; the row says who was first if the same page is sent twice."""
    values = {
        "n_answered": n_before + 1,
        "answered_on": on,
        "next_on": next_day(answered_on=on, n_answered=n_before + 1),
    }
    mine = SituationTurn.objects.filter(member=by, wording=clause.wording)
    if n_before == 0:
        _, is_taken = mine.get_or_create(member=by, wording=clause.wording, defaults=values)
    else:
        is_taken = bool(mine.filter(n_answered=n_before).update(**values))
    if is_taken:
        Acknowledgement.objects.get_or_create(
            member=by,
            wording=clause.wording,
            defaults={"version_id": clause.version_id, "acknowledged_at": at},
        )
    return is_taken


@transaction.atomic
def _count(wording: str, paths: Collection[str], crowd: Counter[str]) -> None:
    """Write every way, also those that nobody went: what was touched tells nothing."""
    rows = [SituationTally(wording=wording, path=path) for path in paths]
    SituationTally.objects.bulk_create(rows, ignore_conflicts=True)
    for path in paths:
        here = SituationTally.objects.filter(wording=wording, path=path)
        here.update(n=F("n") + crowd[path])


def _check_draft(clause: Clause) -> None:
    draft = GuidelineVersion.objects.filter(pk=clause.version_id, published_at=None)
    if not draft.exists():
        raise SituationPublished
