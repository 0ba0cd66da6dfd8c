"""The wordings of a query: one draft at most, one in force, and what was in force before."""

import datetime as dt

from django.db.models import Max

from klankbord.participate.topics.models import QueryVersion, Topic
from klankbord.participate.topics.replaying import ask_replay
from klankbord.people.models import Member


def draft_of(topic: Topic) -> QueryVersion | None:
    """The wording that somebody is working at."""
    return topic.versions.filter(published_at=None).first()


def write_draft(topic: Topic, *, query: str, by: Member | None, at: dt.datetime) -> None:
    """Keep a wording as the draft, in the caller's transaction and under the caller's claim."""
    topic.versions.update_or_create(
        published_at=None,
        defaults={"query": query, "written_by": by, "written_at": at},
        create_defaults={
            "query": query,
            "written_by": by,
            "written_at": at,
            "number": _next_number(topic),
        },
    )
    if not topic.is_published:
        topic.query = query
        topic.save(update_fields=["query"])


def drop_draft(topic: Topic) -> bool:
    """Forget the draft; False when there was none."""
    return bool(topic.versions.filter(published_at=None).delete()[0])


def put_in_force(topic: Topic, *, by: Member | None, at: dt.datetime) -> None:
    """Make the draft the query that is listened for, and look for it in the archive."""
    draft = topic.versions.get(published_at=None)
    draft.published_by, draft.published_at = by, at
    draft.save(update_fields=["published_by", "published_at"])
    is_first = not topic.is_published
    topic.query, topic.query_version = draft.query, draft.number
    topic.is_active = topic.is_active or is_first
    topic.save(update_fields=["query", "query_version", "is_active"])
    if topic.is_active:
        ask_replay(topic, at=at)


def _next_number(topic: Topic) -> int:
    last = topic.versions.aggregate(last=Max("number"))["last"] or 0
    return max(last, topic.query_version) + 1
