"""What can be heard on Bluesky, told from the address that a person copies."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from klankbord.connectors.bluesky.adapter import SITE
from klankbord.connectors.bluesky.service import HOME
from klankbord.connectors.http import check_address
from klankbord.connectors.reasons import ConnectorRefused, Refusal

_HANDLE = re.compile(r"@?((?:[a-z0-9-]+\.)+[a-z]{2,})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Target:
    """One list of the network: the method that gives it, what it is asked, a title for people."""

    origin: str
    method: str
    title: str
    asked: dict[str, str] = field(default_factory=dict)
    needs_sign_in: bool = False
    is_asked: bool = True


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    if handle := _HANDLE.fullmatch(target.strip()):
        return _profile(HOME, handle[1])
    address = check_address(target)
    site = f"{address.scheme}://{address.netloc.decode('ascii')}"
    origin = HOME if site == SITE else site
    parts = [unquote(part) for part in urlsplit(str(address)).path.split("/") if part]
    words = " ".join(parse_qs(urlsplit(str(address)).query).get("q", ()))[:300]
    match parts:
        case ["profile", who]:
            return _profile(origin, who)
        case ["hashtag", tag]:
            return _search(origin, f"#{tag}")
        case ["search"] if words:
            return _search(origin, words)
        case ["notifications"]:
            method = "app.bsky.notification.listNotifications"
            return Target(origin=origin, method=method, title="@", needs_sign_in=True)
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


def _profile(origin: str, who: str) -> Target:
    return Target(
        origin=origin,
        method="app.bsky.feed.getAuthorFeed",
        title=f"@{who}",
        asked={"actor": who, "filter": "posts_with_replies"},
    )


def _search(origin: str, words: str) -> Target:
    return Target(
        origin=origin,
        method="app.bsky.feed.searchPosts",
        title=words,
        asked={"q": words, "sort": "latest"},
        needs_sign_in=True,
        is_asked=False,
    )
