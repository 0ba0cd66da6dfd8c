"""`klankbord import` and `klankbord export`: files and the installation."""

import shutil
import tempfile
import threading
import time
from pathlib import Path

import click
import msgspec
from django.db import connections, transaction
from django.utils import timezone

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.file import Mapping
from klankbord.core.exchange.forms import FORMS
from klankbord.jobs.run import StopClock
from klankbord.jobs.worker import Worker
from klankbord.participate.archive.actions import export_posts as kept_posts
from klankbord.participate.archive.queries import n_mentions
from klankbord.participate.listening.importing import (
    bring_file,
    import_folder,
    needs_mapping,
    start_import,
)
from klankbord.participate.listening.models import Delivery, FileImport, ImportState
from klankbord.participate.listening.queries import MAX_ATTEMPTS
from klankbord.participate.listening.reasons import sentence
from klankbord.site.commands.streams import Unusable, bar, opened_in, opened_out
from klankbord.trust.audit import record

ACTOR = "command line"
LOOK = 0.1


PARQUET = "parquet"
_ENDINGS = {form.ending: name for name, form in FORMS.items()}


def form_of(name: str) -> str:
    """Which form a name asks for."""
    return _ENDINGS.get(Path(name.removesuffix(".gz")).suffix, "jsonl")


@click.command("import")
@click.argument("files", nargs=-1, required=True)
@click.option("--mapping", help="JSON file that says which column holds what.")
@click.option("--wait/--no-wait", default=True, help="Work along until all is kept.")
def import_posts(*, files: tuple[str, ...], mapping: str | None, wait: bool) -> None:
    """Bring FILES in: posts in any form of `export`, or an export of another tool.

    - is standard input.

    The reading is a job: it goes on where it stopped when the machine was switched off.
    """
    columns = _read_mapping(mapping)
    imports = [_bring(name, columns) for name in files]
    if wait:
        _work_along(imports)
        _tell_outcome(imports)


def _bring(name: str, mapping: Mapping | None) -> FileImport:
    is_stream = name == "-"
    path = _spool() if is_stream else Path(name).resolve()
    shown = "standard input" if is_stream else path.name
    now = timezone.now()
    try:
        with transaction.atomic():
            file_import, known = bring_file(
                path=path, name=shown, is_ours=is_stream, at=now, actor=ACTOR
            )
            if mapping is None and needs_mapping(known):
                raise Unusable(name, "say by --mapping which column holds what.")
            start_import(file_import=file_import, mapping=mapping, at=now, actor=ACTOR)
    except ConnectorRefused as refusal:
        raise Unusable(name, sentence(refusal.key, refusal.values)) from refusal
    except OSError as error:
        raise Unusable(name, error.strerror) from error
    return file_import


def _spool() -> Path:
    """Standard input cannot be read twice; a job can be tried twice."""
    folder = import_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with opened_in("-") as lines, tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        shutil.copyfileobj(lines, file)
    return Path(file.name)


def _read_mapping(name: str | None) -> Mapping | None:
    if name is None:
        return None
    with opened_in(name) as file:
        try:
            return msgspec.json.decode(file.read(), type=Mapping)
        except msgspec.MsgspecError as error:
            raise Unusable(name, error) from error


def _work_along(imports: list[FileImport]) -> None:
    """Be a worker until all is kept: the command also works when nothing else runs."""
    stop_clock = StopClock()
    thread = threading.Thread(target=Worker(stop_clock=stop_clock).work_until_told)
    thread.start()
    try:
        with bar() as progress:
            lines = {each.pk: progress.add_task(each.source.name, total=None) for each in imports}
            while not _is_over(imports):
                for each in FileImport.objects.filter(pk__in=lines):
                    progress.update(lines[each.pk], completed=each.n_done, total=each.n_total)
                time.sleep(LOOK)
    finally:
        stop_clock.tell()
        thread.join()
        connections.close_all()


def _is_over(imports: list[FileImport]) -> bool:
    mine = FileImport.objects.filter(pk__in=[each.pk for each in imports])
    if mine.filter(state__in=[ImportState.WAITING, ImportState.RUNNING]).exists():
        return False
    waiting = Delivery.objects.filter(source__in=mine.values("source"), n_attempts__lt=MAX_ATTEMPTS)
    return not waiting.exists()


def _tell_outcome(imports: list[FileImport]) -> None:
    is_well = True
    for each in imports:
        each.refresh_from_db()
        source = each.source
        if each.state == ImportState.DONE:
            click.echo(f"{source.name}: {each.n_posts} posts read.", err=True)
            continue
        is_well = False
        reason = sentence(source.last_error, source.last_error_values) if source.last_error else ""
        click.echo(f"{source.name}: {each.state}. {reason}", err=True)
    if not is_well:
        raise click.exceptions.Exit(1)


@click.command("export")
@click.argument("output", default="-")
@click.option(
    "--form",
    type=click.Choice([*FORMS]),
    help="Without it the name says: .parquet, .csv, .json (ActivityStreams 2.0), else JSON Lines.",
)
@click.option("--unmasked", is_flag=True, help="Colleagues too: to move to another machine only.")
def export_posts(*, output: str, form: str | None, unmasked: bool) -> None:
    """Write every kept post to OUTPUT, oldest first.

    Colleagues who did not choose to be shown have no name in it.
    """
    form = form or form_of(output)
    if form == PARQUET and (output == "-" or output.endswith(".gz")):
        raise Unusable(output, "Parquet is packed already and needs a file: name one (a.parquet).")
    detail = {"to": output, "form": form, "unmasked": unmasked}
    record(at=timezone.now(), actor=ACTOR, act="archive.exported", detail=detail)
    with opened_out(output) as file, bar() as progress:
        posts = progress.track(
            kept_posts(is_masked=not unmasked), total=n_mentions(), description="export"
        )
        file.writelines(FORMS[form].write(posts))
