"""Write matches and their day counts in single statements, so that a retry changes nothing."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from klankbord.participate.archive.keeping import LocalDays
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.retention import MENTIONS
from klankbord.participate.archive.rows import HASH_BITS, second_of
from klankbord.participate.topics.models import Match, TopicDay
from klankbord.trust.retention.purging import purged_until

Pair = tuple[int, int]
PIECE = 900  # placeholders that every SQLite takes

# One JSON argument instead of thousands of placeholders: no limit, and one plan.
_INSERT_MATCHES = {
    "sqlite": (
        "INSERT INTO topics_match (topic_id, mention_id, version, is_replayed)"
        " SELECT topic.id, mention.id, topic.query_version, %s FROM json_each(%s)"
        " JOIN topics_topic AS topic ON topic.id = json_extract(value, '$[0]')"
        " JOIN archive_mention AS mention ON mention.id = json_extract(value, '$[1]')"
        " WHERE true ON CONFLICT DO NOTHING RETURNING topic_id, mention_id"
    ),
    "postgresql": (
        "INSERT INTO topics_match (topic_id, mention_id, version, is_replayed)"
        " SELECT topic.id, mention.id, topic.query_version, %s"
        " FROM json_array_elements(%s::json)"
        " JOIN topics_topic AS topic ON topic.id = (value->>0)::bigint"
        " JOIN archive_mention AS mention ON mention.id = (value->>1)::bigint"
        " ON CONFLICT DO NOTHING RETURNING topic_id, mention_id"
    ),
}
_ADD_DAYS = {
    "sqlite": (
        "INSERT INTO topics_topicday (topic_id, day, n_matches)"
        " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),"
        " json_extract(value, '$[2]') FROM json_each(%s) WHERE true"
        " ON CONFLICT (topic_id, day)"
        " DO UPDATE SET n_matches = topics_topicday.n_matches + excluded.n_matches"
    ),
    "postgresql": (
        "INSERT INTO topics_topicday (topic_id, day, n_matches)"
        " SELECT (value->>0)::bigint, (value->>1)::date, (value->>2)::integer"
        " FROM json_array_elements(%s::json)"
        " ON CONFLICT (topic_id, day)"
        " DO UPDATE SET n_matches = topics_topicday.n_matches + excluded.n_matches"
    ),
}


def add_matches(pairs: Iterable[Pair], days: LocalDays, *, is_replayed: bool = False) -> int:
    """Keep (topic, mention) pairs; those that stand already change nothing. Returns the new.

    What was erased since the pairs were found is left out.
    New ones carry the version of the query in force: the caller holds the lock on the topic.
    """
    with connection.cursor() as cursor:
        values: list[bool | str] = [is_replayed, json.dumps(list(pairs))]
        cursor.execute(_INSERT_MATCHES[connection.vendor], values)
        added = cursor.fetchall()
        counts = [(topic, day.isoformat(), n) for (topic, day), n in _by_day(added, days).items()]
        cursor.execute(_ADD_DAYS[connection.vendor], [json.dumps(sorted(counts))])
    return len(added)


def drop_matches(pairs: Iterable[Pair], days: LocalDays) -> None:
    """Take pairs out again, and out of the day counts."""
    gone = list(pairs)
    for topic, mentions in _by_topic(gone).items():
        for start in range(0, len(mentions), PIECE):
            piece = mentions[start : start + PIECE]
            Match.objects.filter(topic_id=topic, mention_id__in=piece).delete()
    for (topic, day), n in _by_day(gone, days).items():
        TopicDay.objects.filter(topic_id=topic, day=day).update(
            n_matches=Greatest(F("n_matches") - n, 0)
        )


def settle_mentions(mention_ids: Sequence[int], pairs: Iterable[Pair], days: LocalDays) -> int:
    """Make `pairs` the only matches of these mentions, which may have been edited since."""
    wanted, standing = set(pairs), set(_standing_pairs(mention_ids))
    drop_matches(sorted(standing - wanted), days)
    return add_matches(sorted(wanted - standing), days)


def recount_topic(topic_id: int, days: LocalDays) -> None:
    """Make the day counts of a topic those of its matches again, as far back as mentions go.

    Erasing mentions takes their matches along, not their counts. Days before the oldest mention
    keep theirs: those mentions were purged after their time. A held mention is older than that.
    """
    oldest = Mention.objects.order_by("pk").values_list("pk", flat=True).first()
    first = days.day_of(oldest >> HASH_BITS) if oldest else dt.date.min
    if purged := purged_until(MENTIONS):
        first = max(first, days.day_of(second_of(purged)) + dt.timedelta(days=1))
    ids = Match.objects.filter(topic_id=topic_id).values_list("mention_id", flat=True)
    counts = Counter(days.day_of(mention >> HASH_BITS) for mention in ids.iterator())
    TopicDay.objects.filter(topic_id=topic_id, day__gte=first).delete()
    TopicDay.objects.bulk_create(
        TopicDay(topic_id=topic_id, day=day, n_matches=n)
        for day, n in sorted(counts.items())
        if day >= first
    )


def _standing_pairs(mention_ids: Sequence[int]) -> Iterable[Pair]:
    for start in range(0, len(mention_ids), PIECE):
        piece = mention_ids[start : start + PIECE]
        found = Match.objects.filter(mention_id__in=piece)
        yield from found.values_list("topic_id", "mention_id")


def _by_topic(pairs: Iterable[Pair]) -> dict[int, list[int]]:
    topics: dict[int, list[int]] = {}
    for topic, mention in pairs:
        topics.setdefault(topic, []).append(mention)
    return topics


def _by_day(pairs: Iterable[Pair], days: LocalDays) -> Counter[tuple[int, dt.date]]:
    """Count by topic and day: an id begins with its second."""
    return Counter((topic, days.day_of(mention >> HASH_BITS)) for topic, mention in pairs)
