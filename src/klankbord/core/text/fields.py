"""The values that a post has for each field of the query language, folded, in one place.

The stream matcher, the reference and the search index all read them here, so they cannot differ.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
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


_MOST_KEPT: Final = 20_000


@lru_cache(maxsize=_MOST_KEPT)
def _one(text: str) -> Sequence[str]:
    folded = fold_value(text)
    return (folded,) if folded else ()


@lru_cache(maxsize=_MOST_KEPT)
def _author_spellings(*texts: str) -> Sequence[str]:
    handle, *others = texts
    made = handle_spellings([handle])
    made.extend(value for text in others for value in _one(text))
    return tuple(dict.fromkeys(made))


def _authors(post: Post) -> Sequence[str]:
    author = post.author
    return _author_spellings(author.handle, author.id, author.name)


@lru_cache(maxsize=_MOST_KEPT)
def _language_spellings(lang: str) -> Sequence[str]:
    tag = fold_value(lang).replace("_", "-")
    return tuple(dict.fromkeys(part for part in (tag, tag.partition("-")[0]) if part))


def _sites(post: Post) -> Sequence[str]:
    host = host_of(bare_address(post.url)) if post.url else ""
    return host_spellings(host) if host else ()


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
    return has_values(post, links_of(post), hashtags_of(post), mentions_of(post))


def has_values(
    post: Post, links: Sequence[str], hashtags: Sequence[str], mentions: Sequence[str]
) -> list[str]:
    """Values of `has:` where the others are known already."""
    made = ["media", *dict.fromkeys(_media(post))] if post.media else []
    if links:
        made.append("link")
    if hashtags:
        made.append("hashtag")
    if mentions:
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


VALUES_OF: Final[dict[str, Callable[[Post], Sequence[str]]]] = {
    "platform": lambda post: _one(post.platform),
    "author": _authors,
    "source": lambda post: _one(post.source),
    "lang": lambda post: _language_spellings(post.lang),
    "site": _sites,
    "link": links_of,
    "hashtag": hashtags_of,
    "mention": mentions_of,
    "has": _has,
    "is": _is,
    "thread": lambda post: _one(post.thread),
}
"""Field → values of a post; these are answered by the post alone."""
