"""A member's own data in one file: JSON for programs, HTML for people."""

import datetime as dt
import json
import secrets
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from klankbord.jobs.queue import enqueue
from klankbord.jobs.registry import Run
from klankbord.people.models import Member
from klankbord.people.queries import organisation
from klankbord.trust import audit
from klankbord.trust.rights.contract import OWN_DATA
from klankbord.trust.rights.models import OwnExport

KEPT = dt.timedelta(days=7)


def own_folder() -> Path:
    """Where the files stand for a week."""
    return Path(settings.DATA) / "files" / "own"


def ask_own_data(*, member: Member, at: dt.datetime) -> OwnExport:
    """Ask for one file; while one is being made, that one is given."""
    waiting = OwnExport.objects.filter(member=member.pk, finished_at=None, expires_at__gt=at)
    if export := waiting.first():
        return export
    with transaction.atomic():
        export = OwnExport.objects.create(
            member=member.pk,
            asked_at=at,
            expires_at=at + KEPT,
            name=f"{secrets.token_urlsafe(24)}.zip",
        )
        enqueue(
            "rights.gather_own_data",
            payload={"export_id": export.pk},
            unique_key=job_key(export),
            at=at,
        )
        _record("rights.own-data-asked", export, at)
    return export


def job_key(export: OwnExport) -> str:
    """Under which key the work can be followed."""
    return f"rights.own-data:{export.pk}"


def exports_of(member: Member, *, at: dt.datetime) -> list[OwnExport]:
    """Files that the member can still fetch, or that are being made."""
    return list(OwnExport.objects.filter(member=member.pk, expires_at__gt=at)[:5])


def gather(run: Run, export: OwnExport) -> None:
    """Ask every room and write the file; a second try writes it anew."""
    member = Member.everybody.get(pk=export.member)
    with translation.override(member.language or "en"):
        parts: dict[str, dict[str, Any]] = {}
        for done, (key, source) in enumerate(OWN_DATA.items(), 1):
            parts[key] = {"label": str(source.label), "rows": list(source.rows(member.pk))}
            run.progress(done=done, total=len(OWN_DATA))
        _write(export, member, parts, run.now)
    OwnExport.objects.filter(pk=export.pk).update(finished_at=run.now)


def drop_exports(*, at: dt.datetime) -> int:
    """Delete the files whose week is over, and any that nobody knows."""
    OwnExport.objects.filter(expires_at__lte=at).delete()
    known = set(OwnExport.objects.values_list("name", flat=True))
    old = [path for path in own_folder().glob("*") if path.name.lstrip(".") not in known]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def record_fetch(*, export: OwnExport, at: dt.datetime) -> None:
    """Every file that leaves the house is in the log."""
    _record("rights.own-data-fetched", export, at)


def _write(
    export: OwnExport, member: Member, parts: dict[str, dict[str, Any]], at: dt.datetime
) -> None:
    here = organisation()
    about = {
        "name": member.name,
        "organisation": here.name if here else "",
        "made_at": at,
        "parts": parts,
    }
    folder = own_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{export.name}"
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as pack:
        text = json.dumps(about, ensure_ascii=False, indent=1, default=str)
        pack.writestr("data.json", text)
        shown = [(part["label"], [_shown(row) for row in part["rows"]]) for part in parts.values()]
        context = {"about": about, "parts": shown, "language": translation.get_language()}
        pack.writestr("data.html", render_to_string("site/rights/own_file.html", context))
        for source in OWN_DATA.values():
            for file in source.files(member.pk):
                pack.writestr(file.name, file.content)
    draft.chmod(0o600)
    draft.replace(folder / export.name)


def _shown(row: Any) -> list[tuple[str, Any]]:
    return [(str(name).replace("_", " "), value) for name, value in row.items()]


def _record(act: str, export: OwnExport, at: dt.datetime) -> None:
    audit.record(
        at=at,
        actor=f"member:{export.member}",
        act=act,
        object=f"own-export:{export.pk}",
        declaration="rights.own-data",
    )
