"""The archive for programs: search mentions."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from klankbord.core.match import QueryError, parse_query
from klankbord.participate.archive.declarations import SEARCH_MENTIONS
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.search import search_mentions
from klankbord.people.access import allow
from klankbord.people.models import Role
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["mentions"])
_LARGEST_ID = 2**63 - 1


class MentionOut(Schema):
    """One mention as a program sees it."""

    id: str  # 63 bits: more than a JavaScript number holds
    post: str
    platform: str
    source: str
    author: str
    is_masked: bool
    language: str
    title: str
    text: str
    url: str
    published_at: dt.datetime
    n_replies: int
    n_reposts: int
    n_likes: int


class MentionPageOut(Schema):
    """One page, newest first; give `next_before` as `before` for the next."""

    mentions: list[MentionOut]
    next_before: str | None
    n_found: int
    is_exact_count: bool
    is_least_count: bool


class Problem(Schema):
    """A query that cannot be read: what is wrong, and where."""

    code: str
    position: int
    length: int
    values: dict[str, Any]


class Search(Schema):
    """What to look for, and which page."""

    q: str = Field("", max_length=10_000)
    before: int | None = Field(None, ge=0, le=_LARGEST_ID)
    limit: int = Field(50, ge=1, le=200)


@router.get("/mentions", response={200: MentionPageOut, 422: Problem}, url_name="mention-list")
@allow(Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
@declares(SEARCH_MENTIONS)
def mention_list(
    request: HttpRequest,  # noqa: ARG001  # ninja wants the name
    search: Query[Search],
) -> Status[MentionPageOut | Problem]:
    """Mentions that match a query of the query language, newest first."""
    try:
        query = parse_query(search.q) if search.q.strip() else None
    except QueryError as error:
        return Status(
            422,
            Problem(
                code=error.code, position=error.position, length=error.length, values=error.values
            ),
        )
    page = search_mentions(query=query, before=search.before, limit=search.limit)
    return Status(
        200,
        MentionPageOut(
            mentions=[_mention_out(row) for row in page.mentions],
            next_before=None if page.next_before is None else str(page.next_before),
            n_found=page.count.n,
            is_exact_count=page.count.is_exact,
            is_least_count=page.count.is_least,
        ),
    )


def _mention_out(row: Mention) -> MentionOut:
    return MentionOut(
        id=str(row.pk),
        post="" if row.is_masked else f"{row.platform}:{row.external_id}",
        platform=row.platform,
        source=row.source.name,
        author=row.author.handle,
        is_masked=row.is_masked,
        language=row.language,
        title=row.title,
        text=row.text,
        url=row.url,
        published_at=row.published_at,
        n_replies=row.n_replies,
        n_reposts=row.n_reposts,
        n_likes=row.n_likes,
    )
