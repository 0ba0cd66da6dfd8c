"""Match the past with one topic, a stretch at a time."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Sum

from klankbord.core.match import Query
from klankbord.core.match.stream import Matcher
from klankbord.participate.archive.keeping import LocalDays
from klankbord.participate.archive.models import DayCount
from klankbord.participate.archive.queries import ids_in, numbered_posts, story_facts
from klankbord.participate.archive.rows import HASH_BITS
from klankbord.participate.archive.search import mention_ids_found
from klankbord.participate.topics.keeping import add_matches, drop_matches
from klankbord.participate.topics.models import Match, QueryVersion, Topic
from klankbord.participate.topics.queries import unmatched_arrivals
from klankbord.participate.topics.stored_query import parse_here

STRETCH = 1000
"""Matches a transaction: others get their turn in between."""


@dataclass(frozen=True)
class Stretch:
    """What to change in one stretch, and where to go on; None at the end of the archive.

    Found outside the transaction that writes, which so stays short. What has arrived and was not
    matched yet is left to `match_arrivals`, which has the same query: there it is news.
    """

    missing: Collection[int]
    outdated: Collection[int]
    next_before: int | None


def topic_to_replay(*, topic_id: int, replay: int) -> Topic | None:
    """The topic, locked inside a transaction; None if it has changed, paused or gone."""
    topics = Topic.objects.filter(pk=topic_id, n_replays=replay, is_active=True)
    return topics.select_for_update(no_key=True).first()


def next_stretch(topic: Topic, *, before: int | None) -> Stretch:
    """Compare what stands below `before` with what the query finds there, newest first."""
    query = parse_here(topic.query)
    found = mention_ids_found(query=query, before=before, after=None, limit=STRETCH)
    standing = Match.objects.filter(topic=topic)
    if before is not None:
        standing = standing.filter(mention_id__lt=before)
    if found.next_before is not None:
        standing = standing.filter(mention_id__gte=found.next_before)
    old, new = set(standing.values_list("mention_id", flat=True)), set(found.ids)
    return Stretch(
        missing=sorted(_without_waiting(new - old)),
        outdated=_unmatched(query, sorted(old - new)),
        next_before=found.next_before,
    )


def replace_stretch(topic: Topic, stretch: Stretch, *, days: LocalDays) -> None:
    """Write one stretch: what is missing comes in as replayed, what does not match any more goes.

    What both wordings find keeps the version that found it first. The last stretch makes the topic
    up to date.
    """
    drop_matches([(topic.pk, mention) for mention in stretch.outdated], days)
    add_matches([(topic.pk, mention) for mention in stretch.missing], days, is_replayed=True)
    if stretch.next_before is None:
        Topic.objects.filter(pk=topic.pk).update(n_replayed=topic.n_replays)
        QueryVersion.objects.filter(topic=topic, number=topic.query_version).update(
            n_matches=Match.objects.filter(topic=topic).count()
        )


def n_passed(before: int | None, days: LocalDays) -> int:
    """How many mentions a replay has left behind when it stands at `before`, by whole days."""
    counts = DayCount.objects.all()
    if before is not None:
        counts = counts.filter(day__gt=days.day_of(before >> HASH_BITS))
    return counts.aggregate(n=Sum("n_mentions"))["n"] or 0


def _without_waiting(mention_ids: set[int]) -> set[int]:
    """Leave out what waits to be matched as an arrival; asked after the search, so none is missed.

    One that is matched between this look and the write stands already, and stays as it is.
    """
    left = set(mention_ids)
    for arrival in unmatched_arrivals().iterator():
        left.difference_update(ids_in(arrival))
    return left


def _unmatched(query: Query, mention_ids: list[int]) -> list[int]:
    """Those that really do not match: some may have arrived after the search."""
    numbered = numbered_posts(mention_ids)
    facts = story_facts([number for number, _post in numbered])
    hits = Matcher({0: query}).match([post for _number, post in numbered], facts)
    matched = {numbered[place][0] for place, _key in hits}
    return [number for number in mention_ids if number not in matched]
