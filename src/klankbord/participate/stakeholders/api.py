"""Groups for programs: the same figures and reasons as on the screens."""

import datetime as dt

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Schema
from ninja.errors import HttpError

from klankbord.participate.archive.models import Author
from klankbord.participate.archive.queries import is_hidden, masked_handles
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.stakeholders.models import GIVEN, Group, Placement
from klankbord.participate.stakeholders.placing import place_author
from klankbord.participate.stakeholders.queries import (
    heard_by_group,
    placed_authors,
    placement_of,
)
from klankbord.participate.stakeholders.views import TEAM, Days
from klankbord.participate.stakeholders.words import reason
from klankbord.people.access import MemberRequest, allow
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["stakeholders"])


class GroupHeardOut(Schema):
    """What one group said; of those who are not known (group "") authors are not counted."""

    group: str
    n_mentions: int
    n_authors: int | None
    platforms: dict[str, int]


class GroupsOut(Schema):
    """One period; both ends count."""

    since: dt.date
    until: dt.date
    n_mentions: int
    groups: list[GroupHeardOut]


class PlacementOut(Schema):
    """One author, their group and the reason."""

    author: str  # 63 bits: more than a JavaScript number holds
    platform: str
    handle: str
    group: str
    evidence: str
    reason: str


class PlacementPageOut(Schema):
    """One page; give `next_after` as `after` for the next."""

    authors: list[PlacementOut]
    next_after: str | None


class GroupIn(Schema):
    """The group that somebody belongs to; "" stays unknown."""

    group: str = Field(json_schema_extra={"enum": ["", *GIVEN]})


@router.get("/groups", response=GroupsOut, url_name="stakeholder-groups")
@allow(*TEAM)
@declares(GROUPS)
def groups(request: HttpRequest) -> GroupsOut:
    """What each group said where: `days` = 7, 28 or 90."""
    days = Days.read(request)
    heard = heard_by_group(since=days.since, until=days.until)
    return GroupsOut(
        since=days.since,
        until=days.until,
        n_mentions=sum(each.n for each in heard),
        groups=[
            GroupHeardOut(
                group=each.group,
                n_mentions=each.n,
                n_authors=each.n_authors,
                platforms=each.platforms,
            )
            for each in heard
        ],
    )


@router.get("/authors", response=PlacementPageOut, url_name="stakeholder-authors")
@allow(*TEAM)
@declares(GROUPS)
def authors(request: HttpRequest, group: Group, after: int = 0) -> PlacementPageOut:  # noqa: ARG001  # ninja gives it
    """Who belongs to a group, fifty a page."""
    page, next_after = placed_authors(group=group, after=min(max(after, 0), 2**63 - 1))
    return PlacementPageOut(
        authors=[_placement(row) for row in page],
        next_after=None if next_after is None else str(next_after),
    )


@router.put("/authors/{author_id}", response=PlacementOut, url_name="stakeholder-place")
@allow(*TEAM)
@declares(GROUPS)
def place(request: MemberRequest, author_id: int, given: GroupIn) -> PlacementOut:
    """Say by hand to which group an author belongs."""
    author = get_object_or_404(Author, pk=min(max(author_id, 0), 2**63 - 1))
    if is_hidden(author, masked_handles()):
        raise Http404
    if given.group and given.group not in GIVEN:
        raise HttpError(422, f"group is one of: {', '.join(GIVEN)}")
    place_author(author=author, group=given.group, by=request.user, at=timezone.now())
    row = placement_of(author)
    if row is None:
        raise Http404
    return _placement(row)


def _placement(row: Placement) -> PlacementOut:
    return PlacementOut(
        author=str(row.pk),
        platform=row.author.platform,
        handle=row.author.handle,
        group=row.group,
        evidence=row.evidence,
        reason=reason(row),
    )
