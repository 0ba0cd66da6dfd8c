"""The words of the X API v2, as far as we use them. Source: its published OpenAPI document."""

import datetime as dt

import msgspec

from klankbord.core.post import NO_RAW


class Link(msgspec.Struct, frozen=True):
    """A link in a text; `expanded_url` is where it leads to."""

    url: str = ""
    expanded_url: str | None = ""


class Tagged(msgspec.Struct, frozen=True):
    """A hashtag in a text."""

    tag: str = ""


class Named(msgspec.Struct, frozen=True):
    """Somebody named in a text."""

    username: str = ""


class Entities(msgspec.Struct, frozen=True):
    """What stands in a text."""

    urls: tuple[Link, ...] | None = ()
    hashtags: tuple[Tagged, ...] | None = ()
    mentions: tuple[Named, ...] | None = ()


class Metrics(msgspec.Struct, frozen=True):
    """Counts at the moment of reading."""

    retweet_count: int = 0
    reply_count: int = 0
    like_count: int = 0
    quote_count: int = 0
    impression_count: int | None = None
    followers_count: int | None = None


class Reference(msgspec.Struct, frozen=True):
    """Another post that this one answers, repeats or quotes."""

    type: str
    id: str


class Tweet(msgspec.Struct, frozen=True):
    """One post."""

    id: str
    text: str
    author_id: str
    created_at: dt.datetime
    conversation_id: str | None = ""
    lang: str | None = ""
    entities: Entities | None = None
    public_metrics: Metrics | None = None
    referenced_tweets: tuple[Reference, ...] | None = ()


class User(msgspec.Struct, frozen=True):
    """Somebody; `protected` writes for followers only."""

    id: str
    username: str
    name: str = ""
    description: str | None = ""
    protected: bool | None = False
    public_metrics: Metrics | None = None


class Includes(msgspec.Struct, frozen=True):
    """What posts refer to."""

    users: tuple[User, ...] = ()
    tweets: tuple[msgspec.Raw, ...] = ()


class Meta(msgspec.Struct, frozen=True):
    """Where a list goes on, and how many posts stand on this page of it."""

    next_token: str = ""
    result_count: int = 0


class Page(msgspec.Struct, frozen=True):
    """A page of a list."""

    data: tuple[msgspec.Raw, ...] = ()
    includes: Includes = Includes()
    meta: Meta = Meta()


class Person(msgspec.Struct, frozen=True):
    """An account by its name; without data there is none."""

    data: User | None = None


class Trouble(msgspec.Struct, frozen=True):
    """Why something is not told: `type` is the address of a page about it."""

    type: str = ""
    title: str = ""


class Looked(msgspec.Struct, frozen=True):
    """One post by its number, or why it is not told."""

    data: Tweet | None = None
    errors: tuple[Trouble, ...] = ()

    @property
    def is_gone(self) -> bool:
        """Whether there is no such post: it may also be hidden from us, for a time."""
        return any(each.type.endswith("/resource-not-found") for each in self.errors)


class Own(msgspec.Struct, frozen=True):
    """Its number."""

    id: str


class Made(msgspec.Struct, frozen=True):
    """What was just written."""

    data: Own


class Rule(msgspec.Struct, frozen=True):
    """What an app's stream brings; `tag` is the app's own mark."""

    value: str
    id: str = ""
    tag: str | None = ""


class Rules(msgspec.Struct, frozen=True):
    """The rules of an app, or what became of new ones."""

    data: tuple[Rule, ...] = ()
    errors: tuple[Trouble, ...] = ()


class Matched(msgspec.Struct, frozen=True):
    """A rule that a post of the stream fits."""

    id: str


class Told(msgspec.Struct, frozen=True):
    """A line of the stream: a post and for whom it is; without one, why the stream ends."""

    data: msgspec.Raw = NO_RAW
    includes: Includes = Includes()
    matching_rules: tuple[Matched, ...] = ()
    errors: tuple[Trouble, ...] = ()


EXPECTED = frozenset({"id", "text", "author_id", "created_at"})
