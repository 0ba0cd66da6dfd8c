"""The values that a post has for each field of the query language, folded, in one place.

The stream matcher, the reference and the search index all read them here, so they cannot differ.
"""

from collections.abc import Callable
from typing import Final

from klankbord.core.post import Post
from klankbord.core.text.entities import (
    addresses_in,
    bare_address,
    handle_spellings,
    handles_in,
    hashtags_in,
    host_of,
    host_spellings,
)
from klankbord.core.text.fold import fold_value

HAS_VALUES: Final = (
    "link", "media", "image", "video", "audio", "hashtag", "mention", "place", "title",
)  # fmt: skip
IS_VALUES: Final = ("reply", "repost", "quote", "original", "public")
_MEDIA_WORDS: Final = {
    "image": "image", "photo": "image", "picture": "image", "animated_gif": "image",
    "gif": "image", "gifv": "video", "video": "video", "audio": "audio", "sound": "audio",
}  # fmt: skip


def _one(text: str) -> list[str]:
    folded = fold_value(text)
    return [folded] if folded else []


def _authors(post: Post) -> list[str]:
    author = post.author
    made = handle_spellings([author.handle])
    made.extend(value for text in (author.id, author.name) for value in _one(text))
    return list(dict.fromkeys(made))


def _languages(post: Post) -> list[str]:
    tag = fold_value(post.lang).replace("_", "-")
    return list(dict.fromkeys(part for part in (tag, tag.partition("-")[0]) if part))


def _sites(post: Post) -> list[str]:
    host = host_of(bare_address(post.url)) if post.url else ""
    return host_spellings(host) if host else []


def hashtags_of(post: Post) -> list[str]:
    """Tags that the platform gave and tags in the text."""
    return hashtags_in(post.text, post.hashtags)


def mentions_of(post: Post) -> list[str]:
    """Handles that the platform gave and handles in the text."""
    return handles_in(post.text, post.mentions)


def links_of(post: Post) -> list[str]:
    """Addresses that the platform gave and addresses in the text."""
    return addresses_in(post.text, post.links)


def _media(post: Post) -> list[str]:
    kinds = (media.type.lower().partition("/")[0] for media in post.media)
    return [made for kind in kinds if (made := _MEDIA_WORDS.get(kind))]


def _has(post: Post) -> list[str]:
    made = ["media", *dict.fromkeys(_media(post))] if post.media else []
    if links_of(post):
        made.append("link")
    if hashtags_of(post):
        made.append("hashtag")
    if mentions_of(post):
        made.append("mention")
    made.extend(name for name in ("place", "title") if getattr(post, name).strip())
    return made


def _is(post: Post) -> list[str]:
    made = []
    if post.in_reply_to:
        made.append("reply")
    if post.repost_of:
        made.append("repost")
    if post.quote_of:
        made.append("quote")
    if not made:
        made.append("original")
    if post.visibility == "public":
        made.append("public")
    return made


VALUES_OF: Final[dict[str, Callable[[Post], list[str]]]] = {
    "platform": lambda post: _one(post.platform),
    "author": _authors,
    "source": lambda post: _one(post.source),
    "lang": _languages,
    "site": _sites,
    "link": links_of,
    "hashtag": hashtags_of,
    "mention": mentions_of,
    "has": _has,
    "is": _is,
    "thread": lambda post: _one(post.thread),
}
"""Field → values of a post; these are answered by the post alone."""
