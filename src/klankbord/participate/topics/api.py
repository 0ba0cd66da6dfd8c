"""Topics for programs: what is followed, and what matches."""

import datetime as dt

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Schema

from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.listening.queries import local_day
from klankbord.participate.topics import lab_api
from klankbord.participate.topics.declarations import MENTIONS, TOPICS
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import TopicRow, matched_ids, topic_rows
from klankbord.people.access import allow
from klankbord.people.models import Role
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["topics"])
router.add_router("", lab_api.router)
TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)


class TopicOut(Schema):
    """One topic with what was heard lately."""

    id: int
    name: str
    description: str
    query: str
    is_active: bool
    is_up_to_date: bool
    is_published: bool
    version: int  # of the topic: give it back when you publish
    query_version: int
    n_7_days: int
    n_28_days: int


class MatchOut(Schema):
    """One mention of a topic."""

    id: str  # 63 bits: more than a JavaScript number holds
    platform: str
    author: str
    is_masked: bool
    title: str
    text: str
    url: str
    published_at: dt.datetime


class MatchesOut(Schema):
    """One page, newest first; give `next_before` as `before` for the next."""

    mentions: list[MatchOut]
    next_before: str | None


class MatchPage(Schema):
    """Which page."""

    before: int | None = Field(None, ge=0, le=2**63 - 1)
    limit: int = Field(50, ge=1, le=200)


@router.get("", response=list[TopicOut], url_name="topic-list")
@allow(*TEAM)
@declares(TOPICS)
def topic_list(request: HttpRequest) -> list[TopicOut]:  # noqa: ARG001  # ninja gives it
    """All topics, by name."""
    return [_topic_out(row) for row in topic_rows(today=local_day(timezone.now()))]


@router.get("/{int:topic_id}/mentions", response=MatchesOut, url_name="topic-mentions")
@allow(*TEAM)
@declares(MENTIONS)
def topic_mentions(
    request: HttpRequest,  # noqa: ARG001  # ninja gives it
    topic_id: int,
    page: Query[MatchPage],
) -> MatchesOut:
    """Mentions of a topic, newest first."""
    topic = get_object_or_404(Topic, pk=topic_id)
    ids = matched_ids(topic_id=topic.pk, before=page.before, limit=page.limit + 1)
    shown = mentions_shown(ids[: page.limit])
    return MatchesOut(
        mentions=[
            MatchOut(
                id=str(row.pk),
                platform=row.platform,
                author=row.author.handle,
                is_masked=row.is_masked,
                title=row.title,
                text=row.text,
                url=row.url,
                published_at=row.published_at,
            )
            for row in shown
        ],
        next_before=str(ids[page.limit - 1]) if len(ids) > page.limit else None,
    )


def _topic_out(row: TopicRow) -> TopicOut:
    topic = row.topic
    return TopicOut(
        id=topic.pk,
        name=topic.name,
        description=topic.description,
        query=topic.query,
        is_active=topic.is_active,
        is_up_to_date=topic.is_up_to_date,
        is_published=topic.is_published,
        version=topic.version,
        query_version=topic.query_version,
        n_7_days=row.n_week,
        n_28_days=row.n_month,
    )
