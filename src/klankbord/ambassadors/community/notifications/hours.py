"""When mail may come to a member, where they are: no clock of ours, no database."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from klankbord.people.quiet_hours import EVENING, MORNING, SATURDAY

DAY = dt.timedelta(days=1)
LONGEST = 70  # days: from one first of the month to the next, and a weekend
BACK = 4  # days: the first of the month may have been a Saturday that was passed over


@dataclass(frozen=True, kw_only=True)
class MailHours:
    """Hours of the day, in a time zone, in which mail may come."""

    zone: ZoneInfo
    from_hour: int = MORNING
    until_hour: int = EVENING
    is_weekend_quiet: bool = True

    def is_quiet(self, at: dt.datetime) -> bool:
        """Whether nobody wants mail at this moment, there."""
        local = at.astimezone(self.zone)
        if self.is_weekend_quiet and local.weekday() >= SATURDAY:
            return True
        return not self.from_hour <= local.hour < self.until_hour

    def first_from(self, at: dt.datetime) -> dt.datetime:
        """Find the first moment from `at` at which mail may come.

        Where the clock goes forward an opening hour may not exist that day; then it is the next.
        """
        if not self.is_quiet(at):
            return at
        day = at.astimezone(self.zone).date()
        while (found := self._opening(day)) < at or self.is_quiet(found):
            day += DAY
        return found

    def next_digest(self, rhythm: str, *, after: dt.datetime) -> dt.datetime:
        """Find when the next digest comes: each day, on Monday, or on the first of the month."""
        today = after.astimezone(self.zone).date()
        days = (today + n * DAY for n in range(-BACK, LONGEST))
        moments = (self.first_from(self._opening(day)) for day in days if _is_day(rhythm, day))
        return next(moment for moment in moments if moment > after)

    def _opening(self, day: dt.date) -> dt.datetime:
        local = dt.datetime.combine(day, dt.time(self.from_hour), tzinfo=self.zone)
        return local.astimezone(dt.UTC)


def _is_day(rhythm: str, day: dt.date) -> bool:
    if rhythm == "monthly":
        return day.day == 1
    return rhythm == "daily" or day.weekday() == 0
