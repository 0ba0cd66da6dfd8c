"""The period of the overview, as it stands in its address, and the one before it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

CHOICES = (7, 28, 90)
DEFAULT = 28
MAX_DAYS = 400


@dataclass(frozen=True)
class Period:
    """Whole days; both ends count."""

    since: dt.date
    until: dt.date

    @classmethod
    def read(cls, params: Mapping[str, Any], *, today: dt.date) -> Self:
        """Take `since` and `until`, or `days` up to today; what cannot be read is the default."""
        since, until = _read_day(params.get("since")), _read_day(params.get("until"))
        if since and since <= (until or today):
            end = min(until or today, max(today, since))
            return cls(max(since, end - dt.timedelta(days=MAX_DAYS - 1)), end)
        days = str(params.get("days", ""))
        n_days = int(days) if days in {str(choice) for choice in CHOICES} else DEFAULT
        return cls(today - dt.timedelta(days=n_days - 1), today)

    @property
    def n_days(self) -> int:
        """How many days."""
        return (self.until - self.since).days + 1

    @property
    def previous(self) -> "Period":
        """The same number of days just before."""
        before = self.since - dt.timedelta(days=1)
        return Period(before - dt.timedelta(days=self.n_days - 1), before)

    @property
    def days(self) -> list[dt.date]:
        """Every day in order."""
        return [self.since + dt.timedelta(days=n) for n in range(self.n_days)]

    @property
    def params(self) -> dict[str, str]:
        """As the mention list and the pictures take it in their address."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


def _read_day(value: object) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(str(value or ""))
    except ValueError:
        return None
    return day if dt.date(1990, 1, 1) <= day <= dt.date(9000, 1, 1) else None
