"""PostgreSQL: a narrow table with one tsvector a mention, and a GIN index."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from klankbord.participate.archive.store.contract import Entry, Narrowed

CREATE = (
    "CREATE TABLE archive_search (id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX archive_search_tokens ON archive_search USING gin (tokens)",
)
DROP = ("DROP TABLE archive_search",)

_KEEPER = 0x6B656570  # the advisory lock of the one who writes mentions
_LAST_POSITION = 16383  # what a tsvector can count to; later words are found, phrases there not
_LONGEST_LEXEME = 2046  # bytes


class PostgresStore:
    """COPY in, arrays as arguments: one round trip a batch."""

    def wait_for_other_writers(self) -> None:
        """Hold back a second keeper until this transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEEPER])

    def read_by_ids(
        self, table: str, columns: Sequence[str], ids: Sequence[int]
    ) -> list[tuple[Any, ...]]:
        """One look-up an id, in the order of the ids."""
        names = ", ".join("extra::text" if name == "extra" else f'"{name}"' for name in columns)
        return _fetch(
            f'SELECT {names} FROM "{table}" WHERE id = ANY(%s) ORDER BY id',  # noqa: S608  # names of our own tables
            [list(ids)],
        )

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows that are known to be new."""
        names = ", ".join(f'"{column}"' for column in columns)
        _copy(f'COPY "{table}" ({names}) FROM STDIN', rows)

    def index(self, entries: Sequence[Entry]) -> None:
        """Put new entries into the search index."""
        rows = [(entry.id, _tsvector(entry)) for entry in entries]
        _copy("COPY archive_search (id, tokens) FROM STDIN", rows)

    def unindex(self, ids: Sequence[int]) -> None:
        """Take entries out of the search index."""
        self.delete_by_ids("archive_search", ids)

    def forget_unindexed(self) -> None:
        """Autovacuum takes dead rows out; VACUUM cannot run inside a transaction."""

    def expression_of(self, candidates: Narrowed) -> str | None:
        """Choose the tsquery expression."""
        return candidates.tsquery

    def key_expression(self, token: str) -> str:
        """Ask for one key token."""
        return _quoted(token)

    def any_of(self, expressions: Sequence[str]) -> str:
        """Ask for at least one of several."""
        return " | ".join(f"({part})" for part in expressions)

    def found_ids(
        self, expression: str, *, before: int | None, after: int | None, limit: int
    ) -> list[int]:
        """The planner chooses: the index for rare words, the newest rows for common ones."""
        sql = (
            "SELECT id FROM archive_search WHERE tokens @@ %s::tsquery"
            " AND (%s::bigint IS NULL OR id < %s) AND (%s::bigint IS NULL OR id > %s)"
            " ORDER BY id DESC LIMIT %s"
        )
        values = [expression, before, before, after, after, limit]
        return [row[0] for row in _fetch(sql, values)]

    def count_found(self, expression: str, *, cap: int) -> int:
        """Stop at `cap`: nobody reads the exact number of a hundred thousand."""
        sql = (
            "SELECT count(*) FROM"
            " (SELECT 1 FROM archive_search WHERE tokens @@ %s::tsquery LIMIT %s) AS found"
        )
        return int(_fetch(sql, [expression, cap])[0][0])

    def delete_by_ids(self, table: str, ids: Iterable[int]) -> None:
        """Remove rows by their `id`."""
        with connection.cursor() as cursor:
            cursor.execute(
                f'DELETE FROM "{table}" WHERE id = ANY(%s)',  # noqa: S608  # our own name
                [list(ids)],
            )


def _tsvector(entry: Entry) -> str:
    """Words with their places, keys without: the input form of a tsvector."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(entry.words.split(), 1):
        places.setdefault(word, []).append(str(min(place, _LAST_POSITION)))
    parts = [f"{_quoted(word)}:{','.join(at)}" for word, at in places.items() if _fits(word)]
    parts += [_quoted(key) for key in entry.keys.split() if _fits(key)]
    return " ".join(parts)


def _quoted(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _fits(token: str) -> bool:
    return len(token.encode()) <= _LONGEST_LEXEME


def _copy(sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


def _fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
