"""The community over the API: the reader's own groups, with the reader's own rights."""

import datetime as dt

from ninja import Schema

from klankbord.ambassadors.community import queries
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.people.access import MemberRequest, allow_members
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["community"])


class PostOut(Schema):
    """A post in the feed."""

    id: int
    group: str
    author: str | None
    text: str
    created_at: dt.datetime
    n_comments: int


class FeedOut(Schema):
    """A page of the feed; ask again with `before` for older posts."""

    posts: list[PostOut]
    before: int | None


@router.get("/feed", response=FeedOut, url_name="community-feed")
@allow_members
@declares(WORDS)
def community_feed(request: MemberRequest, before: int | None = None) -> FeedOut:
    """What was said in my groups, newest first."""
    page = queries.post_page(request.user, before=before)
    posts = [
        PostOut(
            id=card.post.pk,
            group=card.post.group.name,
            author=card.post.author.name if card.post.author else None,
            text=card.post.text,
            created_at=card.post.created_at,
            n_comments=card.n_comments,
        )
        for card in page.cards
    ]
    return FeedOut(posts=posts, before=page.before)
