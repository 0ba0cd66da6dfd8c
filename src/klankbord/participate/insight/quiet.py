"""Hours of the organisation in which nobody is written to; they may go over midnight."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

_SATURDAY: Final = 5
_DAYS_AHEAD: Final = 8  # nothing stays quiet for longer than a week


class QuietNow(Exception):  # noqa: N818  # named after the broken promise
    """Nobody is written to at this moment; `retry_after` is how long that lasts."""

    def __init__(self, *, retry_after: dt.timedelta) -> None:
        super().__init__()
        self.retry_after = retry_after


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

    def require_over(self, here: dt.datetime) -> None:
        """Raise `QuietNow` in them: what is tried again must not come by night."""
        if self.holds(here):
            raise QuietNow(retry_after=self.end_from(here).astimezone(dt.UTC) - here)

    def _next_end(self, here: dt.datetime) -> dt.datetime:
        """When what is quiet now ends: a day of the weekend at midnight, else the quiet hours."""
        tomorrow = here.date() + dt.timedelta(days=1)
        if self.is_weekend and here.weekday() >= _SATURDAY:
            return dt.datetime.combine(tomorrow, dt.time(), tzinfo=here.tzinfo)
        end = dt.datetime.combine(here.date(), self.end, tzinfo=here.tzinfo)
        return end if end > here else dt.datetime.combine(tomorrow, self.end, tzinfo=here.tzinfo)
