"""How much a platform takes in one message."""

from typing import NamedTuple

# In characters; platforms that are not named set no limit we know.
LIMITS = {"mastodon": 500, "bluesky": 300, "x": 280, "twitter": 280}
_SHOWN = ("x", "bluesky", "mastodon")


class Fit(NamedTuple):
    """Whether a text fits a platform."""

    platform: str
    limit: int
    fits: bool


def fits_of(text: str, platforms: list[str]) -> list[Fit]:
    """How a text fits the platforms that it is meant for; all that set a limit if none is named."""
    asked = [name for name in platforms if name in LIMITS] if platforms else list(_SHOWN)
    return [Fit(name, LIMITS[name], len(text) <= LIMITS[name]) for name in asked]
