"""Change topics and saved views."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F

from klankbord.participate.topics.examples import refuse_failing
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.models import SavedView, Topic
from klankbord.participate.topics.replaying import ask_replay
from klankbord.participate.topics.stored_query import read_stored_query
from klankbord.participate.topics.versions import drop_draft, put_in_force, write_draft
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
    by: Member | None,
    at: dt.datetime,
    description: str = "",
    is_sample: bool = False,
    is_draft: bool = False,
    driver: str = "",
) -> Topic:
    """Start to listen for something; raises `QueryError`, `ColleaguesNamed`, `TopicNameTaken`.

    A draft listens to nothing until `change_topic` publishes it.
    """
    read_stored_query(query)
    with transaction.atomic():
        topic = Topic(
            name=name,
            description=description,
            query=query,
            query_version=0,
            is_active=False,
            is_sample=is_sample,
            driver=driver,
            created_at=at,
            changed_at=at,
        )
        _save_under_its_name(topic)
        _record("topics.topic-created", topic=topic, by=by, at=at)
        write_draft(topic, query=query, by=by, at=at)
        if not is_draft:
            put_in_force(topic, by=by, at=at)
    return topic


def change_topic(
    *,
    topic: Topic,
    version: int,
    name: str,
    description: str,
    query: str,
    by: Member | None,
    at: dt.datetime,
    is_draft: bool = False,
) -> Topic:
    """Save an edit made on `version`, as a draft or in force.

    Raises what `create_topic` does, `TopicChangedMeanwhile`, and `ExamplesFail` where the query
    would be put in force while it does not do what its examples ask.
    """
    meaning = read_stored_query(query)
    with transaction.atomic():
        _claim_version(topic, version=version, at=at)
        before = topic.query
        topic.name, topic.description = name, description
        _save_under_its_name(topic)
        if query == before and topic.is_published:
            drop_draft(topic)
        else:
            write_draft(topic, query=query, by=by, at=at)
            if not is_draft:
                refuse_failing(topic, meaning, at=at)
                put_in_force(topic, by=by, at=at)
        _record("topics.topic-changed", topic=topic, by=by, at=at, before=before)
    return topic


def discard_draft(*, topic: Topic, by: Member, at: dt.datetime) -> None:
    """Forget a draft; the query in force stays as it is."""
    with transaction.atomic():
        if topic.is_published and drop_draft(topic):
            _record("topics.draft-discarded", topic=topic, by=by, at=at)


def pause_topic(*, topic: Topic, by: Member | None, at: dt.datetime) -> None:
    """Stop listening for a topic; what was heard stays."""
    with transaction.atomic():
        if Topic.objects.filter(pk=topic.pk, is_active=True).update(
            is_active=False, version=F("version") + 1, changed_at=at
        ):
            _record("topics.topic-paused", topic=topic, by=by, at=at)


def resume_topic(*, topic: Topic, by: Member, at: dt.datetime) -> None:
    """Listen again, and look for what was said in the meantime."""
    with transaction.atomic():
        if Topic.objects.filter(pk=topic.pk, is_active=False, query_version__gt=0).update(
            is_active=True, version=F("version") + 1, changed_at=at
        ):
            _record("topics.topic-resumed", topic=topic, by=by, at=at)
            ask_replay(topic, at=at)


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


def actor_of(by: Member | None) -> str:
    """How the audit log names who acts; without a member it was typed on the server."""
    return f"member:{by.pk}" if by else "command line"


def _record(
    act: str, *, topic: Topic, by: Member | None, at: dt.datetime, before: str = ""
) -> None:
    detail = {"name": topic.name, "query": topic.query}
    if before and before != topic.query:
        detail["query_before"] = before
    audit.record(
        at=at,
        actor=actor_of(by),
        act=act,
        object=f"topic:{topic.pk}",
        declaration="topics.topics",
        detail=detail,
    )
