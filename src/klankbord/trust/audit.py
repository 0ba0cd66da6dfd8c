"""The append-only, hash-chained audit log: who did what, on what, when.

Each entry is bound to the one before it; the head says how many there are and which is the last,
and is sealed with the installation's key. So a changed, removed or added entry is found, also at
the end of the log. An old head kept elsewhere even finds a database that was put back as a whole.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import connection, transaction
from django.db.models import Subquery

from klankbord.trust.models import AuditEntry, AuditHead

FIRST = "0" * 64
KEPT = dt.timedelta(days=7 * 365 + 2)
HEAD_LOST = "trust.audit-head-lost"
_THE_ONE = 1
_CHAIN_LOCK = 0x4B4C414E  # one writer at a time on PostgreSQL; SQLite has one anyway
_PURGED_AT_ONCE = 10_000
_HEAD_FIELDS = ("n_entries", "n_purged", "start_hash", "end_hash", "seal")
_HEAD_BESIDE_EACH = {
    f"head_{name}": Subquery(AuditHead.objects.filter(pk=_THE_ONE).values(name)[:1])
    for name in _HEAD_FIELDS
}


class Fault(StrEnum):
    """What is wrong with a chain."""

    ENTRY = "entry"  # an entry is not as it was written, or the one before it is gone
    END = "end"  # the last entries are gone
    HEAD = "head"  # the head is gone, or not sealed with our key
    ANCHOR = "anchor"  # the head that was kept elsewhere does not stand on this chain


@dataclass(frozen=True, kw_only=True)
class Head:
    """The end of the chain, to keep elsewhere: `verify` finds it back, or says that it cannot."""

    n_entries: int
    end_hash: str
    seal: str


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The outcome of walking the chain; `broken_at` is the id of the first wrong entry."""

    n_entries: int
    n_purged: int = 0
    fault: Fault | None = None
    broken_at: int | None = None
    head: Head | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every entry stands as it was written, from the first kept to the last."""
        return self.fault is None


def record(
    *,
    at: dt.datetime,
    actor: str,
    act: str,
    object: str = "",  # noqa: A002  # one name along the chain: the column, the argument
    declaration: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one entry; call it inside the transaction of the act itself."""
    entry = AuditEntry(
        at=at, actor=actor, act=act, object=object, declaration=declaration, detail=detail or {}
    )
    with transaction.atomic():
        _wait_for_the_chain()
        _append(_head(at), entry)
    return entry


def purge(*, before: dt.datetime, actor: str, at: dt.datetime) -> int:
    """Drop entries older than `before`, from the oldest on; what stays can still be verified.

    Every batch is one transaction, and leaves an entry with the hash of the last one dropped.
    """
    n_dropped = 0
    while n_batch := _purge_batch(before, actor, at):
        n_dropped += n_batch
    return n_dropped


def verify(*, against: Head | None = None) -> Verification:
    """Walk the whole chain, and find a head that was kept elsewhere back on it.

    Writers go on meanwhile: entries and head come from one statement, so from one moment.
    """
    rows = AuditEntry.objects.order_by("id").annotate(**_HEAD_BESIDE_EACH)
    entries = rows.iterator(chunk_size=2000)
    first = next(entries, None)
    if first is None:
        return _walk(AuditHead.objects.filter(pk=_THE_ONE).first() or _nothing(), (), against)
    found = {name: getattr(first, f"head_{name}") for name in _HEAD_FIELDS}
    if found["seal"] is None:
        return Verification(n_entries=AuditEntry.objects.count(), fault=Fault.HEAD)
    head = AuditHead(**found)
    return _walk(head, chain((first,), entries), against)


def head_kept_elsewhere(values: dict[str, Any]) -> Head:
    """Read a head as `klankbord audit verify --json` prints it; raises `ValueError`."""
    try:
        kept = values.get("head", values)
        return Head(
            n_entries=int(kept["n_entries"]),
            end_hash=str(kept["end_hash"]),
            seal=str(kept["seal"]),
        )
    except (AttributeError, KeyError, TypeError) as error:
        message = "no head of an audit log"
        raise ValueError(message) from error


def _walk(head: AuditHead, entries: Iterable[AuditEntry], against: Head | None) -> Verification:
    previous, n_entries, is_met = head.start_hash, 0, _is_behind(head, against)
    is_lost = False
    for entry in entries:
        if entry.previous_hash != previous or entry.hash != _hash(entry):
            return Verification(n_entries=n_entries, fault=Fault.ENTRY, broken_at=entry.pk)
        previous = entry.hash
        n_entries += 1
        is_lost = is_lost or entry.act == HEAD_LOST
        if against and head.n_purged + n_entries == against.n_entries:
            is_met = entry.hash == against.end_hash
    is_at_end = previous == head.end_hash and head.n_purged + n_entries == head.n_entries
    faults = {
        Fault.HEAD: is_lost or not _is_sealed(head),
        Fault.END: not is_at_end,
        Fault.ANCHOR: not is_met,
    }
    return Verification(
        n_entries=n_entries,
        n_purged=head.n_purged,
        fault=next((fault for fault, is_so in faults.items() if is_so), None),
        head=Head(n_entries=head.n_entries, end_hash=head.end_hash, seal=head.seal),
    )


def _is_behind(head: AuditHead, against: Head | None) -> bool:
    """Whether the kept head needs no meeting: there is none, or its entry is purged by now."""
    if against is None or against.n_entries == 0:
        return True
    if against.n_entries < head.n_purged:
        return True
    return against.n_entries == head.n_purged and against.end_hash == head.start_hash


def _nothing() -> AuditHead:
    head = AuditHead(start_hash=FIRST, end_hash=FIRST)
    head.seal = _signer().signature(_sealed_words(head))
    return head


def _append(head: AuditHead, entry: AuditEntry) -> None:
    entry.previous_hash = head.end_hash
    entry.hash = _hash(entry)
    entry.save(force_insert=True)
    head.end_hash = entry.hash
    head.n_entries += 1
    _seal(head)


def _head(at: dt.datetime) -> AuditHead:
    """Find the head, or make the first one; a head that was lost stays visible in the log."""
    head = AuditHead.objects.filter(pk=_THE_ONE).first()
    if head is not None:
        return head
    first = AuditEntry.objects.order_by("id").first()
    last = AuditEntry.objects.order_by("id").last()
    head = AuditHead(
        pk=_THE_ONE,
        start_hash=first.previous_hash if first else FIRST,
        end_hash=last.hash if last else FIRST,
        n_entries=AuditEntry.objects.count(),
    )
    head.save(force_insert=True)
    if last:
        _append(head, AuditEntry(at=at, actor="system", act=HEAD_LOST, detail={}))
    return head


def _purge_batch(before: dt.datetime, actor: str, at: dt.datetime) -> int:
    with transaction.atomic():
        _wait_for_the_chain()
        batch = AuditEntry.objects.order_by("id").values_list("id", "at", "hash")[:_PURGED_AT_ONCE]
        old = []
        for row in batch:
            if row[1] >= before:
                break
            old.append(row)
        if not old:
            return 0
        head = _head(at)
        AuditEntry.objects.filter(id__lte=old[-1][0]).delete()
        head.start_hash = old[-1][2]
        head.n_purged += len(old)
        detail = {"n_entries": len(old), "n_purged": head.n_purged, "until_hash": head.start_hash}
        entry = AuditEntry(at=at, actor=actor, act="trust.audit-purged", detail=detail)
        _append(head, entry)
    return len(old)


def _seal(head: AuditHead) -> None:
    head.seal = _signer().signature(_sealed_words(head))
    head.save(update_fields=_HEAD_FIELDS)


def _is_sealed(head: AuditHead) -> bool:
    """Old keys count too, as long as the installation names them (SECRET_KEY_FALLBACKS)."""
    try:
        _signer().unsign(f"{_sealed_words(head)}:{head.seal}")
    except BadSignature:
        return False
    return True


def _sealed_words(head: AuditHead) -> str:
    return f"{head.n_entries} {head.n_purged} {head.start_hash} {head.end_hash}"


def _signer() -> Signer:
    return Signer(salt="klankbord.trust.audit-head")


def _wait_for_the_chain() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _hash(entry: AuditEntry) -> str:
    parts = [
        entry.previous_hash,
        entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.act,
        entry.object,
        entry.declaration,
        entry.detail,
    ]
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
