"""Write down that somebody looks or writes, and forget it again."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from klankbord.reputation.desk.live.models import Presence

ALIVE = dt.timedelta(seconds=25)  # two refreshes may be missed
REFRESH = dt.timedelta(seconds=10)
WRITING = dt.timedelta(seconds=6)  # after the last sign of it


class Person(NamedTuple):
    """Somebody at a case."""

    member: int
    name: str
    is_typing: bool


def note_looking(*, pairs: Iterable[tuple[int, int]], at: dt.datetime) -> None:
    """Keep (case, member) pairs alive, in one statement."""
    rows = [Presence(case_id=case, member_id=member, seen_at=at) for case, member in pairs]
    Presence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case", "member"],
        update_fields=["seen_at"],
    )


def note_typing(*, case: int, member: int, at: dt.datetime) -> None:
    """Somebody writes an answer or a note."""
    Presence.objects.update_or_create(
        case_id=case, member_id=member, defaults={"seen_at": at, "typed_at": at}
    )


def leave(*, case: int, member: int) -> None:
    """The page is closed."""
    Presence.objects.filter(case=case, member=member).delete()


def forget_gone(*, at: dt.datetime) -> int:
    """Drop the rows of pages that ended without a word; returns how many."""
    return Presence.objects.filter(seen_at__lte=at - ALIVE).delete()[0]


def people_at_cases(*, at: dt.datetime) -> dict[int, list[Person]]:
    """Who looks at which case now, by case."""
    found: dict[int, list[Person]] = {}
    here = Presence.objects.filter(seen_at__gt=at - ALIVE).order_by("member__name", "member")
    for case, member, name, typed_at in here.values_list(
        "case_id", "member_id", "member__name", "typed_at"
    ):
        is_typing = typed_at is not None and typed_at > at - WRITING
        found.setdefault(case, []).append(Person(member, name, is_typing))
    return found
