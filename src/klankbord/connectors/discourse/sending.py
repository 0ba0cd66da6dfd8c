"""Saying something on a forum, once; and looking whether it still stands."""

import datetime as dt
import hashlib
import re
from typing import Any

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.discourse.site import Site
from klankbord.connectors.discourse.wire import Chosen, Problem, Standing, Topic
from klankbord.connectors.http import Response
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.plaintext import plain
from klankbord.core.post import Post

LIMITS = Limits(length=32_000)
"""What a site allows unless it says otherwise; it does not tell."""
LOOKED_BACK = 50
GONE = frozenset({404, 410})
_REFUSED = 422


def send(message: Message, site: Site) -> Sent:
    """Say it. A site knows no key of a message: a retry first looks whether it stands there.

    A topic of our own bears the key as its external id. An answer has none: it is looked for among
    the last fifty posts of its topic, by its writer, its words and what it answers.
    """
    if len(message.text) > LIMITS.length:
        raise ConnectorRefused(
            Refusal.TEXT_TOO_LONG, permanent=True, limit=LIMITS.length, length=len(message.text)
        )
    if message.in_reply_to is None:
        return _begin(message, site)
    return _answer(message, message.in_reply_to, site)


def _begin(message: Message, site: Site) -> Sent:
    own = hashlib.sha256(message.key.encode()).hexdigest()[:40]  # their ids have fifty signs
    if message.is_retry and (found := _begun(own, site)):
        return found
    title = message.text.strip().partition("\n")[0][:255]
    return _said(site, {"title": title, "raw": message.text, "external_id": own})


def _begun(own: str, site: Site) -> Sent | None:
    answer = site.ask("GET", f"/t/external_id/{own}.json")
    if answer.status in GONE:
        return None
    posts = site.decode(answer, Topic).post_stream.posts
    return _sent(_read(posts[0], site), site) if posts else None


def _answer(message: Message, post: Post, site: Site) -> Sent:
    _, topic, number = post.external_id.rsplit("/", 2)
    if message.is_retry:
        words = {_bare(message.text), _bare(message.earlier_text or message.text)}
        if found := _answered(topic, int(number), words, site):
            return found
    body = {"raw": message.text, "topic_id": int(topic), "reply_to_post_number": int(number)}
    return _said(site, body)


def _answered(topic: str, number: int, words: set[str], site: Site) -> Sent | None:
    stream = site.get(f"/t/{topic}.json", Topic).post_stream.stream[-LOOKED_BACK:]
    asked = "&".join(f"post_ids[]={each}" for each in stream)
    for raw in site.get(f"/t/{topic}/posts.json?{asked}", Chosen).post_stream.posts:
        entry = _read(raw, site)
        above = entry.reply_to_post_number or 1
        is_ours = entry.username.lower() == site.name.lower() and above == number
        if is_ours and _bare(plain(entry.cooked or "").text) in words:
            return look(str(entry.id), site)
    return None


def _said(site: Site, body: dict[str, Any]) -> Sent:
    answer = site.ask("POST", "/posts.json", body)
    if answer.status == _REFUSED:
        raise ConnectorRefused(
            Refusal.STATUS_UNEXPECTED, permanent=True, cause=_why(answer), status=answer.status
        )
    return _sent(site.decode(answer, Standing), site)


def look(sent_id: str, site: Site) -> Sent | None:
    """What stands there now; None if it is gone."""
    answer = site.ask("GET", f"/posts/{sent_id}.json")
    if answer.status in GONE:
        return None
    entry = site.decode(answer, Standing)
    return None if entry.deleted_at or entry.user_deleted else _sent(entry, site)


def _sent(entry: Standing, site: Site) -> Sent:
    is_edited = (entry.version or 1) > 1
    return Sent(
        id=str(entry.id),
        url=f"{site.origin}/t/{entry.topic_slug or 'topic'}/{entry.topic_id}/{entry.post_number}",
        text=plain(entry.cooked or "").text,
        published_at=_aware(entry.created_at),
        edited_at=_aware(entry.updated_at) if is_edited and entry.updated_at else None,
    )


def _read(raw: msgspec.Raw, site: Site) -> Standing:
    try:
        return read_whole(raw, Standing)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(
            Refusal.ANSWER_MALFORMED, cause=str(fault), host=site.host
        ) from fault


def _why(answer: Response) -> str:
    try:
        return "; ".join(read_whole(answer.body, Problem).errors)[:200]
    except msgspec.MsgspecError:
        return ""


def _aware(at: dt.datetime) -> dt.datetime:
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _bare(text: str) -> str:
    """Words alone: a site draws links and names in its own way."""
    return re.sub(r"\W+", "", text).casefold() or text
