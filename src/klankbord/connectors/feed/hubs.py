"""Hubs tell when a feed has news, so that nobody has to ask (W3C WebSub, 2018)."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.feed.wire import Feed
from klankbord.connectors.plaintext import web_address

LEASE = 10 * 24 * 60 * 60
"""Seconds for which we ask to be told; the hub may give fewer."""
_LINK = re.compile(r'<([^<>]{1,2000})>\s*;[^,<]{0,200}?\brel="?([^",;]{1,100})"?', re.IGNORECASE)
_DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384}
_DIGESTS["sha512"] = hashlib.sha512


def announced(feed: Feed, headers: Mapping[str, str], address: str) -> dict[str, str]:
    """`hub` and `topic` that a feed names, in its head or in the `Link` of its answer; or nothing.

    What the answer says counts first (WebSub, section 4).
    """
    linked: dict[str, str] = {}
    for target, words in _LINK.findall(headers.get("link", "")):
        for word in words.lower().split():
            linked.setdefault(word, target)
    hub = web_address(linked.get("hub") or next(iter(feed.hubs), ""), address)
    topic = web_address(linked.get("self") or feed.own, address) or address
    return {"hub": hub, "topic": topic} if hub else {}


def ask_hub(hub: str, topic: str, callback: str, secret: str, context: Context) -> None:
    """Ask to be told of `topic` at `callback`; raises `ConnectorRefused`.

    The hub comes back to ask whether we meant it; only then it tells.
    """
    if not secret or len(secret.encode()) >= 200:  # noqa: PLR2004  # bytes, by the specification
        raise ConnectorRefused(Refusal.SECRET_UNSENDABLE, permanent=True, host=hub)
    asked = {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.lease_seconds": LEASE,
        "hub.secret": secret,
    }
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = context.http.request("POST", hub, headers=kind, content=urlencode(asked).encode())
    answer.require_success(context.now)


def is_genuine(body: bytes, signature: str, secret: str) -> bool:
    """Whether `X-Hub-Signature` (`sha256=…`) is that of the hub which knows our secret."""
    name, _, given = signature.strip().partition("=")
    digest = _DIGESTS.get(name.lower())
    if digest is None:
        return False
    wanted = hmac.new(secret.encode(), body, digest).hexdigest()
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode())
