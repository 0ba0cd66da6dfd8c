"""Stored queries as JSON Lines: one topic a line, with its examples and versions.

The format stands in `docs/en/commands.md`. `klankbord match` reads the same file.
"""

import datetime as dt
from collections.abc import Iterator

import msgspec

from klankbord.participate.archive.keeping import ids_of_post
from klankbord.participate.topics.models import Example


class ExampleLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An example: words of one's own, or a kept mention by its post id (`platform:external id`)."""

    text: str = ""
    title: str = ""
    platform: str = ""
    lang: str = ""
    post: str = ""


class VersionLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A wording that was in force once."""

    number: int
    query: str
    written_at: dt.datetime
    published_at: dt.datetime


Examples = tuple[str | ExampleLine, ...]


class StoredQuery(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A topic; `id` is its name. Unknown fields are refused: a misspelt one would test nothing."""

    id: str
    query: str
    must_match: Examples = ()
    must_not_match: Examples = ()
    description: str = ""
    is_active: bool = True
    version: int = 1
    draft: str = ""
    versions: tuple[VersionLine, ...] = ()


_DECODER = msgspec.json.Decoder(StoredQuery)


def read_line(line: bytes) -> StoredQuery:
    """Read one line; raises `msgspec.MsgspecError` that names the wrong field."""
    return _DECODER.decode(line)


def unsaved_examples(line: StoredQuery) -> Iterator[Example | None]:
    """The examples of a line, not kept; None for a mention that is not in this archive."""
    for must_match, several in ((True, line.must_match), (False, line.must_not_match)):
        for each in several:
            asked = ExampleLine(text=each) if isinstance(each, str) else each
            yield _unsaved(asked, must_match=must_match)


def _unsaved(asked: ExampleLine, *, must_match: bool) -> Example | None:
    if not asked.post:
        return Example(
            must_match=must_match,
            text=asked.text.replace("\x00", " "),
            title=asked.title.replace("\x00", " "),
            platform=asked.platform,
            language=asked.lang,
        )
    ids = ids_of_post(asked.post)
    return Example(must_match=must_match, mention_id=ids[0]) if ids else None
