"""Answering below what we show, once; and looking whether it still stands."""

from collections.abc import Set as AbstractSet

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.graph import Graph, Made, read_moment
from klankbord.connectors.instagram.adapter import HOST, PLATFORM
from klankbord.connectors.instagram.wire import SAID, Above, Account, Address, Standing
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.plaintext import tidy, web_address
from klankbord.connectors.saying import say_once, standing
from klankbord.core.post import Post

LIMITS = Limits(length=2_200)
PAGE = 50


def send(message: Message, graph: Graph) -> Sent:
    """Say it once; a retry looks in its place.

    A post of words alone does not exist there: only answers can be given.
    """
    if message.in_reply_to is None:
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target="")
    below = _edge(message.in_reply_to)

    def say() -> Sent:
        made = graph.post(below, {"message": message.text}, Made)
        return _sent(graph.get(made.id, {"fields": SAID}, Standing), graph)

    def find(words: AbstractSet[str]) -> Sent | None:
        return _find(_above(below, graph), words, graph)

    return say_once(message, LIMITS, find=find, say=say)


def _edge(post: Post) -> str:
    """Below what we show, or below a comment; the number tells which, though nothing else is left.

    What is said below an answer to a comment the platform puts beside that answer, by itself.
    """
    _, _, comment = _parts(post.id)
    return f"{comment}/replies" if comment else f"{_parts(post.id)[1]}/comments"


def _parts(post_id: str) -> tuple[str, str, str]:
    """The numbers of our account, of what it shows, and of the comment, if it is one."""
    numbers = post_id.removeprefix(f"{PLATFORM}:").split("_")
    if len(numbers) not in {2, 3} or not all(map(str.isdigit, numbers)):
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=post_id[:200])
    return numbers[0], numbers[1], numbers[2] if numbers[2:] else ""


def _above(edge: str, graph: Graph) -> str:
    """Where an answer ends up: below the comment at the top."""
    comment, _, kind = edge.partition("/")
    if kind == "comments":
        return edge
    return f"{graph.get(comment, {'fields': 'parent_id'}, Above).parent_id or comment}/{kind}"


def _find(edge: str, words: AbstractSet[str], graph: Graph) -> Sent | None:
    ours = graph.get(graph.own, {"fields": "id,username"}, Account).username
    for page in graph.pages(edge, {"fields": SAID, "limit": PAGE}):
        for found in map(_read, page.data):
            if found.username == ours and tidy(found.text or "") in words:
                return _sent(found, graph)
    return None


def _read(raw: msgspec.Raw) -> Standing:
    try:
        return read_whole(raw, Standing)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=HOST) from fault


def look(sent_id: str, graph: Graph) -> Sent | None:
    """What stands there now; None if it is gone."""
    return standing(lambda: _sent(graph.get(sent_id, {"fields": SAID}, Standing), graph))


def _sent(found: Standing, graph: Graph) -> Sent:
    """A comment has no address of its own: it bears that of what it stands below."""
    at = read_moment(found.timestamp)
    if at is None:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="timestamp", host=HOST)
    shown = found.media and graph.get(found.media.id, {"fields": "permalink"}, Address)
    return Sent(
        id=found.id,
        url=web_address((shown and shown.permalink) or "") or f"https://www.{HOST}/",
        text=tidy(found.text or ""),
        published_at=at,
    )
