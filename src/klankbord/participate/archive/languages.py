"""The language of posts that come without one. No database here."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from klankbord.core.post import Post
from klankbord.core.text.language import languages, told_language
from klankbord.core.text.readable import whole_text


class Heard(NamedTuple):
    """A post with its language, and how sure that is; None where the platform said it."""

    post: Post
    language_p: float | None


def with_languages(posts: Sequence[Post]) -> list[Heard]:
    """Give posts without a language the one that their text is in; unknown stays empty."""
    silent = [post for post in posts if told_language(post.lang) is None]
    found = languages([whole_text(post) for post in silent]) if silent else []
    read = dict(zip(map(id, silent), found, strict=True))
    return [
        Heard(msgspec.structs.replace(post, lang=language.code), language.p)
        if (language := read.get(id(post)))
        else Heard(post, None)
        for post in posts
    ]
