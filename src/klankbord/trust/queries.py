"""Read the register and the log."""

from django.db.models import QuerySet

from klankbord.trust.models import AuditEntry
from klankbord.trust.register import DECLARATIONS, Declaration, Subject


def declarations_about(subject: Subject) -> list[Declaration]:
    """What the program does with data of these people, in a fixed order."""
    about = (each for each in DECLARATIONS.values() if subject in each.subjects)
    return sorted(about, key=lambda each: each.key)


def entries_found(*, act: str = "") -> QuerySet[AuditEntry]:
    """Entries of the log, newest first."""
    found = AuditEntry.objects.order_by("-id")
    if act:
        found = found.filter(act__startswith=act)
    return found
