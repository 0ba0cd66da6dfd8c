"""Which account of ours a thing belongs to, where nothing but asking tells."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from klankbord.connectors.reasons import ConnectorRefused, Refusal

Found = TypeVar("Found")


def found_by(places: Iterable[str], look: Callable[[str], Found | None], name: str) -> Found:
    """The first thing called `name` that `look` finds as one of our accounts.

    An account that is shut keeps no other from looking; its refusal is raised where none finds it,
    or else `account-unknown`.
    """
    shut: ConnectorRefused | None = None
    for place in places:
        try:
            found = look(place)
        except ConnectorRefused as refusal:
            shut = shut or refusal
        else:
            if found is not None:
                return found
    raise shut or ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=name)
