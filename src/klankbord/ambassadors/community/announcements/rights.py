"""What announcements do for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.announcements.models import Acknowledgement
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own_presses(member: int) -> Iterator[Mapping[str, Any]]:
    """The post itself belongs to somebody else: it is told by its number only."""
    rows = Acknowledgement.objects.filter(member=member).order_by("pk")
    for row in rows.iterator(chunk_size=500):
        yield {"post": row.announcement_id, "acknowledged_at": row.acknowledged_at}


def _forget(member: int) -> int:
    return Acknowledgement.objects.filter(member=member).delete()[0]


offer(
    OwnData(
        key="community.acknowledged", label=_("Announcements that you have read"), rows=_own_presses
    ),
    Leaver(
        key="community.acknowledged",
        label=_("Announcements they pressed “I have read this” at"),
        count=lambda member: Acknowledgement.objects.filter(member=member).count(),
        remove=_forget,
        keep=_forget,
    ),
)
