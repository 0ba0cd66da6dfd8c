"""Tell people by mail that a case has no time left: once for each step of its clock.

The job is asked for in the transaction that writes the step; who was told stands in the audit log.
"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klankbord.jobs.queue import enqueue
from klankbord.people.models import Member
from klankbord.people.queries import house_language
from klankbord.reputation.desk.following import members_with
from klankbord.reputation.desk.models import Case, CaseEvent
from klankbord.reputation.desk.queries import responders
from klankbord.trust import audit

MOST_TOLD = 20


def ask_to_tell(event: CaseEvent, *, at: dt.datetime) -> None:
    """Put the letters of one step in the queue."""
    key = f"desk-tell:{event.case_id}.{event.version}"
    payload = {"case_id": event.case_id, "version": event.version}
    enqueue("desk.tell_hurry", payload=payload, unique_key=key, at=at)


def tell_hurry(*, case_id: int, version: int, at: dt.datetime) -> int:
    """Write to whoever has the case, else to the responders of its department; gives how many.

    A case that was concluded meanwhile needs no letter; one that was told already gets no second.
    """
    event = CaseEvent.objects.select_related("case").filter(case=case_id, version=version).first()
    if event is None or event.case.is_concluded:
        return 0
    told = [member for member in told_of(event.case) if _write(member, event)]
    audit.record(
        at=at,
        actor="system",
        act="desk.hurry-told",
        object=f"case:{case_id}",
        declaration="desk.work",
        detail={"version": version, "members": [member.pk for member in told]},
    )
    return len(told)


def told_of(case: Case) -> list[Member]:
    """The owner; without one the responders of the department, and without any all of them.

    Whoever the flow waits for is told as well: it is their turn that is late.
    """
    able = responders()
    own = able.filter(pk=case.claimed_by_id or 0)
    room = able.filter(department=case.department_id or 0)
    told = next((list(some[:MOST_TOLD]) for some in (own, room, able) if some), [])
    awaited = members_with(case.awaited_role)[:MOST_TOLD] if case.awaited_role else ()
    return list(dict.fromkeys([*told, *awaited]))


def _write(member: Member, event: CaseEvent) -> bool:
    with translation.override(member.language or house_language()):
        is_late = event.kind == CaseEvent.Kind.BREACHED
        words = {"number": event.case.number, "title": event.case.title}
        if is_late:
            subject = _("Too late: case %(number)s") % words
        else:
            subject = _("Time is running out: case %(number)s") % words
        lines: Iterable[str] = (
            event.case.title,
            f"{settings.PUBLIC_URL}{reverse('desk:case-detail', args=[event.case_id])}",
        )
        letter = EmailMessage(subject, "\n\n".join(lines), to=[member.email])
    try:
        return bool(letter.send())
    except OSError:  # an address that the server refuses must not keep the others from theirs
        return False
