"""What the fields of a post are called on the mapping screen, in the order of asking."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELD_LABELS: dict[str, Promise] = {
    "text": _("Text"),
    "title": _("Title"),
    "published_at": _("Date, or date and time"),
    "published_time": _("Time, where it has a column of its own"),
    "author": _("Author's handle"),
    "author_name": _("Author's name"),
    "author_id": _("Author's number"),
    "author_url": _("Author's page"),
    "bio": _("Author's description"),
    "followers": _("Author's followers"),
    "id": _("Number of the post"),
    "url": _("Address of the post"),
    "platform": _("Platform"),
    "source": _("Place on the platform (group, subreddit, site)"),
    "lang": _("Language"),
    "place": _("Place"),
    "in_reply_to": _("Answers which post"),
    "repost_of": _("Repeats which post"),
    "quote_of": _("Quotes which post"),
    "thread": _("Conversation"),
    "replies": _("Number of answers"),
    "reposts": _("Number of reposts"),
    "likes": _("Number of likes"),
    "views": _("Number of views"),
    "hashtags": _("Hashtags"),
    "mentions": _("Handles mentioned"),
    "links": _("Links"),
    "media": _("Pictures and videos"),
    "visibility": _("Visibility"),
}
"""Every field that a column can be given to; a test holds it against the connector's own list."""
