"""What the words of mentions say, written in single statements; a retry changes nothing."""

import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.db import connection

from klankbord.participate.archive.models import Reading


class Told(NamedTuple):
    """The reading of one mention; shares are in thousandths, None where no model knows."""

    mention: int
    content_hash: int
    sentiment: str
    p_negative: int | None
    p_neutral: int | None
    p_positive: int | None
    intent: str
    p_intent: int | None
    p_offensive: int | None
    is_close: bool


_PIECE: Final = 900  # placeholders that every SQLite takes
_COLUMNS: Final = (
    "mention_id, platform, language, content_hash, sentiment, p_negative, p_neutral, p_positive,"
    " intent, p_intent, p_offensive, is_close, is_due, is_sentiment_by_hand, is_intent_by_hand"
)
# What a person said stays.
_RENEW: Final = (
    " ON CONFLICT (mention_id) DO UPDATE SET is_due = false, is_close = excluded.is_close,"
    " content_hash = excluded.content_hash,"
    " p_negative = excluded.p_negative, p_neutral = excluded.p_neutral,"
    " p_positive = excluded.p_positive, p_intent = excluded.p_intent,"
    " p_offensive = excluded.p_offensive,"
    " sentiment = CASE WHEN archive_reading.is_sentiment_by_hand"
    " THEN archive_reading.sentiment ELSE excluded.sentiment END,"
    " intent = CASE WHEN archive_reading.is_intent_by_hand"
    " THEN archive_reading.intent ELSE excluded.intent END"
)
_WRITE: Final = {
    "sqlite": (
        f"INSERT INTO archive_reading ({_COLUMNS})"  # noqa: S608  # our own names
        " SELECT mention.id, mention.platform, mention.language,"
        " json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),"
        " json_extract(value, '$[4]'), json_extract(value, '$[5]'), json_extract(value, '$[6]'),"
        " json_extract(value, '$[7]'), json_extract(value, '$[8]'), json_extract(value, '$[9]'),"
        " false, false, false"
        " FROM json_each(%s)"
        " JOIN archive_mention AS mention ON mention.id = json_extract(value, '$[0]')"
        f" WHERE true{_RENEW}"
    ),
    "postgresql": (
        f"INSERT INTO archive_reading ({_COLUMNS})"  # noqa: S608  # our own names
        " SELECT mention.id, mention.platform, mention.language,"
        " (value->>1)::bigint, value->>2, (value->>3)::smallint, (value->>4)::smallint,"
        " (value->>5)::smallint, value->>6, (value->>7)::smallint, (value->>8)::smallint,"
        " (value->>9)::boolean,"
        " false, false, false FROM json_array_elements(%s::json)"
        " JOIN archive_mention AS mention ON mention.id = (value->>0)::bigint"
        f"{_RENEW}"
    ),
}


def write_readings(told: Iterable[Told]) -> None:
    """Keep what was read, in one statement; mentions that were erased meanwhile are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE[connection.vendor], [json.dumps(list(told))])


def ask_closer(mention_ids: Sequence[int]) -> None:
    """Ask that these are read by the better model, where they were not yet."""
    for start in range(0, len(mention_ids), _PIECE):
        piece = mention_ids[start : start + _PIECE]
        Reading.objects.filter(pk__in=piece, is_close=False, is_due=False).update(is_due=True)
