"""What the archive puts in its search index: a text of words and a text of key tokens.

Both are joined by single spaces. Declare the SQLite table as
`fts5(words, keys, tokenize="ascii tokenchars '#@:_-./'")`; in PostgreSQL make the vector with
`array_to_tsvector(array_cat(string_to_array(words, ' '), string_to_array(keys, ' ')))`.
Words never hold a colon and key tokens always do, so one vector can hold both.
"""

from klankbord.core.post import Post
from klankbord.core.text.keys import key_prefix, key_token, keys_of
from klankbord.core.text.words import TITLE_END, surfaces_of, words_of

__all__ = [
    "index_keys",
    "index_words",
    "key_prefix",
    "key_token",
    "keys_of",
    "post_surfaces",
    "post_words",
    "surfaces_of",
    "words_of",
]


def post_words(post: Post) -> list[str]:
    """Folded words of title and text; the place in the list is the position."""
    if not post.title:
        return words_of(post.text)
    return [*words_of(post.title), TITLE_END, *words_of(post.text)]


def post_surfaces(post: Post) -> list[str]:
    """The same words at the same positions, with their case and accents."""
    if not post.title:
        return surfaces_of(post.text)
    return [*surfaces_of(post.title), TITLE_END, *surfaces_of(post.text)]


def index_words(post: Post) -> str:
    """The text for the column `words`."""
    return " ".join(post_words(post))


def index_keys(post: Post) -> str:
    """The text for the column `keys`."""
    return " ".join(keys_of(post))
