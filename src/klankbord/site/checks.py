"""What an administrator wants to know: is this installation healthy, and if not, what to do."""

import datetime as dt
import os
import shutil
import sqlite3
import stat
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import connection
from django.utils import timezone

from klankbord.ambassadors.community.attachments.queries import bytes_kept
from klankbord.jobs.models import Job, Standing, State
from klankbord.people.queries import organisation
from klankbord.site.backup_schedule import newest_backup
from klankbord.site.environment import read_environment
from klankbord.trust.audit import verify
from klankbord.trust.models import AuditEntry

SAFE_SQLITE = (3, 51, 3)
OLD_BACKUP = dt.timedelta(days=2)
LITTLE_ROOM = 1_000_000_000  # bytes
NEARLY_FULL = 0.9
GUIDE = "See docs/en/settings.md."


@checks.register(checks.Tags.database)
def sqlite_is_safe(
    app_configs: Sequence[AppConfig] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Old versions can corrupt a WAL database that two processes write."""
    del app_configs
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        checks.Error(
            f"SQLite {sqlite3.sqlite_version} can damage the database when web and worker write.",
            hint=f"Install the wheel pysqlite3 (0.6.1 or newer), or use PostgreSQL. {GUIDE}",
            id="klankbord.E001",
        )
    ]


@checks.register("klankbord")
def data_folder_is_writable(
    app_configs: Sequence[AppConfig] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Everything that is kept goes there."""
    del app_configs
    if os.access(settings.DATA, os.W_OK | os.X_OK):
        return []
    return [
        checks.Error(
            f"Klankbord cannot write in {settings.DATA}.",
            hint=f"Give the user that runs it the folder, or name another. {GUIDE}",
            id="klankbord.E002",
        )
    ]


def findings(now: dt.datetime) -> list[CheckMessage]:
    """Every check: Django's, and those that look into the database and the machine."""
    found = [*checks.run_checks(include_deployment_checks=False)]
    for look in (
        _room,
        _neighbours,
        _clock,
        _zone,
        _audit_chain,
        _dead_letters,
        _standing_jobs,
        _backups,
        _attachments,
    ):
        found += look(now)
    return found


def _room(_now: dt.datetime) -> list[CheckMessage]:
    if not settings.DATA.is_dir():  # klankbord.E002 says so
        return []
    free = shutil.disk_usage(settings.DATA).free
    if free >= LITTLE_ROOM:
        return []
    return [
        checks.Warning(
            f"Only {free // 1_000_000} MB are free where the data stands.",
            hint="Make room: a full disk stops everything.",
            id="klankbord.W003",
        )
    ]


def _neighbours(_now: dt.datetime) -> list[CheckMessage]:
    """Who reads the database has every session in it."""
    if not settings.DATA.is_dir() or not settings.DATA.stat().st_mode & stat.S_IRWXO:
        return []
    return [
        checks.Warning(
            f"Every user of this machine can look into {settings.DATA}.",
            hint=f"Close it: chmod o= {settings.DATA}",
            id="klankbord.W009",
        )
    ]


def _clock(now: dt.datetime) -> list[CheckMessage]:
    """Leases and the audit log need a clock that runs with the others, and never back."""
    last = AuditEntry.objects.order_by("-id").first()
    is_behind = last is not None and last.at > now + dt.timedelta(minutes=1)
    if not is_behind and abs(_database_time() - timezone.now()) < dt.timedelta(seconds=5):
        return []
    return [
        checks.Error(
            "The clock of this machine is not right.",
            hint="Switch on time synchronisation (NTP) on every machine of Klankbord.",
            id="klankbord.E004",
        )
    ]


def _zone(_now: dt.datetime) -> list[CheckMessage]:
    """Counts by day were made in the zone that the house began in: another one would part them."""
    house = organisation()
    if house is None or house.time_zone == settings.TIME_ZONE:
        return []
    return [
        checks.Warning(
            f"KLANKBORD_TIME_ZONE says {settings.TIME_ZONE}; the house counts its days in "
            f"{house.time_zone} since it began.",
            hint=f"Set KLANKBORD_TIME_ZONE={house.time_zone}: counts made already keep their days.",
            id="klankbord.W010",
        )
    ]


def _database_time() -> dt.datetime:
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
        return moment


def _audit_chain(_now: dt.datetime) -> list[CheckMessage]:
    found = verify()
    if found.is_whole:
        return []
    return [
        checks.Error(
            f"The audit log is not as it was written ({found.fault} {found.broken_at or ''}).",
            hint="Keep this database as it is, and compare with a backup from before.",
            id="klankbord.E005",
        )
    ]


def _dead_letters(_now: dt.datetime) -> list[CheckMessage]:
    n_failed = Job.objects.filter(state=State.FAILED).count()
    if not n_failed:
        return []
    return [
        checks.Warning(
            f"{n_failed} jobs failed for good.",
            hint=f"Look at {settings.PUBLIC_URL}/jobs/?state=failed",
            id="klankbord.W006",
        )
    ]


def _backups(now: dt.datetime) -> list[CheckMessage]:
    environment = read_environment()
    newest = newest_backup(environment)
    if environment.backups is None or (newest and now - newest < OLD_BACKUP):
        return []
    found = f"is of {newest:%Y-%m-%d %H:%M}" if newest else "is not there"
    return [
        checks.Warning(
            f"The newest backup in {environment.backups} {found}.",
            hint=f"Look why the job site.back_up does not run: {settings.PUBLIC_URL}/jobs/",
            id="klankbord.W008",
        )
    ]


def _attachments(_now: dt.datetime) -> list[CheckMessage]:
    n_kept, n_most = bytes_kept(), settings.ATTACHMENTS_BYTES
    if n_kept < n_most * NEARLY_FULL or not n_kept:
        return []
    return [
        checks.Warning(
            f"Pictures and files in the community take {n_kept // 1_000_000} of the"
            f" {n_most // 1_000_000} MB that they may take.",
            hint=f"Raise KLANKBORD_ATTACHMENTS_MB, or no more can be added. {GUIDE}",
            id="klankbord.W011",
        )
    ]


def _standing_jobs(_now: dt.datetime) -> list[CheckMessage]:
    return [
        checks.Warning(
            f"{row.name} went wrong {row.n_failures} times: {row.last_error}",
            hint=f"Look at {settings.PUBLIC_URL}/jobs/",
            id="klankbord.W007",
        )
        for row in Standing.objects.filter(n_failures__gte=3)
    ]
