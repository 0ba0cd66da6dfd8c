"""From shouts to posts."""

from collections.abc import Iterable

import msgspec

from klankbord.connectors.contract import Caution, Warnings
from klankbord.connectors.jsons import read_fields, read_part
from klankbord.core.post import MAX_TEXT, Author, Post
from klankbord_dorpsplein.dorpsplein.wire import EXPECTED, Shout

PLATFORM = "dorpsplein"


def posts_of(
    raws: Iterable[msgspec.Raw], origin: str, warnings: Warnings
) -> tuple[tuple[int, Post], ...]:
    """Each shout's number with its post; what cannot be read is left out, with a warning."""
    found = []
    for place, raw in enumerate(raws, 1):
        try:
            shout = read_part(raw, Shout)
        except msgspec.MsgspecError as fault:
            _warn(raw, place, str(fault), warnings)
            continue
        found.append((shout.id, post_of(shout, raw, origin)))
    return tuple(found)


def _warn(raw: msgspec.Raw, place: int, problem: str, warnings: Warnings) -> None:
    given = read_fields(raw)  # none where nothing can be read
    missing = EXPECTED - given.keys() if given else frozenset()
    if missing:
        warnings.add(Caution.FIELDS_MISSING, place, fields=", ".join(sorted(missing)))
    else:
        warnings.add(Caution.ENTRY_BROKEN, place, problem=problem[:200])


def post_of(shout: Shout, raw: msgspec.Raw, origin: str) -> Post:
    """One shout in our words; the platform's own stay in `raw`."""
    return Post(
        id=f"{PLATFORM}:{shout.id}",
        platform=PLATFORM,
        source=origin.partition("://")[2],
        url=f"{origin}/{shout.id}",
        text=shout.text[:MAX_TEXT],
        published_at=shout.at,
        author=Author(id=shout.who.lower(), handle=shout.who),
        in_reply_to=f"{PLATFORM}:{shout.answers}" if shout.answers else "",
        raw=raw,
    )
