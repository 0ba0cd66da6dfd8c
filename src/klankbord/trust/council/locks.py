"""The lock itself: a function that could observe people is closed unless a decision opens it."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from klankbord.trust.council.models import Decision


class FunctionLocked(PermissionDenied):
    """No decision in force opens this function: it does nothing, whoever asks, and however."""

    permanent = True  # a job that meets it is not tried again

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is locked: no decision of the works council opens it.")
        self.key = key


def decisions_in_force(*, on: dt.date) -> QuerySet[Decision]:
    """Decisions that are confirmed, not withdrawn, and not past their last day."""
    return Decision.objects.filter(
        confirmed_at__isnull=False, withdrawn_at=None, decided_on__lte=on, expires_on__gte=on
    )


def refuse_while_locked(*, key: str, fingerprint: str, on: dt.date) -> None:
    """Raise `FunctionLocked` unless a decision opens the function in exactly this scope."""
    in_force = decisions_in_force(on=on)
    if not in_force.filter(function=key, fingerprint=fingerprint).exists():
        raise FunctionLocked(key)
