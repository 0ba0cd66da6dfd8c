"""Hours of the organisation in which nobody is written to; they may go over midnight."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

_SATURDAY: Final = 5
_DAYS_AHEAD: Final = 8  # nothing stays quiet for longer than a week


@dataclass(frozen=True)
class QuietHours:
    """From one time to another, every day, and perhaps the whole weekend."""

    begin: dt.time
    end: dt.time
    is_weekend: bool

    def holds(self, here: dt.datetime) -> bool:
        """Whether this is a quiet moment; it is told in the zone of the organisation."""
        if self.is_weekend and here.weekday() >= _SATURDAY:
            return True
        begin, end, now = self.begin, self.end, here.time()
        if begin == end:
            return False
        return begin <= now < end if begin < end else now >= begin or now < end

    def end_from(self, here: dt.datetime) -> dt.datetime:
        """The moment itself, or when the quiet that it falls in is over."""
        for _day in range(_DAYS_AHEAD):
            if not self.holds(here):
                break
            here = self._next_end(here)
        return here

    def _next_end(self, here: dt.datetime) -> dt.datetime:
        """The next time at which quiet hours end, if that day is not quiet as a whole."""
        end = dt.datetime.combine(here.date(), self.end, tzinfo=here.tzinfo)
        if end > here:
            return end
        return dt.datetime.combine(here.date() + dt.timedelta(days=1), self.end, tzinfo=here.tzinfo)
