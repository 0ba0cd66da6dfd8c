"""Carry a community over: take a file up, choose, start, stop, take back."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction

from klankbord.ambassadors.community.imports.bringing import bring_in
from klankbord.ambassadors.community.imports.looking import Found, look_into
from klankbord.ambassadors.community.imports.models import CommunityImport
from klankbord.ambassadors.community.imports.undoing import take_back
from klankbord.connectors.contract import ConnectorRefused
from klankbord.jobs.models import Job
from klankbord.jobs.models import State as JobState
from klankbord.jobs.queue import cancel_job, enqueue
from klankbord.people.models import Member
from klankbord.trust import audit
from klankbord.trust.retention.contract import TimeClass

State = CommunityImport.State
LOOK, BRING, UNDO = "community.look_into", "community.bring_in", "community.take_back"


class NotReady(Exception):  # noqa: N818  # named after the broken promise
    """Somebody else started it already, or it is over."""


def import_folder() -> Path:
    """Where uploads stay until they are carried over."""
    return Path(settings.DATA) / "files" / "communities"


def drop_uploads(paths: Iterable[Path]) -> None:
    """Throw away what was sent along and no import took up."""
    written = {str(path) for path in paths}
    taken = CommunityImport.objects.filter(path__in=written).values_list("path", flat=True)
    for path in written.difference(taken):
        Path(path).unlink(missing_ok=True)


@transaction.atomic
def take_up(*, path: Path, file_name: str, by: Member, at: dt.datetime) -> CommunityImport:
    """Take a file up, and have it looked into."""
    brought = CommunityImport.objects.create(
        path=str(path), file_name=file_name[:200], by=by, created_at=at
    )
    _ask(brought, LOOK, at)
    return brought


def look(*, brought: CommunityImport, at: dt.datetime, on_step: Callable[[int], None]) -> None:
    """Find what is in the file; then it waits for a choice."""
    try:
        found = look_into(Path(brought.path), now=brought.created_at, on_step=on_step)
    except ConnectorRefused as refusal:
        _refuse(brought, refusal, at)
        return
    CommunityImport.objects.filter(pk=brought.pk, state=State.LOOKING).update(
        state=State.READY, platform=found.platform, found=msgspec.to_builtins(found)
    )


@transaction.atomic
def start_import(
    *,
    brought: CommunityImport,
    choices: Mapping[str, str],
    has_voices: bool,
    by: Member,
    at: dt.datetime,
) -> None:
    """Have the chosen groups brought in, each as the kind of group that was chosen; once."""
    choose(brought=brought, choices=choices, has_voices=has_voices, by=by, at=at)
    _ask(brought, BRING, at)


@transaction.atomic
def choose(
    *,
    brought: CommunityImport,
    choices: Mapping[str, str],
    has_voices: bool,
    by: Member,
    at: dt.datetime,
) -> None:
    """Note what comes in; the caller brings it. Raises `NotReady` for who comes second."""
    ready = CommunityImport.objects.filter(pk=brought.pk, state=State.READY)
    if not ready.update(state=State.WAITING, choices=dict(choices), has_voices=has_voices):
        raise NotReady
    brought.refresh_from_db()
    detail = {"platform": brought.platform, "n_groups": len(choices)}
    _record(brought, "community.import-started", at, f"member:{by.pk}", detail)


def carry_over(
    *,
    brought: CommunityImport,
    at: dt.datetime,
    on_page: Callable[[CommunityImport], None],
    in_page: Callable[[], None] = lambda: None,
) -> None:
    """Read the file to its end; what cannot be read is written down, and ends the import."""
    CommunityImport.objects.filter(pk=brought.pk).update(state=State.RUNNING)
    brought.state = State.RUNNING
    try:
        bring_in(brought=brought, at=at, on_page=on_page, in_page=in_page)
    except ConnectorRefused as refusal:
        _refuse(brought, refusal, at)
        return
    end_import(brought=brought, state=State.DONE, at=at)


def cancel_import(*, brought: CommunityImport, by: Member, at: dt.datetime) -> None:
    """Stop it; what was brought already stays, until it is taken back."""
    job = Job.objects.filter(unique_key=job_key(brought)).order_by("-pk").first()
    if job is not None:
        cancel_job(job_id=job.pk, now=at)
        job.refresh_from_db()
    # A worker that reads now ends it at its next page; nobody else would.
    if job is None or job.state != JobState.RUNNING:
        end_import(brought=brought, state=State.CANCELLED, at=at)
    _record(brought, "community.import-stopped", at, f"member:{by.pk}")


@transaction.atomic
def undo_import(*, brought: CommunityImport, by: Member, at: dt.datetime) -> None:
    """Have everything taken back that nobody answered since."""
    as_read = CommunityImport.objects.filter(pk=brought.pk, state=brought.state)
    if not brought.may_be_undone(at) or not as_read.update(state=State.UNDOING):
        raise NotReady
    _record(brought, "community.import-undone", at, f"member:{by.pk}")
    _ask(brought, UNDO, at)


def undo(*, brought: CommunityImport, at: dt.datetime, on_page: Callable[[int], None]) -> None:
    """Take it back, and say so."""
    take_back(brought=brought, on_page=on_page)
    CommunityImport.objects.filter(pk=brought.pk).update(state=State.UNDONE, finished_at=at)


def end_import(*, brought: CommunityImport, state: str, at: dt.datetime) -> None:
    """Write down how it ended; neither the file nor names out of it are kept any longer."""
    changed = CommunityImport.objects.filter(pk=brought.pk).exclude(state=State.DONE)
    changed.update(state=state, found={}, choices={}, finished_at=at)
    brought.state = state
    Path(brought.path).unlink(missing_ok=True)
    if state == State.DONE:
        n = {key: brought.counts.get(key, 0) for key in ("groups", "posts", "comments")}
        _record(brought, "community.imported", at, "community", {f"n_{k}": v for k, v in n.items()})


def drop_forgotten(*, at: dt.datetime) -> int:
    """Throw away files that nobody chose from within a week."""
    before = TimeClass.COPY.before(at)
    waiting = CommunityImport.objects.filter(state=State.READY, created_at__lt=before)
    forgotten = list(waiting)
    for brought in forgotten:
        end_import(brought=brought, state=State.CANCELLED, at=at)
    return len(forgotten)


def found_in(brought: CommunityImport) -> Found:
    """What was found, while it waits for a choice."""
    return msgspec.convert(brought.found, Found)


def job_key(brought: CommunityImport) -> str:
    """Under which key the work on an import can be followed and stopped."""
    return f"community-import:{brought.pk}"


def _ask(brought: CommunityImport, job: str, at: dt.datetime) -> None:
    enqueue(job, payload={"import_id": brought.pk}, unique_key=job_key(brought), at=at)


def _refuse(brought: CommunityImport, refusal: ConnectorRefused, at: dt.datetime) -> None:
    values = {name: str(value)[:300] for name, value in refusal.values.items()}
    CommunityImport.objects.filter(pk=brought.pk).update(
        refusal=refusal.key[:60], refusal_values=values | {"name": brought.file_name}
    )
    end_import(brought=brought, state=State.FAILED, at=at)


def _record(
    brought: CommunityImport,
    act: str,
    at: dt.datetime,
    actor: str,
    detail: dict[str, object] | None = None,
) -> None:
    audit.record(
        at=at,
        actor=actor,
        act=act,
        object=f"community-import:{brought.pk}",
        declaration="community.imports",
        detail=detail,
    )
