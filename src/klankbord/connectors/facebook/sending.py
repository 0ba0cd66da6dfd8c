"""Saying something on a page of ours, once; and looking whether it still stands."""

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.facebook.adapter import PLATFORM, moment
from klankbord.connectors.facebook.graph import HOST, Graph
from klankbord.connectors.facebook.wire import SAID, Made, Page, Standing
from klankbord.connectors.plaintext import tidy, web_address
from klankbord.core.post import Post

LIMITS = Limits(length=8_000)
LOOKED_BACK = 50


def send(message: Message, graph: Graph) -> Sent:
    """Say it. The platform knows no key of a message: a retry first looks whether it stands there.

    It is looked for among the newest fifty of its place, by its writer and its words.
    """
    if len(message.text) > LIMITS.length:
        raise ConnectorRefused(
            Refusal.TEXT_TOO_LONG, permanent=True, limit=LIMITS.length, length=len(message.text)
        )
    below = f"{_object(message.in_reply_to, graph)}/comments" if message.in_reply_to else ""
    words = {tidy(message.text), tidy(message.earlier_text or message.text)}
    if message.is_retry and (found := _standing(below or f"{graph.page}/posts", words, graph)):
        return found
    made = graph.post(below or f"{graph.page}/feed", {"message": message.text}, Made)
    return _sent(graph.get(made.id, {"fields": SAID}, Standing))


def _object(post: Post, graph: Graph) -> str:
    """What is commented on: below an answer to a comment nothing stands, but beside it."""
    is_deep = post.in_reply_to not in {"", post.thread}
    answered = post.in_reply_to if is_deep else post.id
    own = answered.removeprefix(f"{PLATFORM}:")
    on_page = own.removeprefix(f"{graph.page}_")
    is_comment = bool(post.in_reply_to) or "_" in on_page  # its id alone may be left of it
    return on_page if is_comment else own


def _standing(path: str, words: set[str], graph: Graph) -> Sent | None:
    asked = {"fields": SAID, "limit": LOOKED_BACK}
    if path.endswith("/comments"):
        asked["order"] = "reverse_chronological"
    for raw in graph.get(path, asked, Page).data:
        try:
            found = msgspec.json.decode(raw, type=Standing)
        except msgspec.MsgspecError as fault:
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=HOST) from fault
        is_ours = found.author is not None and found.author.id == graph.page
        if is_ours and tidy(found.message or "") in words:
            return _sent(found)
    return None


def look(sent_id: str, graph: Graph) -> Sent | None:
    """What stands there now; None if it is gone."""
    try:
        return _sent(graph.get(sent_id, {"fields": SAID}, Standing))
    except ConnectorRefused as refusal:
        if refusal.key in {Refusal.NOT_FOUND, Refusal.GONE}:
            return None
        raise


def _sent(found: Standing) -> Sent:
    at = moment(found.created_time)
    if at is None:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="created_time", host=HOST)
    return Sent(
        id=found.id,
        url=web_address(found.permalink_url or "") or f"https://www.{HOST}/{found.id}",
        text=tidy(found.message or ""),
        published_at=at,
    )
