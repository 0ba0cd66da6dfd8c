"""Answering a review, which bears one answer; and looking whether it still stands."""

from collections.abc import Set as AbstractSet
from urllib.parse import quote

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.counting import Counting
from klankbord.connectors.google.adapter import PLATFORM
from klankbord.connectors.google.places import Business
from klankbord.connectors.google.wire import Answer, Review
from klankbord.connectors.plaintext import tidy
from klankbord.connectors.saying import say_once, standing

LIMITS = Limits(length=4_096, counting=Counting.BYTES)
REVIEWS = "https://business.google.com/reviews"
"""Where its owner sees the reviews of a place: an answer has no address of its own."""
_N_PARTS = 3


def send(message: Message, business: Business) -> Sent:
    """Say it once; an answer that stands there already is never written over."""
    if message.in_reply_to is None:
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target="")
    own = message.in_reply_to.external_id.removesuffix("/reply")
    there = business.reviews(path_of(own), {}, Review).review_reply

    def say() -> Sent:
        if there:
            raise ConnectorRefused(Refusal.ANSWERED_ALREADY, permanent=True)
        answer = business.put(f"{path_of(own)}/reply", {"comment": message.text}, Answer)
        return _sent(own, answer)

    def find(words: AbstractSet[str]) -> Sent | None:
        return _sent(own, there) if there and tidy(there.comment) in words else None

    return say_once(message, LIMITS, find=find, say=say)


def look(sent_id: str, business: Business) -> Sent | None:
    """What stands there now; None if it is gone, or its review is."""

    def answer() -> Sent:
        there = business.reviews(path_of(sent_id), {}, Review).review_reply
        if there is None:
            raise ConnectorRefused(Refusal.NOT_FOUND, status=404)
        return _sent(sent_id, there)

    return standing(answer)


def path_of(own: str) -> str:
    """A review in the words of the API, from account, place and review."""
    parts = own.split("/")
    if len(parts) != _N_PARTS or not all(parts):
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=f"{PLATFORM}:{own}")
    account, location, review = (quote(part, safe="") for part in parts)
    return f"accounts/{account}/locations/{location}/reviews/{review}"


def _sent(own: str, answer: Answer) -> Sent:
    return Sent(id=own, url=REVIEWS, text=tidy(answer.comment), published_at=answer.update_time)
