"""End sessions."""

import datetime as dt

from django.db import transaction

from klankbord.people.models import Member
from klankbord.people.sessions.models import MemberSession
from klankbord.trust import audit


def end_session(*, member: Member, handle: str, at: dt.datetime) -> bool:
    """Sign a member out of one browser; False if they have no such session."""
    with transaction.atomic():
        n_ended, _ = MemberSession.objects.filter(member=member, handle=handle).delete()
        if n_ended:
            _record(member, "people.session-ended", at)
    return bool(n_ended)


def end_sessions(*, member: Member, at: dt.datetime, spare: str = "", by: str = "") -> int:
    """Sign a member out everywhere, but for the session with the key `spare`."""
    with transaction.atomic():
        ended = MemberSession.objects.filter(member=member).exclude(session_key=spare)
        n_ended, _ = ended.delete()
        if n_ended:
            _record(member, "people.sessions-ended", at, by=by, n_sessions=n_ended)
    return n_ended


def _record(member: Member, act: str, at: dt.datetime, by: str = "", **detail: object) -> None:
    whose = f"member:{member.pk}"
    audit.record(at=at, actor=by or whose, act=act, object=whose, detail=detail)
