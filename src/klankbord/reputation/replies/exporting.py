"""All saved replies as a file that can be read in again, here or elsewhere."""

import csv
import io
import json
from typing import Any

from klankbord.reputation.replies.models import SavedReply

COLUMNS = ("title", "text_nl", "text_en", "topic", "platforms", "review_on")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def replies_csv(replies: list[SavedReply]) -> bytes:
    """With a mark, so that spreadsheet programs read accents."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for reply in replies:
        row = _row(reply)
        row["platforms"] = ", ".join(row["platforms"])
        writer.writerow(_harmless(row[name] or "") for name in COLUMNS)
    return out.getvalue().encode("utf-8-sig")


def replies_json(replies: list[SavedReply]) -> bytes:
    """One list of objects."""
    rows = {"saved_replies": [_row(reply) for reply in replies]}
    return json.dumps(rows, ensure_ascii=False, indent=2).encode()


def _row(reply: SavedReply) -> dict[str, Any]:
    return {
        "title": reply.title,
        "text_nl": reply.text_nl,
        "text_en": reply.text_en,
        "topic": reply.topic.name if reply.topic else "",
        "platforms": reply.platforms,
        "review_on": reply.review_on.isoformat() if reply.review_on else None,
    }


def _harmless(value: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


EXPORTS = {
    "csv": ("text/csv; charset=utf-8", replies_csv),
    "json": ("application/json; charset=utf-8", replies_json),
}
