"""The matcher of all active topics, kept at hand: an edited topic changes only its own query."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import structlog

from klankbord.core.match import Query, QueryError, parse_query
from klankbord.core.match.stream import Matcher
from klankbord.participate.archive.queries import numbered_posts, story_facts
from klankbord.participate.topics.keeping import Pair
from klankbord.participate.topics.models import Topic
from klankbord.people.queries import house_zone

_log = structlog.get_logger(__name__)

_CHANGES_BESIDES: Final = 100
"""So many changes more than there are topics: the words of old queries stay until then."""


class Filed(NamedTuple):
    """(topic, mention) pairs, and the queries by topic that found them."""

    pairs: list[Pair]
    queries: dict[int, str]

    def is_outdated(self) -> bool:
        """Whether a topic was changed since; inside a transaction none can be until its end."""
        return self.queries != _active_queries(is_locked=True)


def match_mentions(mention_ids: Sequence[int]) -> Filed:
    """What the topics that are active now find among these mentions."""
    queries = _active_queries()
    numbered = numbered_posts(mention_ids)
    facts = story_facts([mention for mention, _post in numbered])
    found = _matcher(queries).match([post for _mention, post in numbered], facts)
    return Filed([(topic, numbered[place][0]) for place, topic in found], queries)


def _active_queries(*, is_locked: bool = False) -> dict[int, str]:
    active = Topic.objects.filter(is_active=True).order_by("pk")
    if is_locked:
        active = active.select_for_update(no_key=True)
    return dict(active.values_list("pk", "query"))


class _AtHand:
    """A matcher and the queries that it knows, or could not read."""

    def __init__(self, zone: dt.tzinfo) -> None:
        self.zone = zone
        self.matcher: Matcher[int] = Matcher({})
        self.n_changes = 0
        self._queries: dict[int, str] = {}

    def know(self, queries: Mapping[int, str]) -> None:
        """Learn what differs, and forget what is not there any more."""
        different = dict(queries.items() - self._queries.items())
        gone = self._queries.keys() - queries.keys()
        if different or gone:
            readable = _readable(different, self.zone)
            dropped = (gone | different.keys()) - readable.keys()
            self.matcher.change(readable, dropped.intersection(self.matcher.keys))
            self.n_changes += len(different) + len(gone)
            self._queries = dict(queries)


_at_hand: list[_AtHand] = []


def _matcher(queries: Mapping[int, str]) -> Matcher[int]:
    zone = house_zone()
    if not (
        _at_hand
        and _at_hand[0].zone == zone
        and _at_hand[0].n_changes <= 2 * len(queries) + _CHANGES_BESIDES
    ):
        _at_hand[:] = [_AtHand(zone)]
    _at_hand[0].know(queries)
    return _at_hand[0].matcher


def _readable(queries: Mapping[int, str], zone: dt.tzinfo) -> dict[int, Query]:
    """Leave out what this version cannot read: one old query must not stop the others."""
    readable: dict[int, Query] = {}
    for pk, text in sorted(queries.items()):
        try:
            readable[pk] = parse_query(text, zone=zone)
        except QueryError as error:
            _log.warning("topic_query_unreadable", topic=pk, code=error.code)
    return readable
