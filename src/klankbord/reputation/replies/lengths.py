"""How much a platform takes in one message."""

from typing import NamedTuple

from klankbord.connectors.bluesky.sending import LIMITS as BLUESKY
from klankbord.connectors.contract import Limits
from klankbord.connectors.discourse.sending import LIMITS as DISCOURSE
from klankbord.connectors.facebook.sending import LIMITS as FACEBOOK
from klankbord.connectors.google.sending import LIMITS as GOOGLE
from klankbord.connectors.instagram.sending import LIMITS as INSTAGRAM
from klankbord.connectors.mail.sending import LIMITS as MAIL
from klankbord.connectors.matrix.sending import LIMITS as MATRIX
from klankbord.connectors.reddit.sending import LIMITS as REDDIT
from klankbord.connectors.x.sending import LIMITS as X
from klankbord.connectors.youtube.sending import LIMITS as YOUTUBE

LIMITS = {
    "bluesky": BLUESKY,
    "discourse": DISCOURSE,
    "facebook": FACEBOOK,
    "google": GOOGLE,
    "instagram": INSTAGRAM,
    "mail": MAIL,
    "mastodon": Limits(length=500),  # unless the server of an account says otherwise
    "matrix": MATRIX,
    "reddit": REDDIT,
    "twitter": X,  # as files still call it
    "x": X,
    "youtube": YOUTUBE,
}
"""By platform, what it usually takes; of those that are not named we know no limit."""
_SHOWN = ("x", "bluesky", "mastodon")


class Fit(NamedTuple):
    """Whether a text fits a platform."""

    platform: str
    limit: int
    fits: bool


def fits_of(text: str, platforms: list[str]) -> list[Fit]:
    """How a text fits the platforms that it is meant for; the tightest ones if none is named."""
    asked = [name for name in platforms if name in LIMITS] if platforms else list(_SHOWN)
    return [Fit(name, LIMITS[name].length, fits(text, name)) for name in asked]


def fits(text: str, platform: str) -> bool:
    """Whether a text is short enough there, counted as the platform counts."""
    limits = LIMITS.get(platform)
    return limits is None or limits.length_of(text) <= limits.length
