"""How long the community keeps what was said: pinned posts are knowledge and stay."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.imports.models import CommunityImport, Voice
from klankbord.ambassadors.community.models import Comment, Post
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.ambassadors.community.notifications.models import Letter, Notification
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_at_once, rows_before


def _old_posts(before: dt.datetime) -> QuerySet[Post]:
    return Post.objects.filter(created_at__lt=before, is_pinned=False)


def _old_comments(before: dt.datetime) -> QuerySet[Comment]:
    """Comments at pinned posts stay with them."""
    return Comment.objects.filter(created_at__lt=before, post__is_pinned=False)


def _old_reviews(before: dt.datetime) -> QuerySet[Review]:
    return Review.objects.filter(opened_at__lt=before)


def _old_imports(before: dt.datetime) -> QuerySet[CommunityImport]:
    return CommunityImport.objects.filter(created_at__lt=before)


def _old_notifications(before: dt.datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(created_at__lt=before)


def _old_letters(before: dt.datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(ended_at__lt=before)


keep(
    Kept(
        key="community.posts",
        label=_("Posts in groups"),
        tables=(
            "community.Post",
            "community.PostTag",
            "community.PostVersion",
            "community.Reaction",
            "community.Origin",
        ),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_old_posts),
        can_be_held=True,
    ),
    Kept(
        key="community.comments",
        label=_("Comments in groups"),
        tables=("community.Comment",),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_old_comments),
        can_be_held=True,
    ),
    Kept(
        key="community.groups",
        label=_("Groups and who is in them"),
        tables=("community.Group", "community.Membership"),
        time=TimeClass.MEMBERSHIP,
        why=_("Somebody who leaves goes out of every group"),
    ),
    Kept(
        key="community.reviews",
        label=_("Reports, decisions and appeals about words in groups"),
        tables=("community.Review", "community.Report"),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_old_reviews),
    ),
    Kept(
        key="community.imports",
        label=_("Which communities of elsewhere were brought in, and by whom"),
        tables=("community.CommunityImport",),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_old_imports),
    ),
    Kept(
        key="community.voices",
        label=_("Numbers of people of elsewhere without an account"),
        tables=("community.Voice",),
        time=TimeClass.FEED_ITEM,
        sweep=rows_at_once(lambda _before: Voice.objects.filter(origins=None)),
    ),
    Kept(
        key="community.notifications",
        label=_("What members were told in the community"),
        tables=("community.Notification",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_before(_old_notifications),
    ),
    Kept(
        key="community.letters",
        label=_("Which letters of the community went to whom"),
        tables=("community.Letter",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_before(_old_letters),
    ),
    Kept(
        key="community.mail-choices",
        label=_("What members chose about mail of the community"),
        tables=("community.MailChoice",),
        time=TimeClass.MEMBERSHIP,
        why=_("It goes when somebody leaves"),
    ),
)
