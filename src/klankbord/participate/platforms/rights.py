"""What the platform map does for a person's rights: what they noted, and where they are named."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.participate.platforms.models import Fact, Research
from klankbord.trust.rights.contract import Eraser, Outsider, OwnData, offer
from klankbord.trust.rights.redaction import redact


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Research.objects.filter(changed_by=member)
    yield from rows.values("platform", "effort", "notes", "verdict", "review_on", "changed_at")
    facts = Fact.objects.filter(changed_by=member)
    yield from facts.values("platform", "words", "source", "address", "as_of", "changed_at")


def _naming(outsider: Outsider) -> list[Research]:
    return [row for row in Research.objects.all() if redact(row.notes, outsider) != row.notes]


def _facts_naming(outsider: Outsider) -> list[tuple[Fact, dict[str, str]]]:
    found = []
    for row in Fact.objects.all():
        kept = {name: getattr(row, name) for name in ("words", "source", "address")}
        left = {name: redact(text, outsider) for name, text in kept.items()}
        if left != kept:
            found.append((row, left))
    return found


def _erase(outsider: Outsider) -> int:
    rows, facts = _naming(outsider), _facts_naming(outsider)
    for row in rows:
        Research.objects.filter(pk=row.pk).update(notes=redact(row.notes, outsider))
    for fact, left in facts:
        Fact.objects.filter(pk=fact.pk).update(**left)
    return len(rows) + len(facts)


offer(
    Eraser(
        key="platforms.notes",
        label=_("Notes about platforms that name them"),
        find=lambda outsider: len(_naming(outsider)) + len(_facts_naming(outsider)),
        erase=_erase,
    ),
    OwnData(key="platforms.research", label=_("Platforms that you decided on"), rows=_own),
)
