"""The words of Discourse, as far as we use them. Source: docs.discourse.org."""

import datetime as dt
from typing import Any

import msgspec


class Action(msgspec.Struct, frozen=True):
    """How often something was done with a post; 2 is a like."""

    id: int = 0
    count: int | None = 0


class Entry(msgspec.Struct, frozen=True):
    """One post in a topic; only lists over all topics name the topic's title.

    People have numbers from 1 on; what Discourse and its bots write stands below 0.
    """

    id: int
    username: str
    created_at: dt.datetime
    topic_id: int
    user_id: int | None = None
    cooked: str | None = ""
    name: str | None = ""
    post_number: int = 1
    post_type: int | None = 1
    reply_to_post_number: int | None = None
    topic_slug: str | None = ""
    topic_title: str | None = ""
    reply_count: int | None = 0
    reads: int | None = None
    actions_summary: tuple[Action, ...] | None = ()
    hidden: bool | None = False
    deleted_at: Any = None


class Standing(Entry, frozen=True):
    """A post of ours, looked at by itself."""

    user_deleted: bool | None = False
    updated_at: dt.datetime | None = None
    version: int | None = 1


class Latest(msgspec.Struct, frozen=True):
    """The newest posts of a whole site."""

    latest_posts: tuple[msgspec.Raw, ...]


class Stream(msgspec.Struct, frozen=True):
    """The posts of one topic: some of them, and the numbers of all."""

    posts: tuple[msgspec.Raw, ...] = ()
    stream: tuple[int, ...] = ()


class Topic(msgspec.Struct, frozen=True):
    """A topic with its first posts."""

    id: int
    post_stream: Stream
    title: str = ""


class Chosen(msgspec.Struct, frozen=True):
    """Posts of a topic that were asked by number."""

    post_stream: Stream


class User(msgspec.Struct, frozen=True):
    """Somebody, as their own page shows them."""

    username: str
    name: str | None = ""


class Shown(msgspec.Struct, frozen=True):
    """A person's page."""

    user: User


class Problem(msgspec.Struct, frozen=True):
    """Why something was refused."""

    errors: tuple[str, ...] = ()
    error_type: str = ""


EXPECTED = frozenset({"id", "username", "created_at", "cooked", "topic_id", "post_number"})
"""Fields that every site sends: one that is gone was renamed, and somebody should look."""
