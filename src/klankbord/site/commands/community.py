"""`klankbord community`: the open groups to a file, and a community of elsewhere in."""

import shutil
import uuid
from pathlib import Path

import click
from django.utils import timezone

from klankbord.ambassadors.community.audience import groups_for_everybody
from klankbord.ambassadors.community.imports import actions
from klankbord.ambassadors.community.imports.counting import BROUGHT, NOT_BROUGHT, told
from klankbord.ambassadors.community.imports.exporting import write_export
from klankbord.ambassadors.community.imports.models import CommunityImport
from klankbord.participate.listening.reasons import sentence
from klankbord.people.models import Member, Role
from klankbord.site.commands.streams import Unusable, bar, opened_out
from klankbord.trust.audit import record

ACTOR = "command line"
State = CommunityImport.State


@click.group()
def community() -> None:
    """Take the open groups along, or bring a community of elsewhere in."""


@community.command("export")
@click.argument("output")
def export_community(*, output: str) -> None:
    """Write every open group to OUTPUT, a ZIP: closed and private ones only their owners export."""
    at = timezone.now()
    record(at=at, actor=ACTOR, act="community.open-exported", detail={"to": output})
    with opened_out(output) as file:
        header = write_export(file, groups=groups_for_everybody(), at=at)
    click.echo(f"{header.n_groups} groups, {header.n_messages} messages.", err=True)


@community.command("import")
@click.argument("file")
@click.option("--by", "email", required=True, help="Mail address of the administrator who does so.")
@click.option("--look", "is_look", is_flag=True, help="Only tell what is in it.")
def import_community(*, file: str, email: str, is_look: bool) -> None:
    """Bring FILE in: an export of Slack, Viva Engage, Mattermost or Klankbord.

    Every group comes in as wide as it was; nothing comes in twice.
    """
    by = Member.objects.filter(email__iexact=email, role_grants__role=Role.ADMINISTRATOR).first()
    if by is None:
        raise Unusable(email, "no administrator has this mail address.")
    brought = _looked_at(file, by)
    found = actions.found_in(brought)
    for place in found.places:
        click.echo(f"{place.name} ({place.width}): {place.n_posts + place.n_comments}", err=True)
    if is_look:
        actions.cancel_import(brought=brought, by=by, at=timezone.now())
        return
    choices = {place.key: place.width for place in found.places if place.has_owner}
    at = timezone.now()
    actions.choose(brought=brought, choices=choices, has_voices=True, by=by, at=at)
    with bar() as progress:
        line = progress.add_task(brought.file_name, total=found.n_messages)
        actions.carry_over(
            brought=brought,
            at=at,
            on_page=lambda each: progress.update(line, completed=each.n_done),
        )
    _check(brought)
    for words in (BROUGHT, NOT_BROUGHT):
        for each in told(brought.counts, words):
            click.echo(f"{each.words}: {each.n}", err=True)


def _looked_at(file: str, by: Member) -> CommunityImport:
    """A copy is read: what is brought in is thrown away after it."""
    folder = actions.import_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / uuid.uuid4().hex
    try:
        shutil.copyfile(file, kept)
    except OSError as error:
        raise Unusable(file, error.strerror) from error
    brought = CommunityImport.objects.create(
        path=str(kept), file_name=Path(file).name[:200], by=by, created_at=timezone.now()
    )
    actions.look(brought=brought, at=brought.created_at, on_step=lambda _n: None)
    _check(brought)
    return brought


def _check(brought: CommunityImport) -> None:
    brought.refresh_from_db()
    if brought.state == State.FAILED:
        raise Unusable(brought.file_name, sentence(brought.refusal, brought.refusal_values))
