"""What the community does for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.actions import forget_details, hand_on_groups
from klankbord.ambassadors.community.audience import memberships_standing
from klankbord.ambassadors.community.imports.models import CommunityImport
from klankbord.ambassadors.community.models import (
    Comment,
    Membership,
    Post,
    PostTag,
    PostVersion,
    Reaction,
)
from klankbord.ambassadors.community.moderation.models import Report, Review
from klankbord.ambassadors.community.notifications.models import (
    Letter,
    MailChoice,
    Notification,
)
from klankbord.ambassadors.community.notifications.queries import notifications_shown
from klankbord.ambassadors.community.notifications.reasons import reasons_for
from klankbord.people.models import Member
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own_posts(member: int) -> Iterator[Mapping[str, Any]]:
    for post in Post.objects.filter(author=member).select_related("group").iterator(chunk_size=500):
        yield {
            "group": post.group.name_outside,
            "text": post.text,
            "written_at": post.created_at,
            "said_before": list(post.versions.values_list("text", flat=True)),
        }


def _own_comments(member: int) -> Iterator[Mapping[str, Any]]:
    """The post itself belongs to somebody else: it is told by its number only."""
    for comment in Comment.objects.filter(author=member).iterator(chunk_size=500):
        yield {"post": comment.post_id, "text": comment.text, "written_at": comment.created_at}


def _own_reactions(member: int) -> Iterator[Mapping[str, Any]]:
    for row in Reaction.objects.filter(member=member).iterator(chunk_size=500):
        yield {"post": row.post_id, "reaction": row.kind, "at": row.reacted_at}


def _own_groups(member: int) -> Iterator[Mapping[str, Any]]:
    """Who only asked to come in learns no name that a private group was given since."""
    own = memberships_standing(Member.everybody.get(pk=member))
    for row in own.select_related("group"):
        yield {
            "group": row.group.name if row.is_let_in else row.group.name_outside,
            "owner": row.is_owner,
            "asked_at": row.asked_at,
            "invited_at": row.invited_at,
            "joined_at": row.joined_at,
            "guest_until": row.guest_until,
        }


def _own_notifications(member: int) -> Iterator[Mapping[str, Any]]:
    """What the member may still know: no name of a group that they are out of."""
    reader = Member.everybody.get(pk=member)
    shown = list(notifications_shown(reader))
    for told, reason in zip(shown, reasons_for(shown, reader), strict=True):
        yield {"what": reason, "at": told.created_at, "seen_at": told.seen_at}


def _own_reviews(member: int) -> Iterator[Mapping[str, Any]]:
    """Who decided is told on the page; what a report says of others is not in it."""
    for row in Review.objects.filter(author=member).select_related("group"):
        yield {
            "group": row.group.name_outside,
            "text": row.text,
            "state": row.state,
            "reason": row.reason,
            "appeal": row.appeal,
            "appeal_reason": row.appeal_reason,
            "decided_at": row.decided_at,
        }


def _own_reports(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Report.objects.filter(reporter=member)
    yield from rows.values("reason", "words", "reported_at")


def _own_letters(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Letter.objects.filter(member=member).order_by("pk")
    yield from rows.values("kind", "state", "due_at", "ended_at").iterator(chunk_size=500)


def _own_choices(member: int) -> Iterator[Mapping[str, Any]]:
    rows = MailChoice.objects.filter(member=member)
    yield from rows.values(
        "personal",
        "digest",
        "from_hour",
        "until_hour",
        "is_weekend_quiet",
        "groups_left_out",
    )


def _own_imports(member: int) -> Iterator[Mapping[str, Any]]:
    rows = CommunityImport.objects.filter(by=member).order_by("pk")
    yield from rows.values("file_name", "platform", "state", "created_at")


def _forget_mail(member: int) -> int:
    """Whatever happens to the words: nobody who left is told anything."""
    tables = (Notification, Letter, MailChoice)
    return sum(table.objects.filter(member=member).delete()[0] for table in tables)


def _count(member: int) -> int:
    words = (Post, Comment)
    return sum(each.objects.filter(author=member, removed_at=None).count() for each in words)


def _go_out(member: int) -> int:
    hand_on_groups(member_id=member)
    return Membership.objects.filter(member=member).delete()[0]


def _remove_words(member: int) -> int:
    at = timezone.now()
    Reaction.objects.filter(member=member).delete()
    comments = Comment.objects.filter(author=member)
    posts = Post.objects.filter(author=member)
    PostTag.objects.filter(post__author=member).delete()
    PostVersion.objects.filter(post__author=member).delete()
    forget_details(posts=posts)
    Review.objects.filter(author=member).delete()
    Report.objects.filter(reporter=member).update(reporter=None, words="")
    Post.objects.filter(best_answer__author=member).update(best_answer=None)
    n_comments = comments.update(text="", removed_at=at, author=None)
    n_posts = posts.update(text="", search_text="", removed_at=at, is_pinned=False, author=None)
    return n_comments + n_posts


offer(
    OwnData(key="community.posts", label=_("Posts"), rows=_own_posts),
    OwnData(key="community.comments", label=_("Comments"), rows=_own_comments),
    OwnData(key="community.reactions", label=_("Reactions"), rows=_own_reactions),
    OwnData(key="community.groups", label=_("Groups"), rows=_own_groups),
    OwnData(key="community.notifications", label=_("What you were told"), rows=_own_notifications),
    OwnData(key="community.reviews", label=_("Decisions about your words"), rows=_own_reviews),
    OwnData(key="community.reports", label=_("What you reported"), rows=_own_reports),
    OwnData(key="community.imports", label=_("Communities you brought in"), rows=_own_imports),
    OwnData(key="community.letters", label=_("Letters of the community"), rows=_own_letters),
    OwnData(key="community.mail-choices", label=_("Mail of the community"), rows=_own_choices),
    Leaver(
        key="community.words",
        label=_("Posts and comments"),
        count=_count,
        remove=_remove_words,
    ),
    Leaver(
        key="community.groups",
        label=_("Groups they are in (they go out of all)"),
        count=lambda member: Membership.objects.filter(member=member).count(),
        remove=_go_out,
        keep=_go_out,
    ),
    Leaver(
        key="community.notifications",
        label=_("What the community told them, and their mail choices"),
        count=lambda member: Notification.objects.filter(member=member).count(),
        remove=_forget_mail,
        keep=_forget_mail,
    ),
)
