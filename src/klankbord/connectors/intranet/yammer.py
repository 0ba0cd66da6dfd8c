"""Viva Engage, once Yammer: a ZIP of tables, of which we read the one with messages."""

import csv
import datetime as dt
import re
from collections.abc import Iterator

from klankbord.connectors.channels import INTERNAL
from klankbord.connectors.colleagues import MESSAGES, TELLS_PRIVATE
from klankbord.connectors.dates import read_date
from klankbord.connectors.intranet.parcel import Parcel
from klankbord.connectors.intranet.wire import COLUMNS
from klankbord.connectors.lines import written_at
from klankbord.connectors.plaintext import hashtags_in, tidy
from klankbord.connectors.reasons import Caution, ConnectorRefused, Refusal, Warnings
from klankbord.core.post import MAX_TEXT, Author, Post

PLATFORM = "yammer"
_REFERENCE = re.compile(r"\[\[(\w+):([^\[\]]*)\]\]")
_OPEN = frozenset({"false"})
_Row = dict[str, str]


def posts_in(parcel: Parcel, now: dt.datetime, warnings: Warnings) -> Iterator[Post | None]:
    """A post for each message that the whole network may read, None for each that is left out."""
    rows = _rows(parcel, warnings)
    columns = [each.strip() for each in next(rows, [])]
    if missing := ({*COLUMNS} | TELLS_PRIVATE) - {*columns}:
        raise ConnectorRefused(
            Refusal.EXPORT_CHANGED, permanent=True, fields=", ".join(sorted(missing))
        )
    for place, cells in enumerate(rows, 2):
        yield _post(dict(zip(columns, cells, strict=False)), place, now, warnings)


def _rows(parcel: Parcel, warnings: Warnings) -> Iterator[list[str]]:
    reader = csv.reader(_texts(parcel, warnings))
    while True:
        try:
            yield next(reader)
        except csv.Error as fault:
            warnings.add(Caution.ROW_BROKEN, problem=str(fault))
        except StopIteration:
            return


def _texts(parcel: Parcel, warnings: Warnings) -> Iterator[str]:
    for place, line in enumerate(parcel.lines(MESSAGES), 1):
        if not line:
            warnings.add(Caution.ROW_ENDLESS, place, megabytes=4)
        text = line.decode("utf-8", "replace")
        yield (text.removeprefix("\ufeff") if place == 1 else text).replace("\0", "")


def _post(row: _Row, place: int, now: dt.datetime, warnings: Warnings) -> Post | None:
    if any(row.get(each, "").strip().lower() not in _OPEN for each in TELLS_PRIVATE):
        warnings.add(Caution.POST_PRIVATE, place)
        return None
    text = words_of(row["body"] if row.get("body") else "")
    if row.get("deleted_at") or not (text and row["id"]):
        return None
    at = read_date(row["created_at"])
    if at is None:
        warnings.add(Caution.DATE_UNREADABLE, place, text=row["created_at"][:50])
    top, above = row["thread_id"] or row["id"], row["replied_to_id"]
    return Post(
        id=f"{PLATFORM}:{row['id']}",
        platform=PLATFORM,
        source=tidy(row.get("group_name", "") or row["group_id"])[:200],
        title=tidy(row.get("title", ""))[:500],
        text=text[:MAX_TEXT],
        published_at=written_at(at, now, warnings, place) if at else now,
        author=Author(id=row["sender_id"] or "unknown", handle=row["sender_id"] or "unknown"),
        in_reply_to=f"{PLATFORM}:{above}" if above else "",
        thread=f"{PLATFORM}:{top}",
        hashtags=hashtags_in(text),
        visibility=INTERNAL,
    )


def words_of(body: str) -> str:
    """A message with its references written out; people stay numbers."""
    return tidy(_REFERENCE.sub(lambda found: f"@{found[2]}" if found[1] == "user" else "", body))
