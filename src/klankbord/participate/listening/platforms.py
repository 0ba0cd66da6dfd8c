"""What the screens say of each platform: what can be heard, with what limits and at what cost."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Platform:
    """`kind` is what can be heard there; `limits` and `cost` stand beside it."""

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
            kind=_("A person, a hashtag, or who speaks to us"),
            limits=_(
                "Hashtags, servers and who speaks to us are heard at once; people about every"
                " fifteen minutes. Searching, and who speaks to us, need our account there."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="discourse",
            label="Discourse",
            kind=_("A forum, or one topic of it"),
            limits=_(
                "What anybody may read there, or our account, about every fifteen minutes. To"
                " answer we need an API key, which an administrator of the forum gives out."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="bluesky",
            label="Bluesky",
            kind=_("A person, a hashtag, a search, or who speaks to us"),
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
            kind=_("A public room"),
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
            key="webmention",
            label="Webmention",
            kind=_("Other sites, when they link to ours"),
            limits=_(
                "Only sites that know Webmention tell us: blogs and the open web, hardly any"
                " newspaper. We look at their page before we believe it; where the link goes, our"
                " copy goes too."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="webhook",
            label="Webhook",
            kind=_("A program that tells us by itself"),
            limits=_(
                "What the program sends, and no more: at most 120 calls a minute of 500 posts."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="form",
            label=_("Form"),
            kind=_("A page where anybody can tell us something"),
            limits=_(
                "What people write there; five messages a minute from one connection, sixty in all."
            ),
            cost=_("Free."),
        ),
        Platform(
            key="tip",
            label=_("Tips of colleagues"),
            kind=_("Links that colleagues pass on"),
            limits=_("An address, and what a colleague says of it. Who gave it is not kept."),
            cost=_("Free."),
        ),
        Platform(
            key="youtube",
            label="YouTube",
            kind=_("Comments on a video, or on all videos of a channel"),
            limits=_(
                "The newest comments, about every fifteen minutes, with the newest answers below"
                " them. Answers to old comments, searches and deletions we do not hear: the"
                " platform has no list of them. To answer we need a key of our own channel; an"
                " answer has at most 10,000 characters."
            ),
            cost=_(
                "Free, with an API key of your own: ten thousand points a day, of which a visit"
                " costs one and an answer fifty."
            ),
        ),
        Platform(
            key="x",
            label="X",
            kind=_("A person, a hashtag or a search"),
            limits=_(
                "At once, where the access that you pay for has a stream; else about every fifteen"
                " minutes. Of before: the last seven days. A search has at most 512 characters. Who"
                " writes for followers only is left out. What is deleted there, we do not hear. To"
                " answer we need a key of our own account; an answer has at most 280 characters."
                " Does X refuse it, then give it there by hand."
            ),
            cost=_("X asks money for each post that is read or said: set a limit there first."),
        ),
        Platform(
            key="facebook",
            label="Facebook",
            kind=_("What is said on a page of ours"),
            limits=_(
                "The newest posts on our own page and what stands below them, about every fifteen"
                " minutes. Other pages, groups and searches the platform does not let programs"
                " hear, nor what is deleted: look there by hand, and pass on what matters as a"
                " tip. An answer has at most 8,000 characters."
            ),
            cost=_("Free, with a token of our page, from an app that Meta has looked at."),
        ),
        Platform(
            key="instagram",
            label="Instagram",
            kind=_("What is said below what we show, who tags us, a hashtag"),
            limits=_(
                "What we show and what stands below it, pictures in which others tag us, and"
                " hashtags of the last day (thirty a week), about every fifteen minutes. Who used"
                " a hashtag, what stands below pictures of others, stories, and what is deleted,"
                " the platform does not tell: look there by hand, and pass on what matters as a"
                " tip. Below pictures of others, answer by hand too. An answer has at most 2,200"
                " characters."
            ),
            cost=_("Free, with a token for our account, from an app that Meta has looked at."),
        ),
        Platform(
            key="reddit",
            label="Reddit",
            kind=_("A community, a person or a search"),
            limits=_(
                "Posts and comments, about every fifteen minutes; a search finds posts alone."
                " Private communities are left out. Of the hundred newest posts we look whether"
                " they still stand: who deletes there, is deleted here. An answer has at most"
                " 10,000 characters; in some communities a young account must do it by hand."
            ),
            cost=_(
                "Free up to a hundred calls a minute, with an app of your own; ask Reddit first"
                " whether your use is one that costs money."
            ),
        ),
        Platform(
            key="google",
            label="Google",
            kind=_("What people say of a place of ours, with stars"),
            limits=_(
                "Reviews of our own places, about every fifteen minutes, with their stars and our"
                " answer. Places of others, questions, and what is deleted we do not hear: look"
                " there by hand, and pass on what matters as a tip. A review has one answer, of at"
                " most some 4,000 characters; one that stands there already we never write over."
            ),
            cost=_("Free, once Google has let your app in; it looks at each request by hand."),
        ),
        Platform(
            key="hackernews",
            label="Hacker News",
            kind=_("A list, a person, a search, or who links to a site"),
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

BY_HAND = (
    Platform(
        key="linkedin",
        label="LinkedIn",
        kind="LinkedIn",
        limits=_(
            "Its rules do not let a program keep what members say, count it beside other platforms,"
            " or give it out again. So we do not connect it."
        ),
        cost=_("Look at your page there, answer there, and pass on what matters as a tip."),
    ),
    Platform(
        key="tiktok",
        label="TikTok",
        kind="TikTok",
        limits=_(
            "It describes its comments to researchers and chosen partners only, not to"
            " organisations. So we cannot connect it."
        ),
        cost=_("Look at your account there, answer there, and pass on what matters as a tip."),
    ),
    Platform(
        key="intranet",
        label=_("Slack, Teams, Mattermost, Zulip, Viva Engage, HumHub, Workplace"),
        kind=_("What colleagues say to each other"),
        limits=_(
            "What colleagues say to each other we do not listen to, for what comes in here is"
            " counted and judged. The archive of Workplace nobody can read: its makers never told"
            " what stands in it, and it has closed."
        ),
        cost=_("Ask colleagues in the community, or by a pulse: there they know who reads along."),
    ),
)
"""What no connector hears, why, and what to do instead: see decisions 0073, 0080 and 0089."""
