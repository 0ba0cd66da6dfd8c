"""The words of feeds: one shape for everything that RSS, Atom, RDF, CDF and JSON Feed say."""

import datetime as dt

import msgspec


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece of text as the feed gave it; `base` is where its relative links start."""

    value: str
    is_html: bool = False
    base: str = ""
    language: str = ""


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """An author as the feed names one."""

    name: str = ""
    url: str = ""
    email: str = ""


class Enclosure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that belongs to an entry: `type` is a media type such as `image/png`."""

    url: str
    type: str = ""
    title: str = ""


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A date: the words of the feed, and what they mean (None if they mean nothing)."""

    text: str = ""
    at: dt.datetime | None = None


NOTHING = Content("")
NEVER = Moment()


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry or item."""

    guid: str = ""
    link: str = ""
    title: Content = NOTHING
    summary: Content = NOTHING
    contents: tuple[Content, ...] = ()
    published: Moment = NEVER
    updated: Moment = NEVER
    created: Moment = NEVER
    authors: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    language: str = ""
    in_reply_to: str = ""
    n_replies: int = 0


class Feed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A whole feed; `version` is such as `rss20`, `atom10`, `json11`, `unknown`, empty if no feed.

    `interval` is how often it asks to be read; `hubs` tell of its news, under the address `own`.

    `problem` says in the parser's words what was broken; `n_left_out` counts entries not read.
    """

    version: str
    entries: tuple[Entry, ...] = ()
    title: Content = NOTHING
    subtitle: Content = NOTHING
    link: str = ""
    language: str = ""
    encoding: str = "utf-8"
    updated: Moment = NEVER
    authors: tuple[Person, ...] = ()
    interval: dt.timedelta | None = None
    problem: str = ""
    is_encoding_guessed: bool = False
    n_left_out: int = 0
    broken_entries: tuple[tuple[int, str], ...] = ()
    hubs: tuple[str, ...] = ()
    own: str = ""
