"""Change which card stands at a post."""

import datetime as dt

from django.conf import settings
from django.db.models import F, Q, QuerySet

from klankbord.ambassadors.community.models import Membership, Post
from klankbord.ambassadors.community.previews.links import first_link
from klankbord.ambassadors.community.previews.models import MOST_VISITS, LinkPreview
from klankbord.core.text.page_card import PageCard
from klankbord.people.models import Member

REST = dt.timedelta(minutes=10)  # before a page that did not answer is visited again
State = LinkPreview.State


def note_link(*, post: Post, text: str, at: dt.datetime) -> None:
    """Have the page of the first link visited; what stood there of another link goes.

    Of the same link it stays as it is: also that its author removed the card.
    """
    address = first_link(text) if settings.LINK_PREVIEWS else ""
    here = LinkPreview.objects.filter(post=post)
    if address and here.filter(address=address).exists():
        return
    here.delete()
    if address:
        LinkPreview.objects.create(post=post, address=address, due_at=at)


def forget_previews(*, posts: QuerySet[Post]) -> None:
    """Drop the cards of words that are gone for good."""
    LinkPreview.objects.filter(post__in=posts).delete()


def remove_preview(*, post: Post, by: Member) -> bool:
    """Take the card off a post: its author does, or an owner of the group; True if it was there."""
    owned = Membership.objects.filter(member=by, is_owner=True).values("group")
    may = Q(post__author=by) | Q(post__group__in=owned)
    here = LinkPreview.objects.filter(may, post=post, post__removed_at=None)
    gone = {"state": State.REMOVED, "due_at": None, "site": "", "title": "", "about": ""}
    return bool(here.exclude(state=State.REMOVED).update(**gone))


def claim_visit(preview: LinkPreview, *, at: dt.datetime) -> bool:
    """Take one visit on oneself; False if somebody else did, or the post says something else now.

    The next one is planned at once: a worker that is killed leaves nothing undone.
    """
    mine = LinkPreview.objects.filter(
        pk=preview.pk, address=preview.address, state=State.WAITING, due_at=preview.due_at
    )
    return bool(mine.update(due_at=at + REST, n_visits=F("n_visits") + 1))


def keep_card(preview: LinkPreview, card: PageCard | None, *, site: str) -> None:
    """Show what the page says of itself, or nothing; unless the link changed in the meantime."""
    asked = LinkPreview.objects.filter(pk=preview.pk, address=preview.address, state=State.WAITING)
    if card is None:
        asked.update(state=State.NOTHING, due_at=None)
    else:
        said = {"site": site, "title": card.title, "about": card.about}
        asked.update(state=State.SHOWN, due_at=None, **said)


def give_up(preview: LinkPreview, *, is_for_good: bool) -> None:
    """Show nothing where a page cannot be read; else it is visited again later."""
    if is_for_good or preview.n_visits + 1 >= MOST_VISITS:
        keep_card(preview, None, site="")
