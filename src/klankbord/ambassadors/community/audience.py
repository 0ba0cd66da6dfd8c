"""Who may read what: the one place. Every way to the words of colleagues passes through here.

`tests/test_doors.py` looks in all code for another way to these tables, and
`tests/security/test_private.py` tries every address of the house.
"""

import datetime as dt
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from klankbord.ambassadors.community.announcements.models import Announcement
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.events.models import Event
from klankbord.ambassadors.community.models import Comment, Group, Membership, Post
from klankbord.ambassadors.community.moderation.models import Report, Review
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.polls.models import Poll
from klankbord.ambassadors.community.praise.models import Praise
from klankbord.people.models import Member, Role

_OF_WORDS = frozenset(  # may be told as long as the words stand and are readable
    {
        Notification.Kind.NAMED,
        Notification.Kind.ANSWERED,
        Notification.Kind.COMMENTED,
        Notification.Kind.BEST,
        Notification.Kind.ANNOUNCED,
        Notification.Kind.MOVED,
        Notification.Kind.CALLED_OFF,
        Notification.Kind.PRAISED,
        Notification.Kind.SOON,
        Notification.Kind.POLL_OVER,
    }
)


def memberships_standing(member: Member) -> QuerySet[Membership]:
    """Find what a member is to groups: of a guest only while their time is not over."""
    own = Membership.objects.filter(member=member)
    return own.filter(guest_until__gt=Now()) if member.is_guest else own


def groups_visible(member: Member) -> QuerySet[Group]:
    """Find the groups that a member may know of: a private one by who is in it, or invited.

    Who had only asked to come in no longer sees a closed group that became private. A guest sees
    only their own.
    """
    let_in = Q(joined_at__isnull=False) | Q(invited_at__isnull=False)
    own = Exists(memberships_standing(member).filter(let_in, group=OuterRef("pk")))
    return Group.objects.filter(own if member.is_guest else ~Q(kind=Group.Kind.PRIVATE) | own)


def groups_readable(member: Member, *, opened: int | None = None) -> QuerySet[Group]:
    """Find the groups whose posts a member may read: the open ones and their own; a guest's own.

    `opened` is one closed group that was opened to this very reader: only the screen that shows
    it, and notes each look, says so (see `site.rights.glass`).
    """
    mine = memberships_standing(member).filter(group=OuterRef("pk"), joined_at__isnull=False)
    may_read = Q(Exists(mine)) if member.is_guest else Q(kind=Group.Kind.OPEN) | Exists(mine)
    return Group.objects.filter(may_read if opened is None else may_read | Q(pk=opened))


def groups_for_everybody() -> QuerySet[Group]:
    """Find the groups that every member may read: what may be taken along for all of them."""
    return Group.objects.filter(kind=Group.Kind.OPEN)


def groups_of(member: Member) -> QuerySet[Group]:
    """Find the groups that a member is in."""
    inside: dict[str, Any] = {
        "memberships__member": member,
        "memberships__joined_at__isnull": False,
    }
    if member.is_guest:
        inside["memberships__guest_until__gt"] = Now()
    return Group.objects.filter(**inside)


def groups_owned(member: Member) -> QuerySet[Group]:
    """Find the groups that a member keeps: one row must say both, so it is one condition."""
    return Group.objects.filter(memberships__member=member, memberships__is_owner=True)


def groups_announceable(member: Member, *, is_for_all: bool) -> QuerySet[Group]:
    """Find where a member may announce: in groups they own; to all, a manager in an open group."""
    if not is_for_all:
        return groups_owned(member)
    is_manager = member.has_role(Role.MANAGER)
    return groups_of(member).filter(kind=Group.Kind.OPEN) if is_manager else Group.objects.none()


def memberships_readable(member: Member) -> QuerySet[Membership]:
    """Find the colleagues who are in the groups that a member may read."""
    inside = Membership.objects.filter(joined_at__isnull=False, guest_until=None)
    return inside.filter(group__in=groups_readable(member))


def guests_readable(member: Member) -> QuerySet[Membership]:
    """Find the guests in the groups that a member may read, while their time is not over."""
    inside = Membership.objects.filter(joined_at__isnull=False, guest_until__gt=Now())
    return inside.filter(group__in=groups_readable(member))


def guests_of(group: Group) -> QuerySet[Membership]:
    """Find who is let in from outside or asked to be, for an owner of the group."""
    guests = Membership.objects.filter(group=group, guest_until__isnull=False)
    return guests.select_related("group", "member__guest_of").order_by("member__name", "pk")


def posts_readable(member: Member, *, opened: int | None = None) -> QuerySet[Post]:
    """Find all posts that a member may read."""
    return Post.objects.filter(group__in=groups_readable(member, opened=opened))


def comments_readable(member: Member) -> QuerySet[Comment]:
    """Find all comments that a member may read."""
    return Comment.objects.filter(post__group__in=groups_readable(member))


def announcements_readable(member: Member) -> QuerySet[Announcement]:
    """Find the announcements that a member may read: of posts that stand, in groups they read."""
    standing = Announcement.objects.filter(post__removed_at=None)
    return standing.filter(post__group__in=groups_readable(member))


def attachments_readable(member: Member) -> QuerySet[Attachment]:
    """Find the pictures and files that a member may see: of words that stand, where they read.

    What waits or was taken down is seen by its author and by who decides about it, nobody else.
    """
    groups = groups_readable(member)
    standing = Q(post__removed_at=None, post__group__in=groups)
    standing |= Q(comment__removed_at=None, comment__post__group__in=groups)
    own = Q(author=member) & (
        Q(review__isnull=False) | Q(post__is_taken_down=True) | Q(comment__is_taken_down=True)
    )
    reviews = reviews_to_decide(member)
    of_comment = Q(comment__in=reviews.filter(comment__isnull=False).values("comment"))
    of_post = Q(
        post__in=reviews.filter(is_new=False, comment=None, post__isnull=False).values("post")
    )
    asked = Q(review__in=reviews) | of_comment | of_post
    return Attachment.objects.filter(standing | own | asked)


def events_readable(member: Member) -> QuerySet[Event]:
    """Find the events that a member may read: of posts that stand, in groups they read."""
    return Event.objects.filter(post__removed_at=None, post__group__in=groups_readable(member))


def praise_readable(member: Member) -> QuerySet[Praise]:
    """Find the praise that a member may read: of posts that stand, in groups they read."""
    return Praise.objects.filter(post__removed_at=None, post__group__in=groups_readable(member))


def polls_readable(member: Member) -> QuerySet[Poll]:
    """Find the polls that a member may read: of posts that stand, in groups they read."""
    return Poll.objects.filter(post__removed_at=None, post__group__in=groups_readable(member))


def posts_for_everybody() -> QuerySet[Post]:
    """Find what every member may read, for a letter that goes to all: open groups, still said.

    What a guest said was said to one group, and what was said elsewhere not for a letter to all.
    """
    said = Post.objects.filter(group__kind=Group.Kind.OPEN, removed_at=None, origin=None)
    return said.filter(author__is_guest=False)


def readers_of(group: Group) -> QuerySet[Member]:
    """Find who may read a group and can sign in: every colleague, or who is in it; its guests."""
    inside = Membership.objects.filter(group=group, member=OuterRef("pk"), joined_at__isnull=False)
    stays = Q(guest_until=None) | Q(guest_until__gt=Now())
    is_in = Exists(inside.filter(stays))
    everybody = Member.everybody.filter(is_active=True)
    return everybody.filter(Q(is_guest=False) | is_in if group.is_open else is_in)


def people_nameable(group: Group, by: Member) -> QuerySet[Member]:
    """Find whom somebody may name in a group: a guest only who said something there.

    Else a guest would learn from the names that are known who works here.
    """
    readers = readers_of(group)
    if not by.is_guest:
        return readers
    posts = Post.objects.filter(group=group, author=OuterRef("pk"), removed_at=None)
    comments = Comment.objects.filter(post__group=group, author=OuterRef("pk"), removed_at=None)
    return readers.filter(Exists(posts) | Exists(comments))


def memberships_in(group: Group) -> QuerySet[Membership]:
    """Find which colleagues are in a group and can sign in."""
    inside = {"joined_at__isnull": False, "guest_until": None, "member__is_active": True}
    return Membership.objects.filter(group=group, **inside)


def members_in(group: Group) -> QuerySet[Member]:
    """Find the colleagues who are in a group and can sign in."""
    return Member.objects.filter(pk__in=memberships_in(group).values("member"))


def owners_of(group: Group) -> QuerySet[Member]:
    """Find who keeps a group and can sign in."""
    owned = {"memberships__group": group, "memberships__is_owner": True}
    return Member.objects.filter(is_active=True, **owned)


def posts_new(member: Member, *, since: dt.datetime, until: dt.datetime) -> QuerySet[Post]:
    """Find what others said in the groups that a member is in, in (since, until]."""
    said = Post.objects.filter(created_at__gt=since, created_at__lte=until, removed_at=None)
    return said.filter(group__in=groups_of(member), origin=None).exclude(author=member)


def notifications_readable(member: Member) -> QuerySet[Notification]:
    """Find what a member was told and may still know: of words that stand, in groups they read.

    Who asks to come in is told to owners alone while it waits, an invitation to who has it still.
    """
    told = Notification.objects.filter(member=member)
    waits = Membership.objects.filter(
        group=OuterRef("group"), member=OuterRef("actor"), joined_at=None
    )
    asked = Q(kind=Notification.Kind.ASKED, group__in=groups_owned(member)) & Exists(waits)
    other = {Notification.Kind.INVITED, Notification.Kind.ACCEPTED}
    groups = Q(kind__in=other, group__in=groups_visible(member))
    own = {
        Notification.Kind.DECIDED,
        Notification.Kind.LOOKED_AT,
        Notification.Kind.OPENED,
    }
    reviews = Q(kind=Notification.Kind.TO_DECIDE, review__in=reviews_to_decide(member))
    reviews |= Q(kind=Notification.Kind.TO_DECIDE, review__in=reviews_to_open(member))
    reviews |= Q(kind__in=own, group__in=groups_visible(member))
    return told.filter(_of_words(member) | asked | groups | reviews)


def notifications_unseen(member: Member) -> QuerySet[Notification]:
    """Find what of it a member has not seen: every page of the community asks."""
    own = Notification.objects.filter(member=member, seen_at=None)
    if not own.exists():
        return own.none()
    is_more = own.exclude(kind__in=_OF_WORDS).exists()
    told = notifications_readable(member) if is_more else notifications_of_words(member)
    return told.filter(seen_at=None)


def notifications_of_words(member: Member) -> QuerySet[Notification]:
    """Find the same, of words only: what most pages ask is then asked in a third of the time."""
    return Notification.objects.filter(_of_words(member), member=member)


def _of_words(member: Member) -> Q:
    stand = Q(post__removed_at=None) & (Q(comment=None) | Q(comment__removed_at=None))
    return Q(post__isnull=False, group__in=groups_readable(member)) & stand


def reviews_to_decide(member: Member) -> QuerySet[Review]:
    """Find what a member may decide about: in groups they own; managers in open groups too.

    Nobody decides about their own words, nor a second time about the same. By an appeal an author
    shows their own words, and nothing else of a closed group, to managers. What nobody in a closed
    group can decide about is one manager's who opened it, for some hours.
    """
    may = Q(group__in=groups_owned(member))
    is_appeal = Q(state=Review.State.APPEALED)
    if member.has_role(Role.MANAGER):
        may |= Q(group__kind=Group.Kind.OPEN) | is_appeal
        may |= Q(lent_to=member, lent_until__gt=Now())
    waits = Review.objects.filter(may, state__in=[Review.State.WAITING, Review.State.APPEALED])
    decided = is_appeal & Q(decided_by=member)
    return waits.exclude(author=member).exclude(decided)


def reviews_to_open(member: Member) -> QuerySet[Review]:
    """Find reports in closed groups that nobody in them can decide about: a manager may open one.

    Never who wrote the words or reported them, so that it takes two; and one person at a time. Of
    the words themselves nothing is shown before (see `moderation.actions.open_review`).
    """
    if not member.has_role(Role.MANAGER):
        return Review.objects.none()
    others = Membership.objects.filter(
        group=OuterRef("group"), is_owner=True, member__is_active=True
    ).exclude(member=Coalesce(OuterRef("author"), 0, output_field=BigIntegerField()))
    mine = Report.objects.filter(review=OuterRef("pk"), reporter=member)
    reported = Review.objects.filter(state=Review.State.WAITING, is_new=False)
    closed = reported.exclude(group__kind=Group.Kind.OPEN).filter(~Exists(others), ~Exists(mine))
    is_free = Q(lent_until=None) | Q(lent_until__lte=Now())
    return closed.filter(is_free, Q(author=None) | ~Q(author=member))


def reviews_of(member: Member) -> QuerySet[Review]:
    """Find what was decided about a member's own words, or waits."""
    shown = Q(decided_at__isnull=False) | Q(is_new=True)
    return Review.objects.filter(shown, author=member)
