"""What readings do for a member's rights: the labels that they gave, and what they had learned."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.participate.understanding.models import Adaptation, Correction
from klankbord.trust.rights.contract import OwnData, offer


def _own_corrections(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Correction.objects.filter(by=member).order_by("at")
    values = rows.values("mention", "aspect", "was", "became", "at")
    yield from values.iterator(chunk_size=500)


def _own_adaptations(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Adaptation.objects.filter(made_by=member).order_by("made_at")
    yield from rows.values("n_texts", "is_in_use", "made_at")


offer(
    OwnData(
        key="understanding.corrections",
        label=_("What you corrected in what the program read"),
        rows=_own_corrections,
    ),
    OwnData(
        key="understanding.adaptations",
        label=_("When you let the program learn from labels"),
        rows=_own_adaptations,
    ),
)
