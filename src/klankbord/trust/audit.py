"""The append-only, hash-chained audit log: who did what, on what, when."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from klankbord.trust.models import AuditEntry

FIRST = "0" * 64
_CHAIN_LOCK = 0x4B4C414E  # one writer at a time on PostgreSQL; SQLite has one anyway


@dataclass(frozen=True)
class Verification:
    """The outcome of walking the chain; `broken_at` is the id of the first wrong entry."""

    n_entries: int
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        """Whether every entry stands as it was written."""
        return self.broken_at is None


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
    with transaction.atomic():
        _wait_for_the_chain()
        last = AuditEntry.objects.order_by("-id").first()
        entry = AuditEntry(
            at=at,
            actor=actor,
            act=act,
            object=object,
            declaration=declaration,
            detail=detail or {},
            previous_hash=last.hash if last else FIRST,
        )
        entry.hash = _hash(entry)
        entry.save(force_insert=True)
    return entry


def verify() -> Verification:
    """Walk the whole chain and find the first entry that is not as it was written."""
    n_entries, previous = 0, FIRST
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        if entry.previous_hash != previous or entry.hash != _hash(entry):
            return Verification(n_entries, broken_at=entry.pk)
        previous = entry.hash
        n_entries += 1
    return Verification(n_entries, broken_at=None)


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
