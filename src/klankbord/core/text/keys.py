"""Key tokens: the facts of a post as tokens that a word index keeps whole.

A token is `field:value`. SQLite's FTS5 `ascii` tokenizer with `tokenchars '#@:_-./'` and a split
on spaces in PostgreSQL both leave it as it is: any other character is written as `·` + code + `·`.
"""

import hashlib
import re
from functools import lru_cache
from typing import Final

from klankbord.core.post import Post
from klankbord.core.text.entities import host_of, host_spellings
from klankbord.core.text.fields import VALUES_OF, has_values, hashtags_of, links_of, mentions_of
from klankbord.core.text.words import words_of

LONGEST_KEY: Final = 160
LONGEST_START: Final = 100
_UNSAFE: Final = re.compile(r"[^\w#@:\-./]|[A-Z]|·")
_SHORT_FIELDS: Final = tuple(
    field for field in VALUES_OF if field not in {"link", "hashtag", "mention", "has"}
)


def _escape(found: re.Match[str]) -> str:
    return f"·{ord(found.group()):x}·"


@lru_cache(maxsize=100_000)
def key_token(field: str, value: str) -> str:
    """The token of one folded value; long values keep their start and get a print of the rest."""
    safe = _UNSAFE.sub(_escape, value)
    if len(safe) > LONGEST_KEY:
        digest = hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=12)
        safe = f"{safe[:LONGEST_START]}·{digest.hexdigest()}"
    return f"{field}:{safe}"


def key_prefix(field: str, start: str) -> str:
    """The start that all tokens have whose value begins with `start`; cut so that it holds."""
    return f"{field}:{_UNSAFE.sub(_escape, start)[:LONGEST_START]}"


def keys_of(post: Post) -> list[str]:
    """All key tokens of a post, each once."""
    links, hashtags, mentions = links_of(post), hashtags_of(post), mentions_of(post)
    tokens = [
        key_token(field, value) for field in _SHORT_FIELDS for value in VALUES_OF[field](post)
    ]
    tokens += [key_token("hashtag", tag) for tag in hashtags]
    tokens += [key_token("mention", handle) for handle in mentions]
    tokens += ["has:" + value for value in has_values(post, links, hashtags, mentions)]
    for host in filter(None, map(host_of, links)):
        tokens += [key_token("link", each) for each in host_spellings(host)]
    if post.place:
        tokens += [key_token("place", word) for word in words_of(post.place)]
    return list(dict.fromkeys(tokens))
