"""Posts as ActivityStreams 2.0 (W3C Recommendation, 2017), and back.

What the vocabulary has a word for stands under that word; the rest under `klankbord:`, a namespace
of our own, so that nothing is lost. `context` is the conversation, as the vocabulary means it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from klankbord.core.exchange.columns import raw_of
from klankbord.core.post import Author, Engagement, Media, Post

NAMESPACE = "https://www.w3.org/ns/activitystreams"
CONTEXT = [
    NAMESPACE,
    {"klankbord": "urn:klankbord:", "Hashtag": "as:Hashtag", "schema": "http://schema.org#"},
]
_PUBLIC = f"{NAMESPACE}#Public"
_OWN = "klankbord:"
_OTHERS = "activitypub"  # platform of a post that does not say which
_ADDRESS = ":/?#[]@!$&'()*+,;=-._~"
_MEDIA = {"image": "Image", "video": "Video", "audio": "Audio"}
_PROGRAMS = frozenset({"Service", "Application"})
_SAID = ("platform", "source", "lang", "quote_of", "visibility")

Plain = Callable[[str], str]


def collection_of(posts: Iterable[Post]) -> Iterator[bytes]:
    """Write posts as one OrderedCollection, an item a line."""
    start = {"@context": CONTEXT, "type": "OrderedCollection", "orderedItems": []}
    yield msgspec.json.encode(start).removesuffix(b"]}")
    between = b"\n"
    for post in posts:
        yield between + msgspec.json.encode(activity_of(post))
        between = b",\n"
    yield b"\n]}\n"


def activity_of(post: Post) -> dict[str, Any]:
    """Lay out one post as a Note, an Article (with a title) or an Announce (it repeats another)."""
    item = {
        "type": "Announce" if post.repost_of else "Article" if post.title else "Note",
        "id": _iri(post.id),
        "published": post.published_at.isoformat(),
        "attributedTo": _person(post.author),
        "content": post.text,
        "mediaType": "text/plain",
        "name": post.title,
        "url": post.url,
        "inReplyTo": _iri(post.in_reply_to),
        "object": _iri(post.repost_of),
        "context": _iri(post.thread),
        "tag": [
            *({"type": "Hashtag", "name": f"#{tag}"} for tag in post.hashtags),
            *({"type": "Mention", "name": f"@{handle}"} for handle in post.mentions),
        ],
        "attachment": [
            *({"type": "Link", "href": link} for link in post.links),
            *map(_attachment, post.media),
        ],
        "location": {"type": "Place", "name": post.place} if post.place else None,
        "to": [_PUBLIC] if post.visibility == "public" else [],
        "replies": _total(post.engagement.replies),
        "shares": _total(post.engagement.reposts),
        "likes": _total(post.engagement.likes),
        f"{_OWN}views": post.engagement.views,
        f"{_OWN}raw": bytes(post.raw).decode(),
        **{_OWN + name: getattr(post, name) for name in _SAID},
    }
    return {name: value for name, value in item.items() if value not in ("", None, [])}


def _person(author: Author) -> dict[str, Any]:
    person = {
        "type": "Service" if author.is_bot else "Person",
        "id": author.url or _iri(f"author:{author.id}"),
        "preferredUsername": author.handle,
        "name": author.name,
        "url": author.url,
        "summary": author.bio,
        f"{_OWN}author": author.id,
        f"{_OWN}followers": author.followers,
        f"{_OWN}verified_links": list(author.verified_links),
        f"{_OWN}is_bot": author.is_bot,
    }
    return {name: value for name, value in person.items() if value not in ("", None, [])}


def _attachment(media: Media) -> dict[str, Any]:
    kind = _MEDIA.get(media.type, "Document")
    own = {} if kind != "Document" else {f"{_OWN}type": media.type}
    return {"type": kind, "url": media.url, "name": media.alt} | own


def _total(number: int) -> dict[str, Any] | None:
    return {"type": "Collection", "totalItems": number} if number else None


def _iri(text: str) -> str:
    return quote(text, safe=_ADDRESS)


def post_of_activity(item: Any, plain: Plain) -> Post:
    """Make a post of an object or activity; raises `ValueError` that says what is wrong.

    `plain` takes the mark-up off content that is HTML, which it is where nothing is said.
    """
    if not isinstance(item, dict):
        message = "not an object"
        raise ValueError(message)  # noqa: TRY004  # the file is wrong, not the program
    if item.get("type") == "Create" and isinstance(item.get("object"), dict):
        item = {"attributedTo": item.get("actor"), **item["object"]}
    is_html = item.get("mediaType", "text/html") != "text/plain"
    own = {name: item.get(_OWN + name) for name in _SAID}
    platform = _text(own["platform"]) or _OTHERS
    post_id = unquote(_reference(item.get("id")))
    content = _text(item.get("content"))
    tags, attached = _objects(item.get("tag")), _objects(item.get("attachment"))
    post = Post(
        id=post_id if own["platform"] else f"{_OTHERS}:{post_id}",
        platform=platform,
        source=_text(own["source"]),
        text=plain(content) if is_html else content,
        title=_text(item.get("name")),
        lang=_text(own["lang"]) or _language(item),
        published_at=dt.datetime.fromisoformat(_text(item.get("published"))),
        author=_author(item.get("attributedTo") or item.get("actor"), plain),
        url=_reference(item.get("url")),
        in_reply_to=unquote(_reference(item.get("inReplyTo"))),
        repost_of=unquote(_reference(item.get("object"))),
        quote_of=_text(own["quote_of"]),
        thread=unquote(_reference(item.get("context"))),
        hashtags=_names(tags, "Hashtag", "#"),
        mentions=_names(tags, "Mention", "@"),
        links=tuple(_text(each.get("href")) for each in attached if each.get("type") == "Link"),
        media=tuple(_media(each) for each in attached if each.get("type") != "Link"),
        engagement=_engagement(item),
        place=_text((_objects(item.get("location")) or [{}])[0].get("name")),
        visibility=_text(own["visibility"]) or "public",
    )
    raw = _text(item.get(f"{_OWN}raw"))
    return msgspec.structs.replace(post, raw=raw_of(raw)) if raw else post


def _author(given: Any, plain: Plain) -> Author:
    person = {"id": given} if isinstance(given, str) else (_objects(given) or [{}])[0]
    address = _reference(person.get("id"))
    number = _text(person.get(f"{_OWN}author"))
    bio = _text(person.get("summary"))
    followers = person.get(f"{_OWN}followers")
    return Author(
        id=number or address,
        handle=_text(person.get("preferredUsername")) or ("" if number else address),
        name=_text(person.get("name")),
        url=_reference(person.get("url")) or ("" if number else address),
        followers=followers if isinstance(followers, int) else None,
        bio=bio if number else plain(bio),
        verified_links=tuple(map(_text, person.get(f"{_OWN}verified_links") or ())),
        is_bot=_is_bot(person),
    )


def _is_bot(person: dict[str, Any]) -> bool | None:
    """What we wrote ourselves, else the vocabulary's own words for what is no person."""
    told = person.get(f"{_OWN}is_bot")
    if isinstance(told, bool):
        return told
    return True if person.get("type") in _PROGRAMS else None


def _engagement(item: dict[str, Any]) -> Engagement:
    replies, shares, likes = (
        _count((_objects(item.get(name)) or [{}])[0].get("totalItems"))
        for name in ("replies", "shares", "likes")
    )
    views = item.get(f"{_OWN}views")
    return Engagement(replies, shares, likes, views if isinstance(views, int) else None)


def _media(each: dict[str, Any]) -> Media:
    known = {word: name for name, word in _MEDIA.items()}
    told = _text(each.get("mediaType")).partition("/")[0]
    kind = known.get(_text(each.get("type"))) or (told if told in _MEDIA else "document")
    own = each.get(f"{_OWN}type")
    return Media(
        type=kind if own is None else _text(own),
        url=_reference(each.get("url")),
        alt=_text(each.get("name")),
    )


def _names(tags: list[dict[str, Any]], kind: str, sign: str) -> tuple[str, ...]:
    named = [_text(tag.get("name")) for tag in tags if tag.get("type") == kind]
    return tuple(name.removeprefix(sign) for name in named)


def _language(item: dict[str, Any]) -> str:
    """The one language that content is said to be in."""
    words = item.get("contentMap")
    return str(next(iter(words))) if isinstance(words, dict) and len(words) == 1 else ""


def _reference(given: Any) -> str:
    """An address, whether it stands there alone, in an object, or first in a list."""
    if isinstance(given, list):
        given = given[0] if given else ""
    if isinstance(given, dict):
        given = given.get("href") or given.get("id")
    return _text(given)


def _objects(given: Any) -> list[dict[str, Any]]:
    several = given if isinstance(given, list) else [given]
    return [each for each in several if isinstance(each, dict)]


def _text(given: Any) -> str:
    return given if isinstance(given, str) else ""


def _count(given: Any) -> int:
    return given if isinstance(given, int) else 0
