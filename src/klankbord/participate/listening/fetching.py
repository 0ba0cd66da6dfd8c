"""Visit sources that are due: claim, read, hand over, and remember how it went."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from klankbord.connectors.contract import ConnectorRefused, Context, Reading
from klankbord.connectors.http import MAX_SECONDS, GuardedClient
from klankbord.connectors.registry import installed
from klankbord.participate.listening import schedule
from klankbord.participate.listening.actions import (
    add_to_day,
    close_gap,
    deliver,
    note_warnings,
    open_gap,
)
from klankbord.participate.listening.faults import unquoted
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import sources_due
from klankbord.trust.vault.queries import secrets_under

_LEASE = dt.timedelta(minutes=10)  # a visit that never came back is tried again after this
HOST_REST = dt.timedelta(seconds=5)
_MAX_PAGES = 20


@contextmanager
def reading_context(
    now: dt.datetime,
    connector: str = "",
    *,
    max_seconds: float = MAX_SECONDS,
    networks: tuple[str, ...] | None = None,
) -> Iterator[Context]:
    """Give a connector the guarded client and its own secrets, and nobody else's.

    Without `networks` those own networks are open that an administrator opened.
    """
    if networks is None:
        networks = tuple(getattr(settings, "OPEN_NETWORKS", ()))
    with GuardedClient(allowed_networks=networks, max_seconds=max_seconds) as http:
        kept = secrets_under(f"connector:{connector}:") if connector else {}
        yield Context(now=now, http=http, secrets=kept, clock=timezone.now)


def claim_due(*, now: dt.datetime, limit: int = 50) -> list[int]:
    """Take sources that are due, one a host at a time; whoever changes the row has it."""
    taken = _hosts_left_alone(now)
    claimed: list[int] = []
    due = sources_due(now).values_list("pk", "host", "next_run_at")
    for pk, host, due_at in due.iterator():
        if len(claimed) >= limit:
            break
        if host in taken or not _claim(pk, due_at, now):
            continue
        claimed.append(pk)
        if host:
            taken.add(host)
    return claimed


def _hosts_left_alone(now: dt.datetime) -> set[str]:
    """Hosts that were just visited, or whose visit still waits for its turn."""
    lately = Source.objects.filter(last_run_at__gt=now - _LEASE).exclude(host="")
    visits = lately.values_list("host", "last_run_at", "next_run_at")
    return {
        host
        for host, ran_at, next_at in visits.iterator()
        if ran_at is not None and (ran_at > now - HOST_REST or next_at == ran_at + _LEASE)
    }


def _claim(pk: int, due_at: dt.datetime | None, now: dt.datetime) -> bool:
    unchanged = Source.objects.filter(
        pk=pk, is_active=True, next_run_at=due_at, erase_asked_at=None
    )
    return bool(unchanged.update(next_run_at=now + _LEASE, last_run_at=now))


def fetch(*, source: Source, now: dt.datetime) -> int:
    """Read a source to its end for now; returns how many posts it gave."""
    n_posts = 0
    try:
        with reading_context(now, source.connector) as context:
            for page in range(_MAX_PAGES):
                reading = _read(source, context)
                accept(source=source, reading=reading, now=now, is_first=page == 0)
                n_posts += len(reading.batch)
                if not reading.has_more:
                    break
    except ConnectorRefused as refusal:
        refuse(source=source, refusal=refusal, now=now)
    return n_posts


def _read(source: Source, context: Context) -> Reading:
    connector = installed().find(source.connector)
    with unquoted(source.connector):
        return connector.read(source.target, source.cursor, context)


def accept(*, source: Source, reading: Reading, now: dt.datetime, is_first: bool) -> None:
    """Hand over the posts and move the cursor: both or neither."""
    source.cursor = reading.cursor
    source.target = reading.target_moved_to or source.target
    with transaction.atomic():
        standing = Source.objects.filter(pk=source.pk, erase_asked_at=None)
        is_there = standing.update(
            cursor=source.cursor,
            target=source.target,
            last_run_at=now,
            last_success_at=now,
            last_error="",
            last_error_values={},
            n_failures=0,
        )
        if not is_there:
            return
        deliver(source=source, posts=reading.batch.posts, gone=reading.gone, at=now)
        next_run_at = schedule.after_success(now, reading.next_after)
        if standing.filter(is_active=True).update(next_run_at=next_run_at):
            close_gap(source_id=source.pk, at=now)  # a pause stays a gap until it ends
        if not reading.is_unchanged:
            note_warnings(source_id=source.pk, warnings=reading.warnings, at=now, is_fresh=is_first)
        add_to_day(source_id=source.pk, at=now, n_runs=int(is_first))


def refuse(*, source: Source, refusal: ConnectorRefused, now: dt.datetime) -> None:
    """Write down why nothing came, and when to try again; what is permanent is paused."""
    again_at = schedule.after_failure(
        now, n_failures=source.n_failures + 1, asked=refusal.retry_after
    )
    values = plain_values(refusal.values)
    with transaction.atomic():
        standing = Source.objects.filter(pk=source.pk)
        if refusal.permanent:
            standing.update(is_active=False, next_run_at=None)
        else:  # who paused it meanwhile is obeyed
            standing.filter(is_active=True).update(next_run_at=again_at)
        standing.update(
            last_run_at=now,
            last_error=refusal.key[:60],
            last_error_values=values,
            n_failures=F("n_failures") + 1,
        )
        open_gap(source=source, reason=refusal.key, at=now, values=values)
        add_to_day(source_id=source.pk, at=now, n_runs=1, n_failures=1)


def plain_values(values: dict[str, object]) -> dict[str, object]:
    """The values of a refusal as they can be stored: numbers, and texts that are not too long."""
    return {
        name: value if isinstance(value, int | float) else str(value)[:300]
        for name, value in values.items()
    }
