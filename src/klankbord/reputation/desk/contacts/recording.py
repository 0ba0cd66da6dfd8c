"""Acts on contacts in the audit log, by number only."""

import datetime as dt

from klankbord.people.models import Member
from klankbord.trust import audit


def record(at: dt.datetime, by: Member, act: str, pk: int) -> None:
    """Say it in the transaction of the act."""
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"contact:{pk}",
        declaration="desk.contacts",
    )
