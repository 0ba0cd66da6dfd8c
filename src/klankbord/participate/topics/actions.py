"""Change topics and saved views."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F

from klankbord.jobs.queue import enqueue
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.models import SavedView, Topic
from klankbord.participate.topics.stored_query import read_stored_query
from klankbord.people.models import Member
from klankbord.trust import audit


class TopicChangedMeanwhile(Exception):  # noqa: N818  # named after the broken promise
    """Somebody else saved this topic after the form was opened."""


class TopicNameTaken(Exception):  # noqa: N818  # named after the broken promise
    """Another topic has this name."""


def create_topic(
    *,
    name: str,
    query: str,
    by: Member,
    at: dt.datetime,
    description: str = "",
    is_sample: bool = False,
) -> Topic:
    """Start to listen for something; raises `QueryError`, `ColleaguesNamed`, `TopicNameTaken`."""
    read_stored_query(query)
    with transaction.atomic():
        topic = Topic(
            name=name,
            description=description,
            query=query,
            is_sample=is_sample,
            matched_version=0,
            created_at=at,
            changed_at=at,
        )
        _save_under_its_name(topic)
        _record("topics.topic-created", topic=topic, by=by, at=at)
        _match_history(topic, at=at)
    return topic


def change_topic(
    *,
    topic: Topic,
    version: int,
    name: str,
    description: str,
    query: str,
    by: Member,
    at: dt.datetime,
) -> Topic:
    """Save an edit made on `version`; raises what `create_topic` does, `TopicChangedMeanwhile`."""
    read_stored_query(query)
    with transaction.atomic():
        _claim_version(topic, version=version, at=at)
        before = topic.query
        topic.name, topic.description, topic.query = name, description, query
        _save_under_its_name(topic)
        _record("topics.topic-changed", topic=topic, by=by, at=at, before=before)
        if before == query and topic.matched_version == version:
            topic.matched_version = topic.version
            topic.save(update_fields=["matched_version"])
        elif topic.is_active:
            _match_history(topic, at=at)
    return topic


def pause_topic(*, topic: Topic, by: Member, at: dt.datetime) -> None:
    """Stop listening for a topic; what was heard stays."""
    with transaction.atomic():
        if Topic.objects.filter(pk=topic.pk, is_active=True).update(
            is_active=False, version=F("version") + 1, changed_at=at
        ):
            _record("topics.topic-paused", topic=topic, by=by, at=at)


def resume_topic(*, topic: Topic, by: Member, at: dt.datetime) -> None:
    """Listen again, and look for what was said in the meantime."""
    with transaction.atomic():
        if Topic.objects.filter(pk=topic.pk, is_active=False).update(
            is_active=True, version=F("version") + 1, changed_at=at
        ):
            topic.refresh_from_db()
            _record("topics.topic-resumed", topic=topic, by=by, at=at)
            _match_history(topic, at=at)


def delete_topic(*, topic: Topic, by: Member, at: dt.datetime) -> None:
    """Forget a topic and its matches; the mentions stay in the archive."""
    with transaction.atomic():
        _record("topics.topic-deleted", topic=topic, by=by, at=at)
        topic.delete()


def save_view(
    *, name: str, filters: Filters, is_shared: bool, by: Member, at: dt.datetime
) -> SavedView:
    """Keep a set of filters; the same name again replaces the member's earlier one."""
    view, _ = SavedView.objects.update_or_create(
        member=by,
        name=name,
        defaults={"filters": filters.params, "is_shared": is_shared},
        create_defaults={"filters": filters.params, "is_shared": is_shared, "created_at": at},
    )
    return view


def delete_view(*, view: SavedView) -> None:
    """Forget a saved view."""
    view.delete()


def record_export(
    *, filters: Filters, form: str, n_mentions: int, by: Member, at: dt.datetime
) -> None:
    """Write down that mentions left the program, and which."""
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act="topics.mentions-exported",
        object=f"mentions:{form}",
        declaration="topics.mentions",
        detail={"filters": filters.params, "form": form, "at_most": n_mentions},
    )


def _claim_version(topic: Topic, *, version: int, at: dt.datetime) -> None:
    claimed = Topic.objects.filter(pk=topic.pk, version=version).update(
        version=version + 1, changed_at=at
    )
    if not claimed:
        raise TopicChangedMeanwhile
    topic.refresh_from_db()


def _save_under_its_name(topic: Topic) -> None:
    if Topic.objects.filter(name__iexact=topic.name).exclude(pk=topic.pk).exists():
        raise TopicNameTaken(topic.name)
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError as error:
        raise TopicNameTaken(topic.name) from error


def _match_history(topic: Topic, *, at: dt.datetime) -> None:
    enqueue(
        "topics.rematch_topic",
        payload={"topic_id": topic.pk, "version": topic.version},
        unique_key=f"topics.rematch:{topic.pk}:{topic.version}",
        at=at,
    )


def _record(act: str, *, topic: Topic, by: Member, at: dt.datetime, before: str = "") -> None:
    detail = {"name": topic.name, "query": topic.query}
    if before and before != topic.query:
        detail["query_before"] = before
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"topic:{topic.pk}",
        declaration="topics.topics",
        detail=detail,
    )
