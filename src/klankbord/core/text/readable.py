"""A text as a person reads it aloud: no addresses, no handles, hashtags as words.

For identifying the language and for themes. The words that queries look for are those of
`words.py`: nothing here changes them.
"""

import re
from typing import Final

from klankbord.core.post import Post
from klankbord.core.text.entities import WIDE_HASH

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE: Final = re.compile(r"(?<![\w/.@])@\w[\w.\-]*(?:@\w[\w.\-]*)?:?")
_TAG: Final = re.compile(rf"(?<![\w&/])[#{WIDE_HASH}](\w+)")
_REPEATED: Final = re.compile(r"^\s*RT\b")
_CUTS: Final = re.compile(r"_+|(?<=\d)(?=\D)|(?<=\D)(?=\d)")


def without_addresses(text: str) -> str:
    """Leave out addresses of pages."""
    return _ADDRESS.sub(" ", text) if "://" in text or "www." in text.lower() else text


def without_handles(text: str) -> str:
    """Leave out `@handle`, and the RT in front of a repeated post."""
    return _HANDLE.sub(" ", _REPEATED.sub(" ", text)) if "@" in text else text


def hashtag_words(tag: str) -> list[str]:
    """Words of a hashtag by its capitals, digits and underscores, with their case.

    `#GemeenteUtrecht` is `Gemeente Utrecht`, `#NS2025` is `NS 2025`. A tag in one case stays one
    word: only a list of known words could cut it (see `compounds.compound_parts`).
    """
    return _capital_words(tag.lstrip(f"#{WIDE_HASH}"))


def _capital_words(text: str) -> list[str]:
    words: list[str] = []
    for piece in _CUTS.split(text):
        start = 0
        for at in range(1, len(piece)):
            if _begins_word(piece, at):
                words.append(piece[start:at])
                start = at
        words.append(piece[start:])
    return [word for word in words if word]


def _begins_word(text: str, at: int) -> bool:
    """A capital after a small letter, or the last capital before small letters: `NSReizigers`."""
    if not text[at].isupper():
        return False
    return text[at - 1].islower() or (
        text[at - 1].isupper() and at + 1 < len(text) and text[at + 1].islower()
    )


def with_split_hashtags(text: str) -> str:
    """Write every hashtag as its words, without the sign."""
    if "#" not in text and WIDE_HASH not in text:
        return text
    return _TAG.sub(lambda found: " ".join(hashtag_words(found[1])), text)


def without_hashtags(text: str) -> str:
    """Leave out hashtags whole."""
    return _TAG.sub(" ", text) if "#" in text or WIDE_HASH in text else text


def readable(text: str) -> str:
    """All of these: what is left are the words that somebody says."""
    said = with_split_hashtags(without_handles(without_addresses(text)))
    return " ".join(said.split())


def whole_text(post: Post) -> str:
    """Title and text in one, for what looks at a post as a whole."""
    return f"{post.title}\n{post.text}" if post.title else post.text
