"""The newsletters over the API: the archive that every member may read."""

import datetime as dt

from ninja import Schema

from klankbord.ambassadors.newsletters.declarations import QUOTED
from klankbord.ambassadors.newsletters.models import Edition
from klankbord.ambassadors.newsletters.queries import PAGE, items_shown
from klankbord.people.access import MemberRequest, allow_members
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["newsletters"])


class ItemOut(Schema):
    """One item of an edition."""

    headline: str
    text: str
    author: str | None


class EditionOut(Schema):
    """One edition that was sent."""

    id: int
    title: str
    language: str
    sent_at: dt.datetime | None
    items: list[ItemOut]


@router.get("/editions", response=list[EditionOut], url_name="newsletters-editions")
@allow_members
@declares(QUOTED)
def editions(request: MemberRequest) -> list[EditionOut]:  # noqa: ARG001  # ninja's signature
    """The newest editions in the archive."""
    sent = Edition.objects.filter(state=Edition.State.SENT).order_by("-sent_at")
    return [_out(edition) for edition in sent[:PAGE]]


def _out(edition: Edition) -> EditionOut:
    items = [
        ItemOut(
            headline=item.headline,
            text=item.text,
            author=item.post.author.name if item.post and item.post.author else None,
        )
        for item in items_shown(edition)
    ]
    return EditionOut(
        id=edition.pk,
        title=edition.title,
        language=edition.language,
        sent_at=edition.sent_at,
        items=items,
    )
