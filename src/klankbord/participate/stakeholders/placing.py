"""Give authors their group: by what rules and the directory show, or by hand."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Max, QuerySet

from klankbord.participate.archive.models import Arrival, Author
from klankbord.participate.archive.queries import ids_in, is_hidden, masked_handles
from klankbord.participate.stakeholders.models import (
    GIVEN,
    Evidence,
    PlacedArrival,
    Placement,
)
from klankbord.participate.stakeholders.profiles import Profile, profiles_of
from klankbord.participate.stakeholders.rulebook import Finding, Rulebook
from klankbord.people.models import Member
from klankbord.trust import audit

_STRENGTH = {evidence: at for at, evidence in enumerate(Evidence.values)}
_READ = frozenset({Evidence.SITE, Evidence.PROFILE})  # of a profile, which changes
_AT_ONCE = 500
OVERTAKEN = 1_000  # numbers; batches that are written at the same time stay far within it


class NotToSay(Exception):  # noqa: N818  # named after the broken promise
    """Who is a colleague is said by nobody but the colleague."""


def arrivals_to_place() -> QuerySet[Arrival]:
    """Arrivals whose authors were not looked at, oldest first."""
    newest = PlacedArrival.objects.aggregate(newest=Max("pk"))["newest"] or 0
    done = PlacedArrival.objects.filter(pk__gt=newest - OVERTAKEN).values("pk")
    return Arrival.objects.filter(pk__gt=newest - OVERTAKEN).exclude(pk__in=done).order_by("pk")


def place_arrival(*, arrival: Arrival, book: Rulebook, at: dt.datetime) -> int:
    """Place whoever is in it; gives how many changed. Twice changes nothing."""
    with transaction.atomic():
        _row, is_ours = PlacedArrival.objects.get_or_create(arrival=arrival)
        if not is_ours or book.is_empty:
            return 0
        return place_authors_of(ids=ids_in(arrival), book=book, at=at)


def place_authors_of(*, ids: Sequence[int], book: Rulebook, at: dt.datetime) -> int:
    """Place whoever wrote these mentions; what was said by hand stays."""
    n_changed = 0
    for start in range(0, len(ids), _AT_ONCE):
        everybody = profiles_of(ids[start : start + _AT_ONCE])
        hidden = [each.author for each in everybody if each.account in book.masked]
        others = [each for each in everybody if each.account not in book.masked]
        n_changed += Placement.objects.filter(pk__in=hidden).delete()[0]
        n_changed += _write(list(_changes(others, book)), at)
    return n_changed


def _changes(profiles: Sequence[Profile], book: Rulebook) -> Iterator[tuple[int, Finding | None]]:
    standing = Placement.objects.in_bulk([profile.author for profile in profiles])
    for profile in profiles:
        now, found = standing.get(profile.author), book.finding(profile)
        if now is None:
            if found is not None:
                yield profile.author, found
        elif _gives_way(now, found, profile) and not _says(now, found):
            yield profile.author, found


def _gives_way(now: Placement, found: Finding | None, profile: Profile) -> bool:
    """What is as strong or stronger replaces; what a profile said once, it must say still."""
    if now.evidence == Evidence.CHOSEN:
        return True
    if found is not None and _STRENGTH[found.evidence] <= _STRENGTH[now.evidence]:
        return now.evidence != Evidence.HAND
    return now.evidence in _READ and profile.tells


def _says(now: Placement, found: Finding | None) -> bool:
    return found is not None and found == Finding(
        now.group, Evidence(now.evidence), now.rule_id, now.entry_id, now.found
    )


def _write(changes: Sequence[tuple[int, Finding | None]], at: dt.datetime) -> int:
    """Whatever somebody says by hand meanwhile stands."""
    if not changes:
        return 0
    ids = [author for author, _finding in changes]
    with transaction.atomic():
        Placement.objects.filter(pk__in=ids).exclude(evidence=Evidence.HAND).delete()
        Placement.objects.bulk_create(
            [
                Placement(
                    author_id=author,
                    group=finding.group,
                    evidence=finding.evidence,
                    rule_id=finding.rule,
                    entry_id=finding.entry,
                    found=finding.found,
                    placed_at=at,
                )
                for author, finding in changes
                if finding is not None
            ],
            ignore_conflicts=True,
        )
    return len(changes)


def place_author(*, author: Author, group: str, by: Member, at: dt.datetime) -> None:
    """Say by hand who somebody is, or with "" that it stays unknown; raises `NotToSay`."""
    if (group and group not in GIVEN) or is_hidden(author, masked_handles()):
        raise NotToSay(group)
    with transaction.atomic():
        Placement.objects.update_or_create(
            author_id=author.pk,
            defaults={
                "group": group,
                "evidence": Evidence.HAND,
                "rule": None,
                "entry": None,
                "found": "",
                "by": by,
                "placed_at": at,
            },
        )
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="stakeholders.author-placed",
            object=f"placement:{author.pk}",
            detail={"group": group},
        )


def leave_to_rules(*, author: Author, by: Member, at: dt.datetime) -> None:
    """Take back what was said by hand: rules and directory say it again, at the next message."""
    with transaction.atomic():
        if Placement.objects.filter(pk=author.pk, evidence=Evidence.HAND).delete()[0]:
            audit.record(
                at=at,
                actor=f"member:{by.pk}",
                act="stakeholders.author-left",
                object=f"placement:{author.pk}",
            )
