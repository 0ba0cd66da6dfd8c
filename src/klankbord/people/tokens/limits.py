"""How often somebody may try: counted per minute in the cache of this process."""

import datetime as dt
import hashlib

from django.core.cache import cache

GUESSES = 20
CALLS = 600
WINDOW = dt.timedelta(minutes=1)


def is_within(kind: str, key: str, limit: int, *, at: dt.datetime) -> bool:
    """Count one more try; whether it is still within the limit of this minute."""
    name = _name(kind, key, at)
    cache.add(name, 0, timeout=WINDOW.total_seconds() * 2)
    return cache.incr(name) <= limit


def is_spent(kind: str, key: str, limit: int, *, at: dt.datetime) -> bool:
    """Whether the tries of this minute are used up; counts nothing."""
    return int(cache.get(_name(kind, key, at), 0)) >= limit


def _name(kind: str, key: str, at: dt.datetime) -> str:
    """The key is hashed: no network address stays readable in the cache."""
    minute = int(at.timestamp() // WINDOW.total_seconds())
    return f"people.tries:{kind}:{hashlib.sha256(key.encode()).hexdigest()}:{minute}"
