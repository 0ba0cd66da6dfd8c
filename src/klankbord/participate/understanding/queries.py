"""Read what was read, and what is still to do."""

import random

from django.db.models import Max, Min, QuerySet

from klankbord.participate.archive.models import Arrival, Reading
from klankbord.participate.understanding.models import Adaptation, Correction, ReadArrival

_FEW = 1_000  # among so many each has the same chance
OVERTAKEN = 1_000  # numbers; batches that are written at the same time stay far within it


def arrivals_to_read() -> QuerySet[Arrival]:
    """Arrivals that were not read, oldest first; the look costs always the same."""
    newest = ReadArrival.objects.aggregate(newest=Max("pk"))["newest"] or 0
    done = ReadArrival.objects.filter(pk__gt=newest - OVERTAKEN).values("pk")
    return Arrival.objects.filter(pk__gt=newest - OVERTAKEN).exclude(pk__in=done).order_by("pk")


def readings_due() -> QuerySet[Reading]:
    """What waits for the better model, newest first."""
    return Reading.objects.filter(is_due=True).order_by("-pk")


def readings_to_redo() -> QuerySet[Reading]:
    """What was read by another model than the one that is in use now."""
    return readings_due().filter(content_hash=0)


def n_to_redo() -> int:
    """How many texts are still to be read again, since labels were put to use or left."""
    return readings_to_redo().count() if Adaptation.objects.exists() else 0


def reading_of(mention_id: int) -> Reading | None:
    """The reading of one mention; None where it was not read yet, or nobody may read it."""
    return Reading.objects.filter(pk=mention_id, p_neutral__isnull=False).first()


def corrections_of(mention_id: int) -> list[Correction]:
    """What people made of one mention, newest first."""
    return list(Correction.objects.filter(mention=mention_id).select_related("by")[:20])


def drawn_by_chance(n: int) -> list[int]:
    """Mentions that were read and that nobody labelled, drawn over time; fewer where few are."""
    rows = Reading.objects.filter(p_neutral__isnull=False, is_sentiment_by_hand=False)
    chance = random.SystemRandom()
    few = list(rows.order_by("pk").values_list("pk", flat=True)[: _FEW + 1])
    if len(few) <= _FEW:
        return sorted(chance.sample(few, min(n, len(few))), reverse=True)
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    found: set[int] = set()
    for _attempt in range(3 * n):
        start = chance.randint(ends["first"], ends["last"])
        number = rows.filter(pk__gte=start).order_by("pk").values_list("pk", flat=True).first()
        found.update([number] if number else [])
        if len(found) >= n:
            break
    return sorted(found, reverse=True)
