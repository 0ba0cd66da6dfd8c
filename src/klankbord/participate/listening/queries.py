"""Read what we hear: sources, their health, what is due."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from klankbord.participate.listening.models import (
    Delivery,
    FileImport,
    Gap,
    ImportState,
    Source,
    SourceDay,
)
from klankbord.people.queries import house_zone

MAX_ATTEMPTS = 5
N_DAYS = 14
_LATE_AFTER = dt.timedelta(minutes=30)
_FIRST_VISIT = dt.timedelta(minutes=2)  # after which nobody waits for it any more
_KEEPING = dt.timedelta(seconds=30)  # then what it gave was kept, or was all kept before
_LIVE_FOR = dt.timedelta(minutes=2)  # after its last sign of life


class Health(StrEnum):
    """How a source does, for the badge."""

    WAITING = "waiting"  # not visited yet
    OK = "ok"
    LIVE = "live"  # it tells us at once
    LATE = "late"
    FAILING = "failing"
    PAUSED = "paused"
    FILE = "file"
    OPEN = "open"  # others come to us
    LEAVING = "leaving"


@dataclass(frozen=True)
class DayBar:
    """One small bar: a day, what came in, and how high it stands (0 to 20)."""

    day: dt.date
    n_posts: int
    n_failures: int
    height: int


@dataclass(frozen=True, kw_only=True)
class SourceFigures:
    """How many sources are heard, and how many of them give an error now."""

    n_active: int
    n_failing: int


def source_figures(*, at: dt.datetime) -> SourceFigures:
    """Sources in figures; a file that was read counts as heard."""
    heard = Q(is_active=True) | Q(file_import__state=ImportState.DONE)
    standing = Source.objects.filter(erase_asked_at=None, created_at__lte=at)
    return SourceFigures(
        n_active=standing.filter(heard).count(),
        n_failing=standing.filter(is_active=True, n_failures__gt=0).count(),
    )


def is_awaited(source: Source, now: dt.datetime) -> bool:
    """Whether its first posts are on the way: it was just added, or just visited or told."""
    heard_at = source.last_success_at
    begun_at = heard_at or (None if source.is_told else source.created_at)
    is_quiet = source.n_posts == 0 and source.is_active and not source.last_error
    return (
        is_quiet
        and source.connector != "file"
        and begun_at is not None
        and now - begun_at < (_KEEPING if heard_at else _FIRST_VISIT)
    )


def health_of(source: Source, now: dt.datetime) -> Health:
    """How a source does at `now`."""
    if source.erase_asked_at:
        return Health.LEAVING
    if source.connector == "file":
        return Health.FILE
    if not source.is_active:
        return Health.PAUSED
    if source.is_told:
        return Health.OPEN
    if source.n_failures:
        return Health.FAILING
    return _health_of_heard(source, now)


def _health_of_heard(source: Source, now: dt.datetime) -> Health:
    heard_at = source.last_success_at
    if source.streaming_since and heard_at and heard_at > now - _LIVE_FOR:
        return Health.LIVE
    if source.last_run_at is None:
        return Health.WAITING
    if source.next_run_at is not None and source.next_run_at < now - _LATE_AFTER:
        return Health.LATE
    return Health.OK if heard_at else Health.WAITING  # its first visit is on the way


def sources_due(now: dt.datetime) -> QuerySet[Source]:
    """Sources to visit, longest due first."""
    due = Source.objects.filter(is_active=True, erase_asked_at=None, next_run_at__lte=now)
    return due.order_by("next_run_at", "pk")


def sources_to_stream(connectors: Iterable[str]) -> QuerySet[Source]:
    """Sources of these connectors that somebody wants to hear."""
    return Source.objects.filter(
        connector__in=connectors, is_active=True, erase_asked_at=None
    ).order_by("pk")


def sources_to_push(now: dt.datetime) -> QuerySet[Source]:
    """Feeds whose hub does not tell us yet, or soon no longer, and was not asked today."""
    soon, today = now + dt.timedelta(days=1), now - dt.timedelta(days=1)
    named = Source.objects.filter(is_active=True, erase_asked_at=None, cursor__has_key="push")
    told = Q(push__until_at__gt=soon) | Q(push__asked_at__gt=today)
    return named.exclude(told).order_by("pk")


def sources_listed() -> QuerySet[Source]:
    """All sources in the order of their names, imports with how far they are."""
    return Source.objects.select_related("file_import").order_by("name", "pk")


def feeds_listed() -> QuerySet[Source]:
    """The sources that are feeds, in the order of their names."""
    return Source.objects.filter(connector="feed", erase_asked_at=None).order_by("name", "pk")


def heard_at(targets: Iterable[str]) -> dict[str, Source]:
    """The sources that stand at these addresses, by address."""
    standing = Source.objects.filter(target__in=list(targets), erase_asked_at=None)
    return {source.target: source for source in standing}


def sources_to_erase() -> QuerySet[Source]:
    """Sources that somebody deleted and the archive still has to forget."""
    return Source.objects.exclude(erase_asked_at=None).order_by("pk")


def deliveries_to_keep() -> QuerySet[Delivery]:
    """Deliveries that wait for the archive, oldest first; those it could not keep are set aside."""
    waiting = Delivery.objects.filter(n_attempts__lt=MAX_ATTEMPTS, source__erase_asked_at=None)
    return waiting.order_by("pk")


def deliveries_set_aside(source: Source) -> QuerySet[Delivery]:
    """Deliveries of a source that the archive could not keep."""
    return source.deliveries.filter(n_attempts__gte=MAX_ATTEMPTS).defer("posts")


@dataclass(frozen=True, kw_only=True)
class Silence:
    """A time in which one source was not heard; still so while `until_at` is None.

    `reason` and `values` make a sentence: `reasons.sentence`.
    """

    source_id: int
    source: str
    connector: str
    from_at: dt.datetime
    until_at: dt.datetime | None
    reason: str
    values: dict[str, object]


def silences(
    *,
    since: dt.datetime,
    until: dt.datetime,
    source_ids: Iterable[int] | None = None,
    connector: str = "",
) -> list[Silence]:
    """What was not heard between two moments, oldest first; None asks for all sources.

    Counts over these hours may be too low. One query; not cut off at the ends.
    """
    touching = Gap.objects.filter(from_at__lt=until, source__erase_asked_at=None)
    touching = touching.filter(Q(until_at=None) | Q(until_at__gt=since))
    if source_ids is not None:
        touching = touching.filter(source__in=list(source_ids))
    if connector:
        touching = touching.filter(source__connector=connector)
    return [
        Silence(
            source_id=gap.source_id,
            source=gap.source.name,
            connector=gap.source.connector,
            from_at=gap.from_at,
            until_at=gap.until_at,
            reason=gap.reason,
            values=gap.reason_values,
        )
        for gap in touching.select_related("source").order_by("from_at", "pk")
    ]


def forgotten_drafts(now: dt.datetime) -> QuerySet[FileImport]:
    """Uploads of which nobody said, for a week, which column holds what."""
    old = now - dt.timedelta(days=7)
    return FileImport.objects.filter(state=ImportState.DRAFT, created_at__lt=old)


def day_bars(source_ids: list[int], today: dt.date) -> dict[int, list[DayBar]]:
    """The last fourteen days of each source, one query; bars are scaled a source."""
    first = today - dt.timedelta(days=N_DAYS - 1)
    rows = SourceDay.objects.filter(source_id__in=source_ids, day__gte=first, day__lte=today)
    found = {(row.source_id, row.day): row for row in rows}
    days = [first + dt.timedelta(days=step) for step in range(N_DAYS)]
    return {pk: _bars([found.get((pk, day)) for day in days], days) for pk in source_ids}


def _bars(rows: list[SourceDay | None], days: list[dt.date]) -> list[DayBar]:
    highest = max((row.n_posts for row in rows if row), default=0)
    return [
        DayBar(
            day=day,
            n_posts=row.n_posts if row else 0,
            n_failures=row.n_failures if row else 0,
            height=-(-20 * row.n_posts // highest) if row and highest else 0,
        )
        for day, row in zip(days, rows, strict=True)
    ]


def local_day(moment: dt.datetime) -> dt.date:
    """The day of a moment on the organisation's own calendar."""
    return moment.astimezone(house_zone()).date()


def local_midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day of the organisation's own calendar begins."""
    return dt.datetime.combine(day, dt.time(), house_zone())
