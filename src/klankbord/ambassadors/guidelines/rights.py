"""What guidelines do for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.inside.models import InsideDocument, InsideTerm
from klankbord.ambassadors.guidelines.models import Acknowledgement, Clause
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Acknowledgement.objects.filter(member=member).select_related("version__guideline")
    for row in rows.iterator(chunk_size=500):
        yield {
            "guideline": row.version.guideline.title_en,
            "version": row.version.number,
            "agreed_at": row.acknowledged_at,
        }


def _count(member: int) -> int:
    return Acknowledgement.objects.filter(member=member).count()


def _give_back(member: int) -> int:
    n = sum(
        table.objects.filter(owner=member).update(owner=None)
        for table in (InsideTerm, InsideDocument)
    )
    return n + Clause.objects.filter(owner=member).update(owner=None)


offer(
    OwnData(key="guidelines.acknowledgements", label=_("Guidelines you agreed to"), rows=_own),
    Leaver(
        key="guidelines.acknowledgements",
        label=_("Agreements to guidelines (kept two years more)"),
        count=_count,
        remove=_give_back,
        keep=_give_back,
    ),
)
