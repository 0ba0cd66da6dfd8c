"""Saying something as an account of ours, once; and looking whether it still stands."""

import html
import re
from collections.abc import Set as AbstractSet

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.counting import Counting
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.plaintext import tidy
from klankbord.connectors.saying import say_once
from klankbord.connectors.x.service import PLACE, Service
from klankbord.connectors.x.wire import Looked, Made, Page, Person, Tweet

LIMITS = Limits(length=280, link_length=23, counting=Counting.WEIGHTS)
LOOKED_BACK = 100
_NAMES = re.compile(r"\A(?:@\w{1,15}\s+)+", re.ASCII)
_SCHEME = re.compile(r"https?://")
_FIELDS = {"tweet.fields": "author_id,created_at,entities,referenced_tweets"}


def send(message: Message, service: Service) -> Sent:
    """Say it once; a retry looks among our newest hundred, by what they answer."""
    above = message.in_reply_to.external_id if message.in_reply_to else ""

    def say() -> Sent:
        reply = {"reply": {"in_reply_to_tweet_id": above}} if above else {}
        made = service.post("tweets", {"text": message.text, **reply}, Made).data
        sent = look(made.id, service)
        if sent is None:
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="not there", host=PLACE)
        return sent

    def find(words: AbstractSet[str]) -> Sent | None:
        return _find(above, words, service)

    return say_once(message, LIMITS, find=find, say=say)


def _find(above: str, words: AbstractSet[str], service: Service) -> Sent | None:
    ours = service.get("users/me", {}, Person).data
    if ours is None:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="users/me", host=PLACE)
    asked = {**_FIELDS, "max_results": LOOKED_BACK}
    for said in map(_read, service.get(f"users/{ours.id}/tweets", asked, Page).data):
        refers = said.referenced_tweets or ()
        answered = next((each.id for each in refers if each.type == "replied_to"), "")
        if answered == above and _bare(_words(said)) in map(_bare, words):
            return _sent(said)
    return None


def look(sent_id: str, service: Service) -> Sent | None:
    """What stands there now; None if it is gone."""
    found = service.get(f"tweets/{sent_id}", _FIELDS, Looked)
    if found.data is not None:
        return _sent(found.data)
    if found.is_gone:
        return None
    raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=f"tweets/{sent_id}", host=PLACE)


def _read(raw: msgspec.Raw) -> Tweet:
    try:
        return read_whole(raw, Tweet)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=PLACE) from fault


def _words(said: Tweet) -> str:
    """As it was written: the platform puts short addresses in the place of links."""
    text = html.unescape(said.text)
    for link in said.entities.urls or () if said.entities else ():
        text = text.replace(link.url, link.expanded_url or link.url)
    return tidy(text)


def _bare(text: str) -> str:
    """The words themselves: the platform names whom we answer first, and may write out a link."""
    return _SCHEME.sub("", _NAMES.sub("", text))


def _sent(said: Tweet) -> Sent:
    return Sent(
        id=said.id,
        url=f"https://{PLACE}/i/status/{said.id}",
        text=_words(said),
        published_at=said.created_at,
    )
