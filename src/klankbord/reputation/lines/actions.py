"""What can be done to a line: write, publish by another person, end."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from klankbord.jobs.queue import enqueue
from klankbord.people.models import Member, Role
from klankbord.reputation.lines.models import Line, LineLetter, LineVersion
from klankbord.reputation.lines.queries import told_of
from klankbord.trust import audit

WRITERS = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
APPROVERS = (Role.MANAGER, Role.APPROVER)


class OwnWords(Exception):  # noqa: N818  # named after the broken promise
    """Nobody publishes what they wrote themselves."""


class DraftChanged(Exception):  # noqa: N818  # named after the broken promise
    """The words are not those that were read, or are published already."""


def write_line(
    *, by: Member, at: dt.datetime, line: Line | None = None, **fields: Any
) -> LineVersion:
    """Keep the draft of a line, a new one or the next version of one that is out.

    What colleagues read, its title too, stays as it was approved.
    """
    with transaction.atomic():
        kept = line or Line(began_at=at)
        if not kept.pk or not kept.versions.exclude(published_at=None).exists():
            kept.title = fields["title"]
            kept.save()
        newest = kept.versions.first()
        if newest is None or newest.published_at is not None:
            number = newest.number + 1 if newest else 1
            newest = LineVersion(line=kept, number=number)
        for name, value in {**fields, "written_by": by, "written_at": at}.items():
            setattr(newest, name, value)
        newest.save()
        _record("lines.written", newest, by, at)
    return newest


def publish_version(
    *, version: LineVersion | None, by: Member, at: dt.datetime, read_at: str | None = None
) -> LineVersion:
    """Show it to all colleagues; `read_at` is the moment of the words on the approver's screen."""
    if version is None:
        raise DraftChanged
    if version.written_by_id == by.pk:
        raise OwnWords
    same = LineVersion.objects.filter(
        pk=version.pk, published_at=None, written_at=version.written_at
    )
    with transaction.atomic():
        is_read = read_at is None or read_at == version.written_at.isoformat()
        if not is_read or not same.update(published_at=at, published_by=by):
            raise DraftChanged
        Line.objects.filter(pk=version.line_id).update(title=version.title)
        _record("lines.published", version, by, at)
        _queue_letters(version, by, at)
    version.refresh_from_db()
    return version


def end_line(*, line: Line, by: Member, at: dt.datetime) -> None:
    """Nobody has to say this any more, from today on."""
    yesterday = timezone.localdate(at) - dt.timedelta(days=1)
    with transaction.atomic():
        for version in line.versions.exclude(published_at=None).filter(ends_on__gt=yesterday):
            LineVersion.objects.filter(pk=version.pk).update(ends_on=yesterday)
            _record("lines.ended", version, by, at)


def _queue_letters(version: LineVersion, by: Member, at: dt.datetime) -> None:
    """At any hour: colleagues read it before, or together with, the public answer."""
    told = told_of(version, by=by)
    LineLetter.objects.bulk_create(LineLetter(version=version, member=each) for each in told)
    enqueue("lines.mail_version", payload={"version_id": version.pk}, at=at)


def _record(act: str, version: LineVersion, by: Member, at: dt.datetime) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"line:{version.line_id}",
        declaration="lines.lines",
        detail={"version": version.number},
    )
