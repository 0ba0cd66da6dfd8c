"""The daily purge: short transactions with rests in between, so that nobody waits for it."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import F

from klankbord.trust import audit
from klankbord.trust.retention.contract import Kept, Sweep, due_kinds
from klankbord.trust.retention.holds import held_rows
from klankbord.trust.retention.models import PurgeLine, PurgeReport
from klankbord.trust.retention.pacing import Pace, disk_in_its_own_time

_FOUND_AT_ONCE = 2_000


def purge(*, at: dt.datetime, on_batch: Callable[[int], None] = lambda _n: None) -> PurgeReport:
    """Drop all rows whose time is over; a run that is cut short is taken up by the next.

    `on_batch` hears how many rows are gone; what it raises ends the run after a whole batch.
    """
    report = PurgeReport.objects.create(started_at=at)
    n_gone = 0
    with disk_in_its_own_time():
        for kind in due_kinds():
            for n_dropped in _purge_kind(kind, report, at):
                n_gone += n_dropped
                on_batch(n_gone)
    with transaction.atomic():
        report.ended_at = dt.datetime.now(dt.UTC)
        report.save(update_fields=["ended_at"])
        counts = dict(report.lines.filter(n_dropped__gt=0).values_list("kind", "n_dropped"))
        audit.record(
            at=at,
            actor="system",
            act="trust.purged",
            object=f"purge:{report.pk}",
            declaration="rights.retention",
            detail=counts,
        )
    return report


def purged_until(kind: str) -> dt.datetime | None:
    """Find the moment up to which a kind was purged; before it only counts are whole."""
    newest = PurgeLine.objects.filter(kind=kind).order_by("-until_at").first()
    return newest.until_at if newest else None


def _purge_kind(kind: Kept, report: PurgeReport, at: dt.datetime) -> Iterator[int]:
    before = kind.time.before(at)
    if before is None or kind.sweep is None:
        return
    before = before.replace(minute=0, second=0, microsecond=0)
    held = held_rows(kind.key, at=at)
    line = PurgeLine.objects.create(report=report, kind=kind.key, until_at=before)
    yield from _batches(kind.sweep, line, held)
    if kind.sweep.finish is not None:
        n_more = kind.sweep.finish(before)
        PurgeLine.objects.filter(pk=line.pk).update(n_dropped=F("n_dropped") + n_more)
        yield n_more


def _batches(sweep: Sweep, line: PurgeLine, held: frozenset[int]) -> Iterator[int]:
    """Drop batch after batch; looking for the next ones holds nobody up."""
    after, pace, note_gone = -(2**63), Pace(), sweep.upkeep()
    while found := sweep.find(line.until_at, after, _FOUND_AT_ONCE):
        after = found[-1]
        for ids in pace.cut(found):
            free = [number for number in ids if number not in held]
            with pace.turn():
                n_dropped = sweep.drop(free) if free else 0
                PurgeLine.objects.filter(pk=line.pk).update(
                    n_dropped=F("n_dropped") + n_dropped,
                    n_held=F("n_held") + len(ids) - len(free),
                )
            note_gone(n_dropped)
            yield n_dropped
