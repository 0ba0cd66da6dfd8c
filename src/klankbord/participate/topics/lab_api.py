"""The work bench for programs: examples, versions, and publishing with the same refusal."""

import datetime as dt

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Schema, Status

from klankbord.core.match import QueryError
from klankbord.participate.topics.actions import TopicChangedMeanwhile, change_topic
from klankbord.participate.topics.declarations import MENTIONS, TOPICS
from klankbord.participate.topics.examples import (
    ExamplesFail,
    Outcome,
    add_own_example,
    outcomes,
)
from klankbord.participate.topics.filters import MAX_QUERY
from klankbord.participate.topics.forms import MAX_EXAMPLE
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import read_or_none
from klankbord.participate.topics.query_words import names_sentence, problem_of
from klankbord.participate.topics.stored_query import ColleaguesNamed
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["topics"])
TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
EDITORS = (Role.MANAGER, Role.ADMINISTRATOR)


class ExampleOut(Schema):
    """An example and what the query in force does with it."""

    id: int
    must_match: bool
    does_match: bool
    mention: str | None
    text: str


class ExampleIn(Schema):
    """Words that the query must find, or must leave alone."""

    text: str = Field(min_length=1, max_length=MAX_EXAMPLE)
    must_match: bool
    platform: str = Field("", max_length=40)
    language: str = Field("", max_length=8)


class VersionOut(Schema):
    """One wording; without `published_at` it is the draft."""

    number: int
    query: str
    is_in_force: bool
    written_at: dt.datetime
    published_at: dt.datetime | None
    n_matches: int | None


class PublishIn(Schema):
    """A wording to put in force; `version` is that of the topic as you read it."""

    query: str = Field(min_length=1, max_length=MAX_QUERY)
    version: int = Field(ge=1, le=2**31 - 1)


class Refusal(Schema):
    """Why a query is not published, with the examples that fail."""

    detail: str
    failed: list[ExampleOut] = Field(default_factory=list)


@router.get("/{int:topic_id}/examples", response=list[ExampleOut], url_name="topic-examples")
@allow(*TEAM)
@declares(TOPICS, MENTIONS)
def topic_examples(request: HttpRequest, topic_id: int) -> list[ExampleOut]:  # noqa: ARG001  # ninja gives it
    """The examples of a topic against the query in force."""
    topic = get_object_or_404(Topic, pk=topic_id)
    query = read_or_none(topic.query)
    return [_example(each) for each in outcomes(query, topic.examples.all(), at=timezone.now())]


@router.post("/{int:topic_id}/examples", response={201: ExampleOut}, url_name="example-add")
@allow(*EDITORS)
@declares(TOPICS)
def example_add(request: HttpRequest, topic_id: int, asked: ExampleIn) -> Status[ExampleOut]:  # noqa: ARG001  # ninja gives it
    """Add words that the query must find, or must leave alone."""
    topic, now = get_object_or_404(Topic, pk=topic_id), timezone.now()
    example = add_own_example(
        topic=topic,
        must_match=asked.must_match,
        text=_clean(asked.text),
        platform=_clean(asked.platform),
        language=_clean(asked.language),
        at=now,
    )
    return Status(201, _example(outcomes(read_or_none(topic.query), [example], at=now)[0]))


@router.get("/{int:topic_id}/versions", response=list[VersionOut], url_name="topic-versions")
@allow(*TEAM)
@declares(TOPICS)
def topic_versions(request: HttpRequest, topic_id: int) -> list[VersionOut]:  # noqa: ARG001  # ninja gives it
    """The wordings of a topic's query, newest first."""
    topic = get_object_or_404(Topic, pk=topic_id)
    return [
        VersionOut(
            number=each.number,
            query=each.query,
            is_in_force=each.number == topic.query_version,
            written_at=each.written_at,
            published_at=each.published_at,
            n_matches=each.n_matches,
        )
        for each in topic.versions.all()
    ]


@router.post(
    "/{int:topic_id}/publish",
    response={200: VersionOut, 409: Refusal, 422: Refusal},
    url_name="version-publish",
)
@allow(*EDITORS)
@declares(TOPICS, MENTIONS)
def version_publish(
    request: MemberRequest, topic_id: int, asked: PublishIn
) -> Status[VersionOut | Refusal]:
    """Put a wording in force; 422 with the examples that fail, 409 when somebody was before you."""
    topic = get_object_or_404(Topic, pk=topic_id)
    query = _clean(asked.query)
    try:
        changed = change_topic(
            topic=topic,
            version=asked.version,
            name=topic.name,
            description=topic.description,
            query=query,
            by=request.user,
            at=timezone.now(),
        )
    except TopicChangedMeanwhile:
        return Status(409, Refusal(detail="Somebody else changed this topic: read it again."))
    except ExamplesFail as refusal:
        failed = [_example(each) for each in refusal.failed]
        return Status(422, Refusal(detail="Not published: examples fail.", failed=failed))
    except QueryError as error:
        problem = problem_of(error, query)
        return Status(422, Refusal(detail=f"{problem.sentence} {problem.remedy}"))
    except ColleaguesNamed as error:
        return Status(422, Refusal(detail=names_sentence(error.names)))
    versions = topic_versions(request, topic_id)
    return Status(200, next(each for each in versions if each.number == changed.query_version))


def _example(outcome: Outcome) -> ExampleOut:
    mention = outcome.example.mention_id
    return ExampleOut(
        id=outcome.example.pk,
        must_match=outcome.example.must_match,
        does_match=outcome.does_match,
        mention=str(mention) if mention else None,
        text=outcome.text,
    )


def _clean(text: str) -> str:
    return text.replace("\x00", " ").strip()
