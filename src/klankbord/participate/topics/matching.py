"""The matcher of all active topics, compiled once for as long as no topic changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog

from klankbord.core.match import Query, QueryError, parse_query
from klankbord.core.match.facts import Facts
from klankbord.core.match.stream import Matcher
from klankbord.core.post import Post
from klankbord.participate.archive.queries import numbered_posts, story_facts
from klankbord.participate.topics.keeping import Pair
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.stored_query import organisation_zone

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Compiled:
    """A matcher and the queries that it was made from, each with its topic."""

    queries: frozenset[tuple[int, str]]
    matcher: Matcher[int]


_at_hand: list[_Compiled] = []


def match_topics(
    posts: Sequence[Post], facts: Sequence[Facts] | None = None
) -> list[tuple[int, int]]:
    """Pairs of a post's place and a topic, for all topics that are active now.

    Call it inside the transaction that keeps the matches: an edit of a topic waits for its end,
    and so can never be overtaken by matches of the query as it was.
    """
    active = Topic.objects.filter(is_active=True).order_by("pk").select_for_update(no_key=True)
    queries = frozenset(active.values_list("pk", "query"))
    if not _at_hand or _at_hand[0].queries != queries:
        _at_hand[:] = [_Compiled(queries, Matcher(_readable(sorted(queries))))]
    return _at_hand[0].matcher.match(posts, facts)


def match_mentions(mention_ids: Sequence[int]) -> list[Pair]:
    """(topic, mention) pairs of these mentions; what was erased since is left out."""
    numbered = numbered_posts(mention_ids)
    facts = story_facts([mention for mention, _post in numbered])
    found = match_topics([post for _mention, post in numbered], facts)
    return [(topic, numbered[place][0]) for place, topic in found]


def _readable(queries: Iterable[tuple[int, str]]) -> dict[int, Query]:
    """Leave out what this version cannot read: one old query must not stop the others."""
    readable: dict[int, Query] = {}
    zone = organisation_zone()
    for pk, text in queries:
        try:
            readable[pk] = parse_query(text, zone=zone)
        except QueryError as error:
            _log.warning("topic_query_unreadable", topic=pk, code=error.code)
    return readable
