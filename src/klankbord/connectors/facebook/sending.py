"""Saying something on a page of ours, once; and looking whether it still stands."""

import re
from collections.abc import Set as AbstractSet

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.facebook.adapter import HOST, PLATFORM
from klankbord.connectors.facebook.wire import SAID, Standing
from klankbord.connectors.graph import Graph, Made, Page, read_moment
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.plaintext import tidy, web_address
from klankbord.connectors.saying import say_once, standing
from klankbord.core.post import Post

LIMITS = Limits(length=8_000)
LOOKED_BACK = 50
_OBJECT = re.compile(r"\d+(?:_\d+)+", re.ASCII)


def send(message: Message, graph: Graph) -> Sent:
    """Say it once; a retry looks among the newest fifty of its place."""
    below = f"{_object(message.in_reply_to, graph)}/comments" if message.in_reply_to else ""

    def say() -> Sent:
        made = graph.post(below or f"{graph.own}/feed", {"message": message.text}, Made)
        return _sent(graph.get(made.id, {"fields": SAID}, Standing))

    def find(words: AbstractSet[str]) -> Sent | None:
        return _find(below or f"{graph.own}/posts", words, graph)

    return say_once(message, LIMITS, find=find, say=say)


def _object(post: Post, graph: Graph) -> str:
    """What is commented on: below an answer to a comment nothing stands, but beside it."""
    is_deep = post.in_reply_to not in {"", post.thread}
    answered = post.in_reply_to if is_deep else post.id
    own = answered.removeprefix(f"{PLATFORM}:")
    if not _OBJECT.fullmatch(own):
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=post.id[:200])
    on_page = own.removeprefix(f"{graph.own}_")
    is_comment = bool(post.in_reply_to) or "_" in on_page  # its id alone may be left of it
    return on_page if is_comment else own


def _find(path: str, words: AbstractSet[str], graph: Graph) -> Sent | None:
    asked = {"fields": SAID, "limit": LOOKED_BACK}
    if path.endswith("/comments"):
        asked["order"] = "reverse_chronological"
    for raw in graph.get(path, asked, Page).data:
        try:
            found = read_whole(raw, Standing)
        except msgspec.MsgspecError as fault:
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=HOST) from fault
        is_ours = found.author is not None and found.author.id == graph.own
        if is_ours and tidy(found.message or "") in words:
            return _sent(found)
    return None


def look(sent_id: str, graph: Graph) -> Sent | None:
    """What stands there now; None if it is gone."""
    return standing(lambda: _sent(graph.get(sent_id, {"fields": SAID}, Standing)))


def _sent(found: Standing) -> Sent:
    at = read_moment(found.created_time)
    if at is None:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="created_time", host=HOST)
    return Sent(
        id=found.id,
        url=web_address(found.permalink_url or "") or f"https://www.{HOST}/{found.id}",
        text=tidy(found.message or ""),
        published_at=at,
    )
