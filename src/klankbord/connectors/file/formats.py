"""Exports of other tools, as data: by which columns they are known, and what these mean."""

from collections.abc import Iterable
from typing import NamedTuple

from klankbord.connectors.file.mapping import Mapping


class Format(NamedTuple):
    """One export: `kind` names the tool; it is known by `signature`, columns that it always has."""

    kind: str
    signature: frozenset[str]
    mapping: Mapping


BRANDWATCH = Format(
    "brandwatch",
    frozenset({"Query Id", "Query Name", "Date", "Url", "Page Type"}),
    Mapping(
        fields={
            "id": "Resource Id",
            "text": ("Full Text", "Snippet"),
            "title": "Title",
            "published_at": "Date",
            "author": ("Author", "Full Name"),
            "author_id": ("Twitter Author ID", "Facebook Author ID"),
            "author_name": "Full Name",
            "followers": ("Twitter Followers", "Instagram Followers"),
            "platform": ("Page Type", "Content Source"),
            "source": ("Subreddit", "Domain"),
            "url": ("Url", "Original Url"),
            "lang": "Language",
            "place": ("City", "Region", "Country"),
            "in_reply_to": "Twitter Reply to",
            "repost_of": "Twitter Retweet of",
            "thread": ("Thread Id", "Root Post Id"),
            "replies": (
                "Twitter Reply Count",
                "Facebook Comments",
                "Instagram Comments",
                "Linkedin Comments",
                "Reddit Comments",
            ),
            "reposts": ("Twitter Retweets", "Facebook Shares", "Linkedin Shares"),
            "likes": (
                "Twitter Likes",
                "Facebook Likes",
                "Instagram Likes",
                "Linkedin Likes",
                "Reddit Score",
            ),
            "views": ("Impressions", "Linkedin Impressions"),
            "hashtags": "Hashtags",
            "mentions": "Mentioned Authors",
            "links": ("Expanded URLs", "Short URLs"),
            "media": "Media URLs",
        },
        timezone="UTC",
        is_day_first=False,
    ),
)

_MELTWATER_OF_NEWS = Format(
    "meltwater",
    frozenset({"Date", "Headline", "URL", "Hit Sentence", "Source", "Influencer"}),
    Mapping(
        fields={
            "text": ("Hit Sentence", "Opening Text"),
            "title": "Headline",
            "published_at": "Date",
            "published_time": "Time",
            "author": ("Influencer", "Source"),
            "source": "Source",
            "url": "URL",
            "lang": "Language",
            "place": ("City", "State", "Subregion", "Country"),
            "likes": ("Engagement", "Likes"),
            "views": ("Views", "Estimated Views"),
            "followers": "Reach",
            "hashtags": "Hashtags",
        },
    ),
)

_MELTWATER_OF_POSTS = Format(
    "meltwater",
    frozenset({"Date", "Document ID", "URL", "Source Type", "Hit Sentence"}),
    Mapping(
        fields={
            "id": "Document ID",
            "text": ("Hit Sentence", "Opening Text"),
            "title": "Title",
            "published_at": "Date",
            "published_time": "Time",
            "author": ("Author Handle", "Author Name", "Source Name"),
            "author_name": "Author Name",
            "platform": "Source Type",
            "source": ("Source Name", "Source Domain"),
            "url": "URL",
            "lang": "Language",
            "place": ("City", "State", "Region", "Country"),
            "followers": "Reach",
            "replies": ("Replies", "Comments"),
            "reposts": ("Reposts", "Shares"),
            "likes": ("Likes", "Reactions"),
            "views": ("Views", "Estimated Views"),
            "hashtags": "Hashtags",
            "links": "Links",
            "media": "Image",
        },
    ),
)

_CROWDTANGLE_FACEBOOK = Format(
    "crowdtangle",
    frozenset({"User Name", "Facebook Id", "Total Interactions", "URL", "Message"}),
    Mapping(
        fields={
            "text": ("Message", "Image Text", "Description"),
            "title": "Link Text",
            "published_at": ("Post Created", "Created"),
            "author": ("User Name", "Page Name", "Group Name"),
            "author_id": "Facebook Id",
            "author_name": ("Page Name", "Group Name"),
            "followers": ("Followers at Posting", "Likes at Posting"),
            "source": ("Page Name", "Group Name"),
            "url": "URL",
            "place": "Page Admin Top Country",
            "replies": "Comments",
            "reposts": "Shares",
            "likes": "Likes",
            "views": ("Post Views", "Total Views"),
            "links": ("Final Link", "Link"),
        },
        constants={"platform": "facebook"},
        timezone="America/New_York",
    ),
)

_CROWDTANGLE_INSTAGRAM = Format(
    "crowdtangle",
    frozenset({"Account", "User Name", "Followers at Posting", "URL", "Photo", "Description"}),
    Mapping(
        fields={
            "text": ("Description", "Image Text"),
            "title": "Title",
            "published_at": ("Post Created", "Created"),
            "author": "User Name",
            "author_name": "Account",
            "followers": "Followers at Posting",
            "source": "Account",
            "url": "URL",
            "replies": "Comments",
            "likes": "Likes",
            "views": "Views",
            "links": "Link",
            "media": "Photo",
        },
        constants={"platform": "instagram"},
        timezone="America/New_York",
    ),
)

_FOURCAT = Format(
    "4cat",
    frozenset({"id", "thread_id", "timestamp", "body", "author"}),
    Mapping(
        fields={
            "id": "id",
            "text": "body",
            "title": ("subject", "title"),
            "published_at": ("unix_timestamp", "timestamp"),
            "author": ("author_username", "author"),
            "author_id": "author_id",
            "author_name": ("author_display_name", "author_name", "author_fullname"),
            "author_url": ("author_profile", "author_url"),
            "followers": ("author_followers", "author_followers_count"),
            "platform": "platform",
            "source": ("subreddit", "chat", "board", "page_name"),
            "url": ("url", "link", "post_url", "tiktok_url"),
            "lang": ("language_guess", "language", "languages", "lang"),
            "place": ("location", "location_name", "country_name"),
            "in_reply_to": ("parent", "parent_id", "replied_to_post", "reply_to", "in_reply_to"),
            "quote_of": ("quoted_post", "quote_tweet"),
            "thread": "thread_id",
            "replies": ("reply_count", "replies", "num_comments", "comments", "comment_count"),
            "reposts": ("repost_count", "retweet_count", "reposts", "shares", "forwards"),
            "likes": ("like_count", "likes", "num_likes", "score", "upvotes"),
            "views": ("view_count", "views", "plays", "impression_count"),
            "hashtags": ("hashtags", "tags"),
            "mentions": ("mentions", "usertags"),
            "links": ("links", "urls", "link_url", "url_original"),
            "media": ("images", "image_urls", "image_url", "media_url", "thumbnail_url"),
        },
    ),
)

FORMATS = (
    BRANDWATCH,
    _MELTWATER_OF_POSTS,
    _MELTWATER_OF_NEWS,
    _CROWDTANGLE_FACEBOOK,
    _CROWDTANGLE_INSTAGRAM,
    _FOURCAT,
)


def format_of(columns: Iterable[str]) -> Format | None:
    """The export that has these columns, its mapping cut to what is there; None if unknown."""
    present = set(columns)
    found = next((each for each in FORMATS if each.signature <= present), None)
    if found is None:
        return None
    return found._replace(mapping=_cut(found.mapping, present))


def _cut(mapping: Mapping, present: set[str]) -> Mapping:
    kept = {
        field: tuple(column for column in mapping.columns_of(field) if column in present)
        for field in mapping.fields
    }
    return Mapping(
        fields={field: columns for field, columns in kept.items() if columns},
        constants=mapping.constants,
        timezone=mapping.timezone,
        is_day_first=mapping.is_day_first,
    )
