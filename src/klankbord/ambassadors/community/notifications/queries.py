"""Read what a member is told, and what they chose about mail."""

import zoneinfo

from django.db.models import QuerySet

from klankbord.ambassadors.community.audience import notifications_readable, notifications_unseen
from klankbord.ambassadors.community.notifications.hours import MailHours
from klankbord.ambassadors.community.notifications.models import MailChoice, Notification
from klankbord.people.models import Member
from klankbord.people.queries import zone_of

MOST_COUNTED = 99


def notifications_shown(member: Member) -> QuerySet[Notification]:
    """Find what a member is told, newest first, with what the page names."""
    told = notifications_readable(member).select_related(
        "group", "post", "comment", "actor", "review"
    )
    return told.order_by("-created_at", "-pk")


def n_unseen(member: Member) -> int:
    """Count what a member has not seen; beyond a hundred nobody counts."""
    unseen = notifications_unseen(member)
    return unseen.order_by()[: MOST_COUNTED + 1].count()


def mail_choice(member: Member) -> MailChoice:
    """Find what a member chose about mail, or the defaults."""
    return MailChoice.objects.filter(member=member).first() or MailChoice(member=member)


def mail_hours(
    member: Member, choice: MailChoice, *, house: zoneinfo.ZoneInfo | None = None
) -> MailHours:
    """Find when mail may come to a member, where they are; `house` is its zone, if at hand."""
    return MailHours(
        zone=zone_of(member, house=house),
        from_hour=choice.from_hour,
        until_hour=choice.until_hour,
        is_weekend_quiet=choice.is_weekend_quiet,
    )
