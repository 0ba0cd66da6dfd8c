"""Change what we hear: add, pause, delete, and hand over what was heard."""

import datetime as dt
import zlib
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from klankbord.connectors import reasons
from klankbord.connectors.feed.opml import Listed
from klankbord.core.post import Batch, Post, encode_batch
from klankbord.participate.listening.models import (
    TOLD,
    Delivery,
    Gap,
    Source,
    SourceDay,
    SourceWarning,
)
from klankbord.participate.listening.queries import heard_at, local_day
from klankbord.participate.listening.reasons import INTERRUPTED, PAUSED
from klankbord.trust.audit import record

_MAX_EXAMPLES = 50


def add_source(*, connector: str, target: str, name: str, at: dt.datetime, actor: str) -> Source:
    """Start to hear a source; its first visit is due at once."""
    with transaction.atomic():
        source = Source.objects.create(
            connector=connector,
            target=target,
            host=(urlsplit(target).hostname or "")[:255],
            name=name[:200],
            created_at=at,
            next_run_at=at,
        )
        _record(source, "listening.source-added", at, actor, target=target)
    return source


def add_feeds(*, feeds: Iterable[Listed], at: dt.datetime, actor: str) -> int:
    """Start to hear the feeds of a list that are not heard yet; returns how many."""
    wanted = {each.address: each for each in feeds}
    with transaction.atomic():
        known = heard_at(wanted)
        for address in wanted.keys() - known.keys():
            name = wanted[address].name
            add_source(connector="feed", target=address, name=name, at=at, actor=actor)
    return len(wanted) - len(known)


def pause_source(*, source: Source, at: dt.datetime, actor: str) -> None:
    """Stop visiting; from now on we know that we do not hear it."""
    with transaction.atomic():
        active = Source.objects.filter(pk=source.pk, is_active=True)
        if active.update(is_active=False, next_run_at=None, streaming_since=None):
            open_gap(source=source, reason=PAUSED, at=at)
            _record(source, "listening.source-paused", at, actor)


def resume_source(*, source: Source, at: dt.datetime, actor: str) -> None:
    """Visit again, at once; the gap ends with the first visit that succeeds."""
    with transaction.atomic():
        paused = Source.objects.filter(pk=source.pk, is_active=False, erase_asked_at=None)
        due_at = None if source.is_told else at
        if paused.update(is_active=True, next_run_at=due_at, n_failures=0):
            _record(source, "listening.source-resumed", at, actor)


def run_source_now(*, source: Source, at: dt.datetime) -> bool:
    """Make a visit due; False for a source that is paused, or that is never visited."""
    visited = Source.objects.filter(pk=source.pk, is_active=True).exclude(connector__in=TOLD)
    return bool(visited.update(next_run_at=at))


def delete_source(*, source: Source, at: dt.datetime, actor: str) -> None:
    """Ask the archive to forget what this source gave; the source goes when that is done."""
    with transaction.atomic():
        standing = Source.objects.filter(pk=source.pk, erase_asked_at=None)
        if standing.update(erase_asked_at=at, is_active=False, next_run_at=None):
            _record(
                source,
                "listening.source-deleted",
                at,
                actor,
                name=source.name,
                target=source.target,
            )


def drop_source(*, source_id: int) -> None:
    """Remove a source of which nothing is kept any more."""
    Source.objects.filter(pk=source_id).delete()


def deliver(
    *, source: Source, posts: Sequence[Post], at: dt.datetime, gone: Sequence[str] = ()
) -> Delivery | None:
    """Hand posts over to the archive; in the transaction that moves the source's cursor."""
    if not posts and not gone:
        return None
    packed = zlib.compress(encode_batch(Batch(tuple(posts))), level=1)
    return Delivery.objects.create(
        source=source, posts=packed, n_posts=len(posts), gone=list(gone), delivered_at=at
    )


def count_new_posts(*, source_id: int, n_posts: int, at: dt.datetime) -> None:
    """The archive tells how many posts of a source were new to it."""
    if n_posts:
        Source.objects.filter(pk=source_id).update(n_posts=F("n_posts") + n_posts)
        add_to_day(source_id=source_id, at=at, n_posts=n_posts)


def add_to_day(
    *, source_id: int, at: dt.datetime, n_posts: int = 0, n_runs: int = 0, n_failures: int = 0
) -> None:
    """Add to what a source did on the day of `at`."""
    with transaction.atomic():
        row, _ = SourceDay.objects.get_or_create(source_id=source_id, day=local_day(at))
        SourceDay.objects.filter(pk=row.pk).update(
            n_posts=F("n_posts") + n_posts,
            n_runs=F("n_runs") + n_runs,
            n_failures=F("n_failures") + n_failures,
        )


def open_gap(
    *, source: Source, reason: str, at: dt.datetime, values: dict[str, object] | None = None
) -> None:
    """From the last success on we cannot say what was missed; one open gap a source."""
    Gap.objects.get_or_create(
        source=source,
        until_at=None,
        defaults={
            "from_at": source.last_success_at or at,
            "reason": reason[:60],
            "reason_values": values or {},
        },
    )


def note_interruption(*, source: Source, at: dt.datetime) -> None:
    """The process that heard it live died: from the last sign of life until now nobody listened."""
    Gap.objects.create(
        source=source, from_at=source.last_success_at or at, until_at=at, reason=INTERRUPTED
    )


def close_gap(*, source_id: int, at: dt.datetime) -> None:
    """We hear it again."""
    Gap.objects.filter(source_id=source_id, until_at=None).update(until_at=at)


def note_warnings(
    *, source_id: int, warnings: Iterable[reasons.Warning], at: dt.datetime, is_fresh: bool
) -> None:
    """Count what was read with care, a row a kind with its first fifty examples.

    `is_fresh`: a new reading, so what the last one noted no longer counts.
    """
    if is_fresh:
        SourceWarning.objects.filter(source_id=source_id).delete()
    given = list(warnings)
    if not given:
        return
    standing = {row.key: row for row in SourceWarning.objects.filter(source_id=source_id)}
    for key, (n_times, examples) in _by_key(given).items():
        row = standing.get(key) or SourceWarning(source_id=source_id, key=key)
        row.n_times += n_times
        row.examples = [*row.examples, *examples][:_MAX_EXAMPLES]
        row.last_seen_at = at
        row.save()


def _by_key(warnings: Sequence[reasons.Warning]) -> dict[str, tuple[int, list[dict[str, Any]]]]:
    """A connector keeps some examples of each kind and then says how many there were in all."""
    totals = {
        str(each.values["key"]): int(each.values["count"])
        for each in warnings
        if each.key == reasons.Caution.SHORTENED
    }
    examples: dict[str, list[dict[str, Any]]] = {}
    for each in warnings:
        if each.key != reasons.Caution.SHORTENED:
            shown = {"place": each.place, "values": each.values}
            examples.setdefault(each.key[:60], []).append(shown)
    return {key: (totals.get(key, len(shown)), shown) for key, shown in examples.items()}


def _record(source: Source, act: str, at: dt.datetime, actor: str, **detail: str) -> None:
    record(at=at, actor=actor, act=act, object=f"source:{source.pk}", detail=detail)
