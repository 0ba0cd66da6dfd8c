"""What the platform map does for a member's rights: what they noted and decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.participate.platforms.models import Research
from klankbord.trust.rights.contract import Eraser, Outsider, OwnData, offer
from klankbord.trust.rights.redaction import redact


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Research.objects.filter(changed_by=member)
    yield from rows.values("platform", "effort", "notes", "verdict", "review_on", "changed_at")


def _naming(outsider: Outsider) -> list[Research]:
    return [row for row in Research.objects.all() if redact(row.notes, outsider) != row.notes]


def _erase(outsider: Outsider) -> int:
    rows = _naming(outsider)
    for row in rows:
        Research.objects.filter(pk=row.pk).update(notes=redact(row.notes, outsider))
    return len(rows)


offer(
    Eraser(
        key="platforms.notes",
        label=_("Notes about platforms that name them"),
        find=lambda outsider: len(_naming(outsider)),
        erase=_erase,
    ),
    OwnData(key="platforms.research", label=_("Platforms that you decided on"), rows=_own),
)
