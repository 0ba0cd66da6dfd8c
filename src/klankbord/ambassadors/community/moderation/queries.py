"""Read what waits for a moderator, and who may decide."""

from django.db.models import Q, QuerySet

from klankbord.ambassadors.community.audience import (
    owners_of,
    reviews_to_decide,
    reviews_to_open,
)
from klankbord.ambassadors.community.models import Comment, Post
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.people.models import Member, Role


def moderators_of(review: Review) -> QuerySet[Member]:
    """Find who may decide: owners of the group; managers for open groups, and for appeals.

    Never the author, and an appeal never who decided first. Where that leaves nobody for words
    that were reported: managers who did not report them, who open them first.
    """
    others = [pk for pk in (review.author_id, _first(review)) if pk is not None]
    who = owners_of(review.group).exclude(pk__in=others)
    if review.group.is_open or review.state == Review.State.APPEALED:
        either = Q(pk__in=who.values("pk")) | Q(pk__in=_managers().values("pk"))
        return Member.objects.filter(either).exclude(pk__in=others)
    if review.is_new or who.exists():
        return who
    return _managers().exclude(pk__in=[*others, *_reporters(review)])


def is_for_outside(words: Post | Comment) -> bool:
    """Whether nobody in a closed group could decide about words, so that a report shows them."""
    group = words.post.group if isinstance(words, Comment) else words.group
    return not group.is_open and not owners_of(group).exclude(pk=words.author_id or 0).exists()


def has_manager_beside(words: Post | Comment, reporter: Member) -> bool:
    """Whether somebody is left who could open words that this member reports."""
    return _managers().exclude(pk__in=[words.author_id or 0, reporter.pk]).exists()


def reviews_waiting(member: Member) -> QuerySet[Review]:
    """Find what a member has to decide, the longest waiting first."""
    return (
        reviews_to_decide(member)
        .select_related("group", "post__author", "comment__author", "author")
        .prefetch_related("reports__reporter")
        .order_by("opened_at", "pk")
    )


def reviews_unopened(member: Member) -> QuerySet[Review]:
    """Find what a member could open, the longest waiting first; without the words."""
    found = reviews_to_open(member).select_related("group").prefetch_related("reports")
    return found.order_by("opened_at", "pk")


def _managers() -> QuerySet[Member]:
    return Member.objects.filter(is_active=True, role_grants__role=Role.MANAGER)


def _reporters(review: Review) -> list[int]:
    return list(review.reports.exclude(reporter=None).values_list("reporter", flat=True))


def _first(review: Review) -> int | None:
    return review.decided_by_id if review.state == Review.State.APPEALED else None
