"""When to visit a source again: patiently, never all at once, and never against its wish."""

import datetime as dt
import random

USUAL = dt.timedelta(minutes=15)
LONGEST = dt.timedelta(days=1)
_JITTER = 0.1


def after_success(now: dt.datetime, asked: dt.timedelta | None) -> dt.datetime:
    """Come back after the usual time, or later if the source asks for that."""
    return now + _blurred(max(USUAL, asked or USUAL))


def after_failure(now: dt.datetime, *, n_failures: int, asked: dt.timedelta | None) -> dt.datetime:
    """Twice as late after each failure in a row, up to a day; a platform's own wish goes first."""
    patience = min(USUAL * 2 ** min(max(n_failures - 1, 0), 10), LONGEST)
    return now + _blurred(max(patience, asked or patience))


def _blurred(pause: dt.timedelta) -> dt.timedelta:
    """A little later, so that sources which started together drift apart; never earlier."""
    return pause * (1 + random.uniform(0, _JITTER))  # noqa: S311  # no secret
