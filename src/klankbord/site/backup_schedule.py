"""A backup every day, and which of the old ones stay: 7 days, 4 weeks, 3 months."""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path

from klankbord.site.backup import write_backup
from klankbord.site.environment import Environment

DAYS, WEEKS, MONTHS = 7, 4, 3
LONGEST = dt.timedelta(days=90)  # as the proof of an erasure says of backups
EVERY = dt.timedelta(days=1)
_NAME = re.compile(r"klankbord-(\d{8}-\d{6})\.zip")
_FORM = "%Y%m%d-%H%M%S"
_DRAFT = re.compile(r"\.klankbord-\d{8}-\d{6}\.zip\.\d+")


def is_due(*, environment: Environment, now: dt.datetime) -> bool:
    """Whether the newest backup is a day old, or there is none."""
    newest = newest_backup(environment)
    return environment.backups is not None and (newest is None or now - newest >= EVERY)


def newest_backup(environment: Environment) -> dt.datetime | None:
    """When the newest backup of the schedule was made."""
    return max(_found(environment.backups), default=None) if environment.backups else None


def back_up(*, environment: Environment, now: dt.datetime) -> Path | None:
    """Write the backup of the day and clear away what need not stay; None if none is wanted."""
    folder = environment.backups
    if folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"klankbord-{now.astimezone(dt.UTC):{_FORM}}.zip"
    write_backup(
        environment=environment,
        target=target,
        with_secret=False,
        now=now,
        passphrase=environment.backup_passphrase,
    )
    clear_away(folder, now=now)
    return target


def clear_away(folder: Path, *, now: dt.datetime) -> None:
    """Delete backups that need not stay and what a killed process left; nothing else."""
    found = _found(folder)
    for moment in set(found) - staying(found):
        found[moment].unlink(missing_ok=True)
    for path in folder.iterdir():
        is_old = now.timestamp() - path.stat().st_mtime > EVERY.total_seconds()
        if _DRAFT.fullmatch(path.name) and is_old:
            path.unlink(missing_ok=True)


def staying(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    """The newest of each of the last days, weeks and months; none much older than the newest."""
    newest_first = sorted(moments, reverse=True)
    newest_first = [moment for moment in newest_first if newest_first[0] - moment < LONGEST]
    return {
        *_newest_of_each(newest_first, DAYS, lambda moment: moment.date()),
        *_newest_of_each(newest_first, WEEKS, lambda moment: moment.isocalendar()[:2]),
        *_newest_of_each(newest_first, MONTHS, lambda moment: (moment.year, moment.month)),
    }


def _newest_of_each(
    newest_first: list[dt.datetime], most: int, period: Callable[[dt.datetime], Hashable]
) -> list[dt.datetime]:
    kept: dict[Hashable, dt.datetime] = {}
    for moment in newest_first:
        kept.setdefault(period(moment), moment)
    return list(kept.values())[:most]


def _found(folder: Path) -> dict[dt.datetime, Path]:
    if not folder.is_dir():
        return {}
    names = ((path, _NAME.fullmatch(path.name)) for path in folder.iterdir())
    return {
        dt.datetime.strptime(name[1], _FORM).replace(tzinfo=dt.UTC): path
        for path, name in names
        if name
    }
