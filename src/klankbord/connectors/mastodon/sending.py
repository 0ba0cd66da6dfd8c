"""Saying something on Mastodon, once; and looking whether it still stands."""

import datetime as dt
import re
from typing import Any

from klankbord.connectors.contract import (
    ConnectorRefused,
    Limits,
    Message,
    Picture,
    Refusal,
    Sent,
)
from klankbord.connectors.mastodon.adapter import words_of
from klankbord.connectors.mastodon.server import GONE, Server
from klankbord.connectors.mastodon.wire import Attachment, Status
from klankbord.connectors.multipart import multipart
from klankbord.connectors.plaintext import tidy, web_address

VISIBILITIES = ("public", "unlisted", "private", "direct")
_REMOTE = re.compile(r"(@[\w.-]+)@[\w.-]+")
_SAFE_TO_LOOK_BACK = 40
_AT_WORK = dt.timedelta(seconds=10)


class _Standing(Status, frozen=True):
    edited_at: dt.datetime | None = None


def limits(server: Server) -> Limits:
    """What the server takes."""
    said = server.instance()
    statuses, media = said.configuration.statuses, said.configuration.media_attachments
    return Limits(
        length=said.max_toot_chars or statuses.max_characters,
        link_length=statuses.characters_reserved_per_url,
        n_media=statuses.max_media_attachments,
        media_bytes=media.image_size_limit,
        alt_length=media.description_limit,
        visibilities=VISIBILITIES,
        cuts_names=True,
        names_author=True,
    )


def send(message: Message, server: Server) -> Sent:
    """Say it. Servers that know `Idempotency-Key` see to it that a retry says nothing twice.

    Others may not: a retry first looks whether the words already stand there. The price is one
    look at our own forty newest messages. Pictures are handed in again at every attempt: those that
    no message took, the server throws away.
    """
    server.require_token()
    text = _addressed(message, message.text, server.name)
    answering = server.number_of(message.in_reply_to) if message.in_reply_to else None
    if message.is_retry:
        earlier = _addressed(message, message.earlier_text or message.text, server.name)
        if found := _already_said({text, earlier}, answering, server):
            return found
    _check_length(text, limits(server))
    body: dict[str, Any] = {
        "status": text,
        "visibility": message.visibility or VISIBILITIES[0],
    }
    if message.media:
        body["media_ids"] = [_handed_in(picture, server) for picture in message.media]
    if answering:
        body["in_reply_to_id"] = answering
    if message.language:
        body["language"] = message.language
    answer = server.ask(
        "POST", "/api/v1/statuses", body=body, headers={"Idempotency-Key": message.key}
    )
    return _sent(server.decode(server.require_success(answer), _Standing))


def verify(sent_id: str, server: Server) -> Sent | None:
    """What stands there now; None if it is gone."""
    answer = server.ask("GET", f"/api/v1/statuses/{sent_id}")
    if answer.status in GONE:
        return None
    return _sent(server.decode(server.require_success(answer), _Standing))


def _handed_in(picture: Picture, server: Server) -> str:
    """The number of a picture at the server; refused for now while it is still at work on it."""
    kind, body = multipart(
        {"description": picture.alt},
        name="file",
        file=picture.content,
        kind=picture.kind,
        file_name=f"picture.{picture.kind.partition('/')[2]}",
    )
    answer = server.require_success(server.hand_in("/api/v2/media", kind, body))
    kept = server.decode(answer, Attachment)
    if not kept.url:
        raise ConnectorRefused(Refusal.ASKED_TO_WAIT, retry_after=_AT_WORK, host=server.name)
    return kept.id


def _addressed(message: Message, text: str, server: str) -> str:
    """An answer that does not name whom it answers is not shown to them."""
    post = message.in_reply_to
    if post is None:
        return text
    name = post.author.handle.removesuffix(f"@{server}")
    is_named = re.search(rf"@{re.escape(name)}(?![\w@])", text, re.IGNORECASE)
    return text if is_named else f"@{name} {text}"


def _check_length(text: str, allowed: Limits) -> None:
    length = allowed.length_of(text)
    if length > allowed.length:
        raise ConnectorRefused(
            Refusal.TEXT_TOO_LONG, permanent=True, limit=allowed.length, length=length
        )


def _already_said(texts: set[str], answering: str | None, server: Server) -> Sent | None:
    own = server.own_account()
    path = f"/api/v1/accounts/{own.id}/statuses?limit={_SAFE_TO_LOOK_BACK}"
    wanted = {_bare(text) for text in texts}
    for status in server.decode(server.get(path), list[_Standing]):
        if status.in_reply_to_id == answering and _bare(words_of(status).text) in wanted:
            return _sent(status)
    return None


def _bare(text: str) -> str:
    """Words alone: servers shorten names and links and set their own spaces."""
    plain = _REMOTE.sub(r"\1", tidy(text))
    return re.sub(r"\W+", "", plain).casefold() or plain  # an answer of signs alone is its signs


def _sent(status: _Standing) -> Sent:
    return Sent(
        id=status.id,
        url=web_address(status.url or "") or web_address(status.uri or ""),
        text=words_of(status).text,
        published_at=status.created_at,
        edited_at=status.edited_at,
        media=tuple(
            f"{each.id} {each.description or ''}".strip() for each in status.media_attachments or ()
        ),
    )
