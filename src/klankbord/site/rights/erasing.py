"""Forget an author outside in every room, below the tables, and say so under a signature."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from klankbord import __version__
from klankbord.jobs.queue import enqueue
from klankbord.participate.archive.queries import fold_handle
from klankbord.participate.archive.rights import outsider_found
from klankbord.participate.archive.store import store
from klankbord.participate.listening.models import FileImport, ImportState
from klankbord.people.queries import organisation
from klankbord.site import backup_schedule
from klankbord.site.rights.proof import canonical, fingerprint, public_key, sign
from klankbord.site.rights.storage import Cleaned, clean_storage
from klankbord.trust import audit
from klankbord.trust.rights.contract import ERASERS, Outsider
from klankbord.trust.rights.models import Erasure

BACKUPS_KEPT = backup_schedule.LONGEST  # and what we ask of who keeps others: docs/en/rights.md
MEMORY_KEPT = dt.timedelta(days=1)  # drawings in the memory of running programs


class NobodyNamed(Exception):  # noqa: N818  # named after the broken promise
    """Neither a handle nor an address was given."""


class ImportsRunning(Exception):  # noqa: N818  # named after the broken promise
    """Files are being read: what they hold of the author is refused, but they still lie there."""


def counts_before(outsider: Outsider) -> dict[str, int]:
    """What every room would find now, by the key of its eraser."""
    return {key: eraser.find(outsider) for key, eraser in ERASERS.items()}


def ask_erasure(*, platform: str, handle: str, url: str, by: str, at: dt.datetime) -> Erasure:
    """Note the request and queue the work; raises `NobodyNamed`."""
    with transaction.atomic():
        erasure = note_request(platform=platform, handle=handle, url=url, by=by, at=at)
        enqueue(
            "rights.erase_author",
            payload={"erasure_id": erasure.pk},
            unique_key=job_key(erasure),
            priority=10,
            at=at,
        )
    return erasure


def note_request(*, platform: str, handle: str, url: str, by: str, at: dt.datetime) -> Erasure:
    """Note whom to forget; the log gets the number of the request, never the name."""
    name = fold_handle(handle)
    if not name and not url.strip():
        raise NobodyNamed
    with transaction.atomic():
        erasure = Erasure.objects.create(
            platform=platform.strip().lower(),
            handle=name,
            url=url.strip(),
            fingerprint=fingerprint(platform, name, url),
            asked_at=at,
            asked_by=by,
        )
        _record("rights.erasure-asked", erasure, by, at, {})
    return erasure


def job_key(erasure: Erasure) -> str:
    """Under which key the work can be followed."""
    return f"rights.erasure:{erasure.pk}"


def erase_author(*, erasure: Erasure, on_room: Callable[[int], None] = lambda _n: None) -> None:
    """Do it, from the highest room to the files; doing it twice changes nothing.

    Raises `ImportsRunning` while a file is read that may hold more of the author.
    """
    if erasure.finished_at is not None:
        return
    if _imports_waiting():
        raise ImportsRunning
    outsider = outsider_found(platform=erasure.platform, handle=erasure.handle, url=erasure.url)
    removed: dict[str, int] = {}
    for done, (key, eraser) in enumerate(ERASERS.items(), 1):
        removed[key] = eraser.erase(outsider)
        on_room(done)
    caches["process"].clear()
    left = counts_before(outsider)
    # An attempt that was killed has left no author to take phrases from: then all is rewritten.
    cleaned = clean_storage(outsider, is_forced=not outsider.authors)
    _conclude(erasure, removed, left, cleaned)
    store().empty_log()  # the name in our own row was the last of it


def statement_of(erasure: Erasure) -> dict[str, Any]:
    """The statement as values; empty before the erasure is done."""
    values: dict[str, Any] = json.loads(erasure.statement or "{}")
    return values


def statement_file(erasure: Erasure) -> dict[str, str]:
    """What is handed out: the statement exactly as signed, and how to check it."""
    return {
        "statement": erasure.statement,
        "signature": erasure.signature,
        "public_key": public_key(),
        "algorithm": "Ed25519 over the UTF-8 bytes of `statement`; base64",
    }


def _conclude(
    erasure: Erasure, removed: dict[str, int], left: dict[str, int], cleaned: Cleaned
) -> None:
    at = timezone.now()
    here = organisation()
    text = canonical(
        {
            "about": "erasure",
            "number": erasure.pk,
            "organisation": here.name if here else "",
            "program": f"klankbord {__version__}",
            "person": erasure.fingerprint,
            "asked_at": erasure.asked_at.isoformat(),
            "finished_at": at.isoformat(),
            "removed": removed,
            "left": left,
            "bytes_searched": cleaned.n_bytes,
            "database_rewritten": cleaned.is_rewritten,
            "said_by_others_too": cleaned.is_found_still,
            "files_removed": cleaned.n_files_removed,
            "memory_until": (at + MEMORY_KEPT).isoformat(),
            "backups_until": (at + BACKUPS_KEPT).isoformat(),
        }
    )
    with transaction.atomic():
        done = Erasure.objects.filter(pk=erasure.pk, finished_at=None).update(
            platform="",
            handle="",
            url="",
            finished_at=at,
            backups_until=at + BACKUPS_KEPT,
            statement=text,
            signature=sign(text),
        )
        if done:
            _record("rights.author-erased", erasure, erasure.asked_by, at, {"removed": removed})
    erasure.refresh_from_db()


def _imports_waiting() -> bool:
    """Drafts are thrown away within a week by themselves; the others are read soon."""
    states = [ImportState.WAITING, ImportState.RUNNING]
    return FileImport.objects.filter(state__in=states).exists()


def _record(act: str, erasure: Erasure, by: str, at: dt.datetime, detail: dict[str, Any]) -> None:
    audit.record(
        at=at,
        actor=by,
        act=act,
        object=f"erasure:{erasure.pk}",
        declaration="rights.erasure",
        detail=detail,
    )
