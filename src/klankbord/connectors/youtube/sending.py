"""Answering a comment as a channel of ours, once; and looking whether it still stands."""

from collections.abc import Set as AbstractSet

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.plaintext import tidy
from klankbord.connectors.saying import say_once
from klankbord.connectors.youtube.service import PLACE, Service
from klankbord.connectors.youtube.wire import Comment, Page

LIMITS = Limits(length=10_000)
PAGE, MOST_PAGES = 100, 10


def send(message: Message, service: Service) -> Sent:
    """Say it once; a retry looks among the answers to that comment, a thousand at most."""
    if message.in_reply_to is None:
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target="")
    # Below an answer nothing stands, but beside it: its number begins with that of the comment.
    top = message.in_reply_to.external_id.partition(".")[0]

    def say() -> Sent:
        given = {"snippet": {"parentId": top, "textOriginal": message.text}}
        return _sent(service.post("comments", given, Comment))

    def find(words: AbstractSet[str]) -> Sent | None:
        return _find(top, words, service)

    return say_once(message, LIMITS, find=find, say=say)


def _find(top: str, words: AbstractSet[str], service: Service) -> Sent | None:
    asked = {"part": "snippet", "parentId": top, "maxResults": PAGE, "textFormat": "plainText"}
    for _ in range(MOST_PAGES):
        page = service.get("comments", asked, Page)
        for said in map(_read, page.items):
            owner = said.snippet.author_channel_id
            if owner and owner.value == service.account and _words(said) in words:
                return _sent(said)
        if not page.next_page_token:
            break
        asked["pageToken"] = page.next_page_token
    return None


def look(sent_id: str, service: Service) -> Sent | None:
    """What stands there now; None if it is gone."""
    asked = {"part": "snippet", "id": sent_id, "textFormat": "plainText"}
    found = service.get("comments", asked, Page).items
    return _sent(_read(found[0])) if found else None


def _read(raw: msgspec.Raw) -> Comment:
    try:
        return read_whole(raw, Comment)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=PLACE) from fault


def _words(said: Comment) -> str:
    """As it was written: that comes to its writer alone."""
    return tidy(said.snippet.text_original or said.snippet.text_display)


def _sent(said: Comment) -> Sent:
    video = said.snippet.video_id
    page = f"watch?v={video}&lc={said.id}" if video else f"channel/{_owner(said)}"
    is_edited = said.snippet.updated_at and said.snippet.updated_at != said.snippet.published_at
    return Sent(
        id=said.id,
        url=f"https://www.{PLACE}/{page}",
        text=_words(said),
        published_at=said.snippet.published_at,
        edited_at=said.snippet.updated_at if is_edited else None,
    )


def _owner(said: Comment) -> str:
    return said.snippet.author_channel_id.value if said.snippet.author_channel_id else ""
