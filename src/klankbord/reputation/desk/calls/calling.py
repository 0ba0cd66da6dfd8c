"""Call members to a case: what an event tells them stands under “For you”, and a letter goes."""

import datetime as dt
from collections.abc import Iterable

from klankbord.jobs.queue import enqueue
from klankbord.reputation.desk.calls.models import NoteMention
from klankbord.reputation.desk.models import CaseEvent


def call_members(*, event: CaseEvent, members: Iterable[int], at: dt.datetime) -> None:
    """One call each, in the transaction that wrote the event; their letters go at `at`."""
    for pk in members:
        call = NoteMention.objects.create(event=event, member_id=pk)
        enqueue("desk.tell_called", payload={"call_id": call.pk}, at=at)
