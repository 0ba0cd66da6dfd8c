"""What comes in at a door, as posts: each is named by its door, so that none can be another's."""

import datetime as dt
import hashlib
import uuid

import msgspec

from klankbord.connectors.dates import AHEAD, is_sensible
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.plaintext import tidy, web_address, web_addresses
from klankbord.core.post import MAX_TEXT, Author, Post

MAX_POSTS = 500
PRIVATE = "private"
_LONGEST_ID = 200


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One post as a program tells it; only `text` is needed."""

    text: str
    id: str = ""
    title: str = ""
    url: str = ""
    published_at: dt.datetime | None = None
    author: str = ""
    author_id: str = ""
    author_url: str = ""
    language: str = ""
    in_reply_to: str = ""
    thread: str = ""
    place: str = ""
    links: tuple[str, ...] = ()


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a call."""

    posts: tuple[Told, ...]


class NotUnderstood(ValueError):  # noqa: N818  # named after the broken promise
    """The body is no list of posts; the words say where it goes wrong."""


def read_call(body: bytes, *, door: int, number: str, now: dt.datetime) -> tuple[Post, ...]:
    """The posts of a call; all of them or, by `NotUnderstood`, none."""
    try:
        told = read_whole(body, Call).posts
    except msgspec.MsgspecError as fault:
        raise NotUnderstood(str(fault)[:300]) from fault
    if not 0 < len(told) <= MAX_POSTS:
        message = f"Between 1 and {MAX_POSTS} posts in a call - at `$.posts`"
        raise NotUnderstood(message)
    return tuple(_post(each, n, door, number, now) for n, each in enumerate(told))


def _post(told: Told, n: int, door: int, number: str, now: dt.datetime) -> Post:
    text = tidy(told.text)[:MAX_TEXT]
    if not text or len(told.id) > _LONGEST_ID:
        message = f"A text, and an id of at most {_LONGEST_ID} characters - at `$.posts[{n}]`"
        raise NotUnderstood(message)

    def named(own: str) -> str:
        return f"webhook:{door}/{tidy(own)[:_LONGEST_ID]}" if own else ""

    writer = tidy(told.author).replace("\n", " ")[:200]
    own = named(told.id or f"{number}-{n}")
    unknown = f"unknown-{hashlib.sha256(own.encode()).hexdigest()[:12]}"
    return Post(
        id=own,
        platform="webhook",
        text=text,
        title=tidy(told.title)[:1_000],
        url=web_address(told.url),
        published_at=_moment(told.published_at, now),
        author=Author(
            id=f"{door}/{tidy(told.author_id)[:200] or writer or unknown}",
            handle=writer or unknown,
            name=writer,
            url=web_address(told.author_url),
        ),
        lang=told.language[:8] if told.language.isascii() and told.language.isalpha() else "",
        in_reply_to=named(told.in_reply_to),
        thread=named(told.thread),
        place=tidy(told.place)[:200],
        links=web_addresses(told.links),
        visibility=PRIVATE,
    )


def _moment(at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    if at is None:
        return now
    aware = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC) if is_sensible(aware) and aware <= now + AHEAD else now


def written_post(
    *, door: int, page: str, text: str, name: str, address: str, now: dt.datetime
) -> Post:
    """What somebody wrote on a form; who leaves no address is somebody else each time.

    `page` is the one page on which it was written: pressed twice, it is one message.
    """
    own = hashlib.sha256(f"{page}\0{text}".encode()).hexdigest()[:32]
    writer = address.lower() or f"somebody-{own[:12]}"
    return Post(
        id=f"form:{door}/{own}",
        platform="form",
        text=tidy(text)[:MAX_TEXT],
        published_at=now,
        author=Author(id=writer, handle=writer, name=tidy(name).replace("\n", " ")[:200]),
        visibility=PRIVATE,
    )


def tipped_post(*, url: str, title: str, words: str, now: dt.datetime) -> Post:
    """Where a colleague saw something; which colleague is kept nowhere.

    Each tip is somebody's else: who is forgotten for one of them takes no other along.
    """
    own = uuid.uuid4().hex
    return Post(
        id=f"tip:{own}",
        platform="tip",
        title=tidy(title)[:1_000],
        text=tidy(words) or url,
        url=url,
        links=(url,),
        published_at=now,
        author=Author(id=own, handle=f"tip-{own[:12]}"),
        visibility=PRIVATE,
    )
