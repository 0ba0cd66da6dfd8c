"""What the reader asks for in an address or has written, and since when the feed is new to them."""

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, QueryDict

KEY = "community_visit"
LONGEST_ID = 18  # digits: what surely fits a 63-bit id
REST = dt.timedelta(minutes=30)  # who comes back within half an hour is still on the same visit
NOTED = dt.timedelta(minutes=1)  # a look writes nothing when the last one was just now


def last_visit(session: SessionBase, *, now: dt.datetime) -> dt.datetime | None:
    """Find when the visit before this one ended, and note that the reader is here now.

    It stands in the reader's own session only: nobody can look up who was here when.
    """
    noted = session.get(KEY)
    if not noted:
        session[KEY] = [None, now.isoformat()]
        return None
    previous, latest = noted
    away = now - dt.datetime.fromisoformat(latest)
    if away > REST:
        previous = latest
    if away > NOTED:
        session[KEY] = [previous, now.isoformat()]
    return dt.datetime.fromisoformat(previous) if previous else None


def id_in(values: QueryDict, name: str) -> int | None:
    """Read a row id that came from outside; None if it is none."""
    text = values.get(name) or ""
    is_id = text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
    return int(text) if is_id else None


def written_so_far(request: HttpRequest) -> dict[str, Any]:
    """Give a form what was written: to check it, or to go on where another kind was chosen.

    The buttons of the short form say `show`: they bring its words along and save nothing.
    """
    if request.method != "POST":
        return {"initial": {"group": id_in(request.GET, "group")}}
    if "show" not in request.POST:
        return {"data": request.POST}
    written = {"group": id_in(request.POST, "group"), "text": request.POST.get("text", "")}
    return {"initial": written}
