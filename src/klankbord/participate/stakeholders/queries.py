"""Read groups: who belongs to which, why, and what each group said where."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from django.core.cache import caches
from django.db.models import Count, Max, QuerySet

from klankbord.participate.archive.models import Arrival, Author, DayTally, TallyKind
from klankbord.participate.archive.queries import fold_handle, is_hidden, masked_handles, totals
from klankbord.participate.archive.tally import Keys, top_of, unpack
from klankbord.participate.stakeholders.models import Entry, Evidence, Group, Placement
from klankbord.people.models import Account

UNKNOWN: Final = ""
_PIECE: Final = 500
_AT_ONCE: Final = 5_000
_KEPT_SECONDS: Final = 60
_MOST_ASKED: Final = 200


_Counts = dict[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class GroupHeard:
    """What one group said in a period, by platform; `group` is "" for those who are not known."""

    group: str
    n_authors: int | None
    platforms: dict[str, int]

    @property
    def n(self) -> int:
        """Mentions on all platforms."""
        return sum(self.platforms.values())


@dataclass(frozen=True)
class Placed:
    """Everybody whose group may be shown: `names` has (group, platform) by the number of a place.

    Authors are sorted, and each has its place beside it. `mark` is another one as soon as it may
    be out of date.
    """

    authors: Keys
    places: Keys
    names: list[tuple[str, str]]
    mark: int


def groups_of(author_ids: Collection[int]) -> dict[int, str]:
    """Author → group, of those that are known; a colleague only as long as they choose so."""
    wanted = sorted(author_ids)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _PIECE):
        rows = shown_placements().filter(pk__in=wanted[start : start + _PIECE])
        found.update((row.pk, row.group) for row in _as_shown(rows) if row.group)
    return found


def group_of(author_id: int) -> str:
    """The group of one author; "" where it is not known."""
    return groups_of([author_id]).get(author_id, UNKNOWN)


def placement_of(author: Author) -> Placement | None:
    """How we know the group of an author, as people may see it."""
    return next(iter(_as_shown(shown_placements().filter(pk=author.pk))), None)


def shown_placements() -> QuerySet[Placement]:
    """Placements with all that their reason names."""
    return Placement.objects.select_related("author", "rule__source", "entry", "by")


def placed_authors(
    *, group: str, after: int = 0, limit: int = 50
) -> tuple[list[Placement], int | None]:
    """One page of the authors of a group, and where the next one begins."""
    rows = shown_placements().filter(group=group, pk__gt=after).order_by("pk")
    page = list(rows[: limit + 1])
    shown = list(_as_shown(page[:limit]))
    return shown, page[limit - 1].pk if len(page) > limit else None


def evidence_counts() -> dict[str, int]:
    """How many authors are known by which kind of evidence."""
    rows = Placement.objects.exclude(group=UNKNOWN).values_list("evidence")
    return dict(rows.annotate(n=Count("pk")).order_by())


def heard_by_group(*, since: dt.date, until: dt.date) -> list[GroupHeard]:
    """What each group said, most first, those who are not known last; every mention counts once."""
    counts = _counts_of_placed(since, until)
    heard: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    authors: dict[str, int] = defaultdict(int)
    for (group, platform), (n_mentions, n_authors) in counts.items():
        heard[group][platform] += n_mentions
        authors[group] += n_authors
    known = [GroupHeard(group, authors[group], dict(found)) for group, found in heard.items()]
    rest = {
        platform: n - sum(each.platforms.get(platform, 0) for each in known)
        for platform, n in totals(since=since, until=until).items()
    }
    left = GroupHeard(UNKNOWN, None, {at: n for at, n in rest.items() if n > 0})
    return [*sorted(known, key=lambda each: (-each.n, each.group)), left]


def heard_unplaced(*, since: dt.date, until: dt.date, n: int) -> list[tuple[Author, int]]:
    """Authors heard most of whom nothing is known, without colleagues who are not shown."""
    top = dict(top_of(TallyKind.AUTHOR, since=since, until=until, n=_MOST_ASKED))
    known = set(Placement.objects.filter(pk__in=top).values_list("pk", flat=True))
    authors, hidden = (
        Author.objects.in_bulk([pk for pk in top if pk not in known]),
        masked_handles(),
    )
    open_ones = [
        (authors[pk], count) for pk, count in top.items() if pk in authors and authors[pk].handle
    ]
    return [each for each in open_ones if not is_hidden(each[0], hidden)][:n]


def has_more_than(n: int, group: str) -> bool:
    """Whether more authors stand in a group than so many."""
    return Placement.objects.filter(group=group).order_by("pk")[n : n + 1].exists()


def accounts_in(group: str, *, most: int) -> list[tuple[str, str]]:
    """(platform, external id) of the authors of a group, at most so many."""
    rows = Placement.objects.filter(group=group).select_related("author").order_by("pk")[:most]
    return [(row.author.platform, row.author.external_id) for row in _as_shown(rows)]


def authors_in(group: str) -> frozenset[int]:
    """All authors of a group, by number."""
    rows = Placement.objects.filter(group=group).select_related("author").order_by("pk")
    return frozenset(row.pk for row in _as_shown(rows.iterator(chunk_size=_AT_ONCE)))


def _as_shown(rows: Iterable[Placement]) -> Iterator[Placement]:
    """Leave colleagues out who did not choose to be shown, or do so no more."""
    sight = _Sight()
    for row in rows:
        if sight.shows(row.evidence, row.author.platform, row.author.handle):
            yield row


class _Sight:
    """Who may be seen, asked once for many."""

    def __init__(self) -> None:
        self._hidden = masked_handles()

    @cached_property
    def _chosen(self) -> frozenset[tuple[str, str]]:
        pairs = Account.objects.filter(member__is_shown_in_listening=True)
        return frozenset(
            (platform.casefold(), fold_handle(handle))
            for platform, handle in pairs.values_list("platform", "handle")
        )

    def shows(self, evidence: str, platform: str, handle: str) -> bool:
        """Whether somebody who was placed by this evidence may be seen."""
        account = (platform.casefold(), fold_handle(handle))
        if evidence == Evidence.CHOSEN:
            return account in self._chosen
        return account not in self._hidden

    @property
    def mark(self) -> int:
        """Another one as soon as a colleague chooses otherwise; for this process only."""
        return hash((self._hidden, self._chosen))


def everybody_placed() -> Placed:
    """Everybody whose group may be shown, as arrays; twenty thousand take a tenth of a second.

    A page and its pictures share one answer, until somebody is placed or a colleague chooses
    otherwise.
    """
    sight = _Sight()
    mark = _mark(sight)
    key = f"stakeholders.placed.{mark}"
    placed: Placed | None = caches["process"].get(key)
    if placed is None:
        placed = _placed(sight, mark)
        caches["process"].set(key, placed, _KEPT_SECONDS)
    return placed


def _mark(sight: _Sight) -> int:
    rows = Placement.objects.values_list("group").order_by("group")
    return hash((sight.mark, *rows.annotate(n=Count("pk"), last=Max("placed_at"))))


def _placed(sight: _Sight, mark: int) -> Placed:
    known = Placement.objects.exclude(group=UNKNOWN).order_by("pk")
    rows = known.values_list("pk", "group", "evidence", "author__platform", "author__handle")
    keys: dict[tuple[str, str], int] = {}
    pairs = (
        (pk, keys.setdefault((group, platform), len(keys)))
        for pk, group, evidence, platform, handle in rows.iterator(chunk_size=_AT_ONCE)
        if sight.shows(evidence, platform, handle)
    )
    found = np.fromiter(pairs, [("author", np.int64), ("key", np.int64)])
    return Placed(found["author"].copy(), found["key"].copy(), list(keys), mark)


def _counts_of_placed(since: dt.date, until: dt.date) -> _Counts:
    """(group, platform) → mentions, authors heard; shared the same way, until somebody is heard."""
    heard = Arrival.objects.aggregate(last=Max("pk"))["last"]
    placed, kept = everybody_placed(), caches["process"]
    key = f"stakeholders.counts.{hash((since, until, placed.mark, heard))}"
    counts: _Counts | None = kept.get(key)
    if counts is None:
        counts = _count_placed(placed, since, until)
        kept.set(key, counts, _KEPT_SECONDS)
    return counts


def _count_placed(placed: Placed, since: dt.date, until: dt.date) -> _Counts:
    """Sums over the packed tallies of the days; a dozen bytes an author."""
    sums = sums_of(placed.authors, since, until)
    n_names = len(placed.names)
    mentions = np.bincount(placed.places, weights=sums, minlength=n_names)
    authors = np.bincount(placed.places, weights=sums > 0, minlength=n_names)
    both = zip(mentions.tolist(), authors.tolist(), strict=True)
    return {key: (int(n), int(m)) for key, (n, m) in zip(placed.names, both, strict=True) if n}


def sums_of(authors: Keys, since: dt.date, until: dt.date) -> Keys:
    """How often each of these authors (ascending) was heard."""
    sums = np.zeros(len(authors), np.int64)
    days = DayTally.objects.filter(kind=TallyKind.AUTHOR, day__gte=since, day__lte=until)
    for packed in days.values_list("keys", "counts"):
        keys, counts = unpack(*packed)
        if len(keys) and len(authors):
            at = np.minimum(np.searchsorted(keys, authors), len(keys) - 1)
            sums += np.where(keys[at] == authors, counts[at], 0)
    return sums


def group_name(group: str) -> str:
    """A group in the reader's words."""
    return str(Group(group).label) if group in Group.values else ""


def rule_counts() -> dict[int, int]:
    """How many authors each rule placed."""
    rows = Placement.objects.exclude(rule=None).values_list("rule")
    return dict(rows.annotate(n=Count("pk")).order_by())


def entry_counts() -> list[tuple[str, int, int]]:
    """Group of the directory → lines, and authors who were heard because of them."""
    heard = Placement.objects.exclude(entry=None).values_list("entry__group")
    met = dict(heard.annotate(n=Count("pk")).order_by())
    rows = Entry.objects.values_list("group").annotate(n=Count("pk")).order_by("-n", "group")
    return [(group_name(group), n, met.get(group, 0)) for group, n in rows]
