"""What other tools call our fields, and which of their signs they use."""

from dataclasses import dataclass, field
from typing import Final

from klankbord.core.match.imports.changes import Dialect
from klankbord.core.match.values import FIELDS

_SAME: Final = {name: name for name in FIELDS}
_ALIKE: Final = {
    **_SAME,
    "language": "lang", "url": "link", "links": "link", "domain": "site", "hashtags": "hashtag",
    "mentions": "mention", "location": "place", "headline": "title", "authors": "author",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spelling:
    """One tool: its names for our fields, and how it writes operators and exact words."""

    fields: dict[str, str]
    values: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    has_small_operators: bool = False
    has_braces: bool = True
    needs_all_words: bool = True


SPELLINGS: Final = {
    Dialect.BRANDWATCH: Spelling(
        {
            **_ALIKE,
            "at_mentions": "mention", "authorfollowers": "followers", "country": "place",
            "city": "place", "region": "place", "pagetype": "platform", "threadid": "thread",
        },
        {
            ("engagementtype", "retweet"): ("is", "repost"),
            ("engagementtype", "reply"): ("is", "reply"),
            ("engagementtype", "quote"): ("is", "quote"),
        },
    ),
    Dialect.MELTWATER: Spelling(
        {**_ALIKE, "sourcename": "site", "domainname": "site", "handle": "author"},
        has_small_operators=True,
    ),
    Dialect.TALKWALKER: Spelling(
        {
            **_ALIKE,
            "sourcetype": "platform", "domainurl": "site", "author_followers": "followers",
            "sourcecity": "place", "sourcecountry": "place",
        },
        {("is", "rt"): ("is", "repost"), ("is", "retweet"): ("is", "repost")},
    ),
    Dialect.LUCENE: Spelling(_ALIKE, has_braces=False, needs_all_words=False),
}  # fmt: skip
