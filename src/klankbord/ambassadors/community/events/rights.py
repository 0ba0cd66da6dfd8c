"""What events do for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.events.models import CalendarAddress, Event, EventAnswer
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own_events(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Event.objects.filter(post__author=member).order_by("pk")
    names = ("post", "starts_at", "ends_at", "zone", "place", "link", "is_cancelled")
    yield from rows.values(*names).iterator(chunk_size=500)


def _own_answers(member: int) -> Iterator[Mapping[str, Any]]:
    """The event itself belongs to somebody else: it is told by the number of its post only."""
    rows = EventAnswer.objects.filter(member=member).order_by("pk")
    for row in rows.iterator(chunk_size=500):
        yield {"post": row.event_id, "says": row.says, "answered_at": row.answered_at}


def _own_address(member: int) -> Iterator[Mapping[str, Any]]:
    yield from CalendarAddress.objects.filter(member=member).values("made_at")


def _forget(member: int) -> int:
    """Whatever happens to the words: who left comes to nothing, and no calendar looks here."""
    tables = (EventAnswer, CalendarAddress)
    return sum(table.objects.filter(member=member).delete()[0] for table in tables)


offer(
    OwnData(key="community.events", label=_("Events that you set"), rows=_own_events),
    OwnData(key="community.event-answers", label=_("Events that you come to"), rows=_own_answers),
    OwnData(key="community.calendar", label=_("The address of your calendar"), rows=_own_address),
    Leaver(
        key="community.events",
        label=_("Events they come to, and the address of their calendar"),
        count=lambda member: EventAnswer.objects.filter(member=member).count(),
        remove=_forget,
        keep=_forget,
    ),
)
