"""Saying something on Bluesky, once; and looking whether it still stands."""

import datetime as dt
import hashlib
import re
from typing import Any

import msgspec

from klankbord.connectors.bluesky.adapter import name_of, page_of
from klankbord.connectors.bluesky.service import File, Service, problem_of
from klankbord.connectors.bluesky.wire import Created, Record, Resolved, Uploaded, Views
from klankbord.connectors.contract import (
    ConnectorRefused,
    Limits,
    Message,
    Picture,
    Refusal,
    Sent,
)
from klankbord.core.post import Post

COLLECTION = "app.bsky.feed.post"
PICTURES = "app.bsky.embed.images"
LIMITS = Limits(length=300, n_media=4, media_bytes=1_000_000, alt_length=2_000)
"""The lexicon counts 300 graphemes; we count code points, which are never fewer. It takes four
pictures of a million bytes; how long a description may be, only Bluesky's own program says."""
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = 1_704_067_200_000_000  # 2024 in microseconds: names look like those of a program's clock
_PARTS = re.compile(
    r"(?P<link>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'])"
    r"|(?<![\w@/])@(?P<name>(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})"
    r"|(?<![\w#/&])#(?P<tag>\w*[^\W\d_]\w*)"
)


class _Blob(msgspec.Struct):
    ref: dict[str, str] = {}


class _Image(msgspec.Struct):
    image: _Blob = msgspec.field(default_factory=_Blob)
    alt: str = ""


def record_key(key: str) -> str:
    """The name of the record that a message becomes: the same at every attempt.

    A TID (atproto.com/specs/tid) of 64 bits, the first of them 0: a time in microseconds and a
    clock's number. Both come from the key, so that a second attempt finds what the first wrote.
    """
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    number = (_EPOCH + (drawn >> 10) % 2**44) << 10 | drawn & 0x3FF
    return "".join(_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def send(message: Message, service: Service, now: dt.datetime) -> Sent:
    """Say it; what already stands under its name was said by an earlier attempt."""
    if len(message.text) > LIMITS.length:
        raise ConnectorRefused(
            Refusal.TEXT_TOO_LONG, permanent=True, limit=LIMITS.length, length=len(message.text)
        )
    did, key = service.session().did, record_key(message.key)
    if found := look(service, f"{did}/{COLLECTION}/{key}"):
        return found
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": message.text,
        "createdAt": now.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
        "facets": facets(message.text, service),
    }
    if message.language:
        record["langs"] = [message.language]
    if message.in_reply_to:
        record["reply"] = _reply(message.in_reply_to, service)
    if message.media:
        images = [_handed_in(picture, service) for picture in message.media]
        record["embed"] = {"$type": PICTURES, "images": images}
    body = {"repo": did, "collection": COLLECTION, "rkey": key, "record": record}
    made = service.post("com.atproto.repo.createRecord", body, Created)
    return Sent(
        id=name_of(made.uri),
        url=page_of(made.uri),
        text=message.text,
        published_at=dt.datetime.fromisoformat(record["createdAt"]),
        media=pictures_named(record.get("embed")),
    )


def look(service: Service, name: str) -> Sent | None:
    """What stands under the name of a record; None if nothing does."""
    repo, collection, key = name.split("/")
    asked = {"repo": repo, "collection": collection, "rkey": key}
    answer = service.ask("GET", "com.atproto.repo.getRecord", asked=asked)
    if problem_of(answer).error in {"RecordNotFound", "RepoNotFound"}:
        return None
    found = service.decode(service.good(answer), Created)
    record = found.value or Record(created_at="1970-01-01T00:00:00Z")
    return Sent(
        id=name,
        url=page_of(found.uri),
        text=record.text,
        published_at=_moment(record.created_at),
        media=pictures_named(record.embed),
    )


def _handed_in(picture: Picture, service: Service) -> dict[str, Any]:
    """A picture as a record names it; its name comes from its bytes, so twice is once."""
    given = File(picture.kind, picture.content)
    kept = service.post("com.atproto.repo.uploadBlob", given, Uploaded)
    sides = {"width": picture.width, "height": picture.height}
    return {"image": kept.blob, "alt": picture.alt, "aspectRatio": sides}


def pictures_named(embed: Any) -> tuple[str, ...]:
    """The pictures of a record: the hash of each, and its description."""
    if not isinstance(embed, dict) or embed.get("$type") != PICTURES:
        return ()
    try:
        images = msgspec.convert(embed.get("images", []), list[_Image])
    except msgspec.ValidationError:  # somebody else's program wrote there: not our picture
        return ()
    return tuple(f"{each.image.ref.get('$link', '')} {each.alt}".strip() for each in images)


def _moment(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def facets(text: str, service: Service) -> list[dict[str, Any]]:
    """Which bytes of the text are links, names and hashtags; an unknown name stays text."""
    found = []
    for part in _PARTS.finditer(text):
        feature = _feature(part, service)
        if feature:
            start = len(text[: part.start()].encode())
            span = {"byteStart": start, "byteEnd": start + len(part[0].encode())}
            found.append({"index": span, "features": [feature]})
    return found


def _feature(part: re.Match[str], service: Service) -> dict[str, str] | None:
    kind = "app.bsky.richtext.facet"
    if part["link"]:
        return {"$type": f"{kind}#link", "uri": part["link"]}
    if part["tag"]:
        return {"$type": f"{kind}#tag", "tag": part["tag"]}
    try:
        did = service.get("com.atproto.identity.resolveHandle", Resolved, handle=part["name"]).did
    except ConnectorRefused as refusal:
        if refusal.key != Refusal.STATUS_UNEXPECTED:
            raise
        return None
    return {"$type": f"{kind}#mention", "did": did}


def _reply(post: Post, service: Service) -> dict[str, Any]:
    """What is answered, and with what its conversation began, each with the hash of its words."""
    name = post.repost_of.partition(":")[2] or post.external_id
    found = service.get("app.bsky.feed.getPosts", Views, uris=f"at://{name}").posts
    if not found:
        raise ConnectorRefused(Refusal.NOT_FOUND, permanent=True, status=404, cause=name)
    parent = {"uri": found[0].uri, "cid": found[0].cid}
    above = found[0].record.reply
    root = {"uri": above.root.uri, "cid": above.root.cid} if above else parent
    return {"parent": parent, "root": root}
