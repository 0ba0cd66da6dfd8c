"""The words of Dorpsplein, as far as we use them."""

import datetime as dt

import msgspec


class Shout(msgspec.Struct, frozen=True):
    """One message on the square; `key` is what its program called it."""

    id: int
    who: str
    text: str
    at: dt.datetime
    answers: int | None = None
    key: str = ""


EXPECTED = frozenset({"id", "who", "text", "at"})
"""Fields that always come: one that is gone was renamed, and somebody should look."""
