"""The community over the API: the reader's own groups, with the reader's own rights."""

import datetime as dt

from django.urls import reverse
from ninja import Field, Query, Schema

from klankbord.ambassadors.community import queries
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.people.access import MemberRequest, allow_members
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["community"])


class AttachmentOut(Schema):
    """A picture or file that goes along; `address` asks for the same rights again."""

    kind: str
    alt: str
    name: str
    n_bytes: int
    address: str


class OccasionOut(Schema):
    """When and where what a post tells of is."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    place: str
    link: str
    is_cancelled: bool


class PostOut(Schema):
    """A post in the feed."""

    id: int
    group: str
    author: str | None
    is_by_guest: bool
    text: str
    created_at: dt.datetime
    n_comments: int
    is_question: bool
    is_answered: bool
    announced_until: dt.date | None
    event: OccasionOut | None
    praised: list[str]
    tags: list[str]
    attachments: list[AttachmentOut]


class FeedOut(Schema):
    """A page of the feed; ask again with `before` for older posts."""

    posts: list[PostOut]
    before: int | None


class FeedPage(Schema):
    """Which page."""

    before: int | None = Field(None, ge=0, le=2**63 - 1)


@router.get("/feed", response=FeedOut, url_name="community-feed")
@allow_members
@declares(WORDS)
def community_feed(request: MemberRequest, page: Query[FeedPage]) -> FeedOut:
    """What was said in my groups, newest first."""
    shown = queries.post_page(request.user, before=page.before)
    posts = [
        PostOut(
            id=card.post.pk,
            group=card.post.group.name,
            author=card.post.author.name if card.post.author else None,
            is_by_guest=card.post.author is not None and card.post.author.is_guest,
            text=card.post.text,
            created_at=card.post.created_at,
            n_comments=card.n_comments,
            is_question=card.post.is_question,
            is_answered=card.post.best_answer_id is not None,
            praised=list(card.praised.names) if card.praised else [],
            event=OccasionOut.from_orm(card.event) if card.event else None,
            announced_until=card.announcement.until_on if card.announcement else None,
            tags=list(card.tags),
            attachments=[_shown(each) for each in card.along],
        )
        for card in shown.cards
    ]
    return FeedOut(posts=posts, before=shown.before)


def _shown(row: Attachment) -> AttachmentOut:
    return AttachmentOut(
        kind=row.kind,
        alt=row.alt,
        name=row.name,
        n_bytes=row.n_bytes,
        address=reverse("community:attachment-open", args=[row.pk]),
    )
