"""Files that somebody brought: recognised, read page by page, resumed where they stopped."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F

from klankbord.connectors.contract import ConnectorRefused, Reading
from klankbord.connectors.file import Mapping, Recognition, read_pages, recognise
from klankbord.connectors.file.opening import Container
from klankbord.jobs.queue import enqueue
from klankbord.participate.listening.actions import deliver, note_warnings
from klankbord.participate.listening.models import FileImport, ImportState, Source
from klankbord.trust.audit import record

PAGE = 2_000  # half the memory of 5,000 where a page is kept, for one part in a hundred of time


def import_folder() -> Path:
    """Where uploads stay until they are read."""
    return Path(settings.DATA) / "files" / "imports"


def bring_file(
    *, path: Path, name: str, is_ours: bool, at: dt.datetime, actor: str
) -> tuple[FileImport, Recognition]:
    """Take up a file as a source of its own; raises `ConnectorRefused` if it cannot be read.

    It waits as a draft until `start_import`; a file of a known kind needs no mapping for that.
    """
    known = recognise(path)
    with transaction.atomic():
        source = Source.objects.create(
            connector="file", target=name[:2000], name=name[:200], is_active=False, created_at=at
        )
        file_import = FileImport.objects.create(
            source=source,
            path=str(path),
            is_ours=is_ours,
            n_bytes=path.stat().st_size,
            format=known.kind,
            imported_by=actor,
            created_at=at,
        )
    return file_import, known


def drop_uploads(paths: Iterable[Path]) -> None:
    """Throw away what was sent along and no import took up."""
    written = {str(path) for path in paths}
    taken = FileImport.objects.filter(path__in=written).values_list("path", flat=True)
    for path in written.difference(taken):
        Path(path).unlink(missing_ok=True)


def needs_mapping(known: Recognition) -> bool:
    """Whether somebody must first say which column holds what."""
    return not known.is_ours and known.mapping is None


def start_import(
    *, file_import: FileImport, mapping: Mapping | None, at: dt.datetime, actor: str
) -> None:
    """Queue the reading of a draft; somebody who presses twice starts it once."""
    given = None if mapping is None else msgspec.to_builtins(mapping)
    with transaction.atomic():
        draft = FileImport.objects.filter(pk=file_import.pk, state=ImportState.DRAFT)
        if not draft.update(state=ImportState.WAITING, mapping=given):
            return
        enqueue(
            "listening.import_file",
            payload={"import_id": file_import.pk},
            unique_key=job_key(file_import),
            at=at,
        )
        record(
            at=at,
            actor=actor,
            act="listening.file-imported",
            object=f"source:{file_import.source_id}",
            detail={"name": file_import.source.name, "bytes": file_import.n_bytes},
        )


def job_key(file_import: FileImport) -> str:
    """Under which key the job of an import can be followed and cancelled."""
    return f"import:{file_import.pk}"


def import_path(
    *,
    path: Path,
    at: dt.datetime,
    mapping: Mapping | None = None,
    name: str = "",
    actor: str = "command line",
) -> FileImport:
    """Import a file that lies on this machine, and stays there; its reading is queued."""
    file_import, _known = bring_file(
        path=path.resolve(), name=name or path.name, is_ours=False, at=at, actor=actor
    )
    start_import(file_import=file_import, mapping=mapping, at=at, actor=actor)
    file_import.refresh_from_db()
    return file_import


def read_import(
    *,
    file_import: FileImport,
    now: dt.datetime,
    on_page: Callable[[FileImport], None],
    in_page: Callable[[], None] = lambda: None,
) -> None:
    """Read a file to its end, a page a transaction; after a stop it goes on with the next page.

    `in_page` is called inside the transaction of each page, `on_page` after it. What cannot be
    read is written on the source, and ends the import.
    """
    source = file_import.source
    file_import.state = ImportState.RUNNING
    file_import.n_total = _size_to_read(file_import)
    file_import.save(update_fields=["state", "n_total"])
    try:
        for reading in _pages(file_import):
            with transaction.atomic():
                _take(file_import, reading, now)
                in_page()
            on_page(file_import)
    except ConnectorRefused as refusal:
        Source.objects.filter(pk=source.pk).update(
            last_error=refusal.key[:60],
            last_error_values={name: str(value)[:300] for name, value in refusal.values.items()},
            n_failures=F("n_failures") + 1,
        )
        end_import(file_import=file_import, state=ImportState.FAILED, at=now)
        return
    end_import(file_import=file_import, state=ImportState.DONE, at=now)


def _pages(file_import: FileImport) -> Iterator[Reading]:
    mapping = file_import.mapping
    return read_pages(
        Path(file_import.path),
        None if mapping is None else msgspec.convert(mapping, Mapping),
        file_import.source.cursor,
        PAGE,
        # The time of bringing: an undated row keeps its time when it is read again.
        now=file_import.created_at,
    )


def _take(file_import: FileImport, reading: Reading, now: dt.datetime) -> None:
    source = file_import.source
    is_first = not source.cursor
    deliver(source=source, posts=reading.batch.posts, at=now)
    note_warnings(source_id=source.pk, warnings=reading.warnings, at=now, is_fresh=is_first)
    source.cursor = reading.cursor
    Source.objects.filter(pk=source.pk).update(
        cursor=reading.cursor, last_run_at=now, last_success_at=now
    )
    is_in_bytes = file_import.n_total is not None
    file_import.n_done = int(reading.cursor["offset" if is_in_bytes else "row"])
    file_import.n_posts += len(reading.batch)
    FileImport.objects.filter(pk=file_import.pk).update(
        n_done=file_import.n_done, n_posts=file_import.n_posts
    )


def _size_to_read(file_import: FileImport) -> int | None:
    """Bytes of a plain file; what a packed file or a workbook holds shows only at its end."""
    known = recognise(Path(file_import.path)) if Path(file_import.path).is_file() else None
    return file_import.n_bytes if known and known.container is Container.PLAIN else None


def end_import(*, file_import: FileImport, state: ImportState, at: dt.datetime) -> None:
    """Write down how it ended; an upload is not kept any longer than it is needed."""
    FileImport.objects.filter(pk=file_import.pk).update(state=state, finished_at=at)
    file_import.state = state
    if file_import.is_ours:
        Path(file_import.path).unlink(missing_ok=True)
