"""Look into a file before anything is brought: which groups, how much, and who is who."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from klankbord.ambassadors.community.imports import counting
from klankbord.ambassadors.community.imports.matching import Matched, matched_people
from klankbord.ambassadors.community.imports.reactions import kinds_by_sign
from klankbord.connectors.intranet.workspace import (
    LeftOut,
    Place,
    Said,
    Width,
    Workspace,
    opened_workspace,
)
from klankbord.trust.retention.contract import TimeClass

MOST_PLACES = 400
MOST_NAMES = 200
LOOK_EVERY = 500


class FoundPlace(msgspec.Struct):
    """A channel or group of the file; `has_owner` is False where nobody here could keep it."""

    key: str
    name: str
    width: str
    n_posts: int
    n_comments: int
    n_people: int
    n_matched: int
    has_owner: bool


class Found(msgspec.Struct):
    """What a file holds; names are for who brought it, and go when it is carried over."""

    platform: str
    places: list[FoundPlace]
    n_places_more: int
    matched: list[tuple[str, int]]
    n_matched: int
    unmatched: list[str]
    n_unmatched: int
    counts: dict[str, int]
    n_messages: int


def look_into(path: Path, *, now: dt.datetime, on_step: Callable[[int], None]) -> Found:
    """Read a file whole, and keep none of its words; raises `ConnectorRefused`."""
    with opened_workspace(path, now=now) as workspace:
        members = matched_people(workspace.people)
        tally = _Tally(now, kinds_by_sign(workspace))
        for n_seen, each in enumerate(workspace.said(), start=1):
            tally.add(each, members)
            if n_seen % LOOK_EVERY == 0:
                on_step(n_seen)
        return _found(workspace, members, tally)


def is_old(said: Said, before: dt.datetime | None) -> bool:
    """Whether retention would throw it away tonight; what is pinned is knowledge and stays."""
    return before is not None and said.at < before and not said.is_pinned


def owners_in(place: Place, members: Mapping[str, Matched]) -> list[Matched]:
    """Find who could keep a place here: its own owners first, then who is in it."""
    known = (members.get(key) for key in (*place.owners, *place.people))
    return [member for member in known if member and member.is_active]


class _Tally:
    def __init__(self, now: dt.datetime, kinds: Mapping[str, str]) -> None:
        self.kinds = kinds
        self.before = TimeClass.FEED_ITEM.before(now)
        self.counts = Counter[str]()
        self.posts = Counter[str]()
        self.comments = Counter[str]()
        self.n_messages = 0

    def add(self, each: Said | LeftOut, members: Mapping[str, Matched]) -> None:
        self.n_messages += 1
        if isinstance(each, LeftOut):
            self.counts[each] += 1
        elif is_old(each, self.before):
            self.counts[counting.OLD] += 1
        else:
            (self.comments if each.above else self.posts)[each.place] += 1
            self.counts[counting.FILES] += each.n_files
            self.counts.update(signs_lost(each, members, self.kinds))


def signs_lost(
    said: Said, members: Mapping[str, Matched], kinds: Mapping[str, str]
) -> Counter[str]:
    """Count the reactions at a message that become none here, by why."""
    lost = Counter[str]()
    for sign in said.signs:
        if said.above:
            lost[counting.SIGNS_BELOW] += len(sign.people)
        elif sign.name not in kinds:
            lost[counting.SIGNS_UNKNOWN] += len(sign.people)
        else:
            lost[counting.SIGNS_UNMATCHED] += sum(key not in members for key in sign.people)
    return lost


def _found(workspace: Workspace, members: Mapping[str, Matched], tally: _Tally) -> Found:
    said = tally.posts + tally.comments
    busy = sorted(
        (place for place in workspace.places.values() if said[place.key]),
        key=lambda place: (-said[place.key], place.name),
    )
    people = workspace.people
    unknown = [each.name for key, each in people.items() if key not in members]
    known = [(each.name, members[key].pk) for key, each in people.items() if key in members]
    return Found(
        platform=workspace.platform,
        places=[_place(place, members, tally) for place in busy[:MOST_PLACES]],
        n_places_more=len(busy[MOST_PLACES:]),
        matched=known[:MOST_NAMES],
        n_matched=len(known),
        unmatched=unknown[:MOST_NAMES],
        n_unmatched=len(unknown),
        counts={key: n for key, n in tally.counts.items() if n},
        n_messages=tally.n_messages,
    )


def _place(place: Place, members: Mapping[str, Matched], tally: _Tally) -> FoundPlace:
    return FoundPlace(
        key=place.key,
        name=place.name[:80],
        width=place.width.value,
        n_posts=tally.posts[place.key],
        n_comments=tally.comments[place.key],
        n_people=len(place.people),
        n_matched=sum(key in members for key in place.people),
        has_owner=place.width == Width.OPEN or bool(owners_in(place, members)),
    )
