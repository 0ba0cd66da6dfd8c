"""How often somebody may try, counted per minute.

Guesses, and what writes or sends, are counted for all web processes together. What only costs time
is counted in each process by itself: a write for each page that is read would cost more than it
saves, and it is the process that must not be held.
"""

import datetime as dt
import ipaddress

from django.core.cache import caches
from django.http import HttpRequest

SHARED, OWN = "default", "process"
GUESSES = 20
CALLS = 600
WINDOW = dt.timedelta(minutes=1)
NETWORK = 64  # bits of an IPv6 address that stand for one subscriber


def is_within(kind: str, key: str, limit: int, *, at: dt.datetime, where: str = SHARED) -> bool:
    """Count one more try; whether it is still within the limit of this minute.

    Far above it nothing is counted any more, so whoever goes on trying costs a read, not a write.
    """
    minute = int(at.timestamp() // WINDOW.total_seconds())
    name, cache = f"people.tries:{kind}:{key}:{minute}", caches[where]
    if (cache.get(name) or 0) >= limit:
        return False
    cache.add(name, 0, timeout=WINDOW.total_seconds() * 2)
    return cache.incr(name) <= limit


def caller_of(request: HttpRequest) -> str:
    """Whom tries without a name count for: a network address, of IPv6 the network."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:  # noqa: PLR2004  # the protocol's own number
        return address
    return str(ipaddress.ip_network((found, NETWORK), strict=False))
