"""Django's database sessions, kept in rows that say whose they are."""

import datetime as dt
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from klankbord.people.sessions.models import MemberSession, handle_of

USED_ON = "used_on"
BROWSER = "browser"


class SessionStore(DatabaseStore):
    """Sessions by member, so that they can be listed and ended."""

    @classmethod
    def get_model_class(cls) -> type[MemberSession]:
        """Rows of our own."""
        return MemberSession

    def create_model_instance(self, data: dict[str, Any]) -> MemberSession:
        """The row, with whose it is beside what it holds."""
        row = cast("MemberSession", super().create_model_instance(data))
        member = str(data.get(SESSION_KEY, ""))
        row.member_id = int(member) if member.isdecimal() else None
        row.browser = str(data.get(BROWSER, ""))[:60]
        used_on = data.get(USED_ON)
        row.used_on = dt.date.fromisoformat(used_on) if used_on else None
        row.handle = handle_of(row.session_key)
        return row
