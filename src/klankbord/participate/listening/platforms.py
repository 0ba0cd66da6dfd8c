"""What the screens say of each platform: what can be heard, with what limits and at what cost."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Platform:
    """`kind` is its choice on the form; `limits` and `cost` stand below it."""

    key: str
    label: str | Promise
    kind: str | Promise
    limits: str | Promise
    cost: str | Promise


PLATFORMS = {
    each.key: each
    for each in (
        Platform(
            key="feed",
            label=_("Feeds"),
            kind=_("A site, a blog or a feed"),
            limits=_(
                "What the site puts in its feed, about every fifteen minutes; at once where the"
                " feed names a hub that tells us. Answers are given by hand, on the site."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="mastodon",
            label="Mastodon",
            kind=_("Mastodon: a person, a hashtag, or who speaks to us"),
            limits=_(
                "Hashtags, servers and who speaks to us are heard at once; people about every"
                " fifteen minutes. Searching, and who speaks to us, need our account there."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="discourse",
            label="Discourse",
            kind=_("A Discourse forum, or one topic of it"),
            limits=_(
                "What anybody may read there, or our account, about every fifteen minutes. To"
                " answer we need an API key, which an administrator of the forum gives out."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="bluesky",
            label="Bluesky",
            kind=_("Bluesky: a person, a hashtag, a search, or who speaks to us"),
            limits=_(
                "People, hashtags and who speaks to us are heard at once, searches about every"
                " fifteen minutes. All but people need our account there. An answer has at most"
                " 300 characters."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="matrix",
            label="Matrix",
            kind=_("A public room on Matrix"),
            limits=_(
                "What is said in the room is heard at once. Our account enters it, and the others"
                " see that. Rooms that are not for everybody, and sealed messages, are not read."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="mail",
            label=_("E-mail"),
            kind=_("Letters to an address of the organisation"),
            limits=_(
                "Letters are heard as they come in; nothing in the mailbox changes. What programs"
                " write is left out, attachments stay closed. Take an address for outsiders, and"
                " connect its mailbox first. Answers go out in the same thread, with a copy to us."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="hackernews",
            label="Hacker News",
            kind=_("Hacker News: a list, a person, a search, or who links to a site"),
            limits=_(
                "Everything that is public there, about every fifteen minutes. Answers are given by"
                " hand: the site has no way in for programs. What is deleted there, we do not hear."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="stackexchange",
            label="Stack Exchange",
            kind=_("Stack Overflow or a sister site: all of it, a tag, a search, a question"),
            limits=_(
                "The platform allows 300 visits a day: sources share them, so a few are heard about"
                " every twenty minutes, more of them less often. Answers are given by hand."
            ),
            cost=_("Free."),
        ),
    )
}
"""Of our own connectors; a plug-in's connector stands under its own label."""
