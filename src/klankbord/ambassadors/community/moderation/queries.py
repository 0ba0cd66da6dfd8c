"""Read what waits for a moderator, and who may decide."""

from django.db.models import Q, QuerySet

from klankbord.ambassadors.community.audience import reviews_to_decide
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.people.models import Member, Role


def moderators_of(review: Review) -> QuerySet[Member]:
    """Find who may decide: owners of the group; managers for open groups, and for appeals.

    Never the author, and an appeal never who decided first.
    """
    active = Member.objects.filter(is_active=True)
    owns = Q(memberships__group=review.group_id, memberships__is_owner=True)
    who = active.filter(owns)
    if review.group.is_open or review.state == Review.State.APPEALED:
        managers = active.filter(role_grants__role=Role.MANAGER)
        who = active.filter(Q(pk__in=who.values("pk")) | Q(pk__in=managers.values("pk")))
    others = [pk for pk in (review.author_id, _first(review)) if pk is not None]
    return who.exclude(pk__in=others)


def reviews_waiting(member: Member) -> QuerySet[Review]:
    """Find what a member has to decide, the longest waiting first."""
    return (
        reviews_to_decide(member)
        .select_related("group", "post__author", "comment__author", "author")
        .prefetch_related("reports__reporter")
        .order_by("opened_at", "pk")
    )


def _first(review: Review) -> int | None:
    return review.decided_by_id if review.state == Review.State.APPEALED else None
