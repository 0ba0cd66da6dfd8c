"""PostgreSQL: a narrow table with one tsvector a mention, and a GIN index."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from klankbord.core.match.database import Candidates
from klankbord.participate.archive.store.contract import (
    Entry,
    Looked,
    Narrowing,
    Span,
    grouped,
)

CREATE = (
    """CREATE TABLE archive_search
    (id bigint PRIMARY KEY, tokens tsvector NOT NULL, words text NOT NULL)""",
    "CREATE INDEX archive_search_tokens ON archive_search USING gin (tokens)",
)
DROP = ("DROP TABLE archive_search",)

_KEEPER = 0x6B656570  # the advisory lock of the one who writes mentions
_LONGEST_LEXEME = 2046  # bytes
_WITHIN = "tokens @@ %s::tsquery AND id > %s AND id < %s"
_ALL = (-1, 2**63 - 1)


def _ends(span: Span) -> tuple[int, int]:
    after = _ALL[0] if span.after is None else span.after
    return after, _ALL[1] if span.before is None else span.before


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
        rows = [(entry.id, _tsvector(entry), f" {entry.words} ") for entry in entries]
        _copy("COPY archive_search (id, tokens, words) FROM STDIN", rows)

    def unindex(self, ids: Sequence[int]) -> None:
        """Take entries out of the search index."""
        self.delete_by_ids("archive_search", ids)

    def forget_unindexed(self) -> None:
        """Autovacuum takes dead rows out; VACUUM cannot run inside a transaction."""

    def merge_unindexed(self) -> None:
        """The same."""

    def words_gone(self, words: Collection[str]) -> set[str]:  # noqa: ARG002  # of the contract
        """No list of words: an entry goes with all of its words."""
        return set()

    def empty_log(self) -> bool:
        """The log of PostgreSQL is its administrator's: see docs/en/rights.md."""
        return True

    def narrowing_of(self, candidates: Candidates) -> Narrowing:
        """Choose the tsquery, which knows words but not their order."""
        return Narrowing(candidates.tsquery, candidates.is_tsquery_exact)

    def key_expression(self, token: str) -> str:
        """Ask for one key token."""
        return _quoted(token)

    def any_of(self, expressions: Sequence[str]) -> str:
        """Ask for at least one of several."""
        return " | ".join(f"({part})" for part in expressions)

    def without(self, expression: str, refused: str) -> str:
        """Ask for the one and not for the other."""
        return f"(({expression}) & !({refused}))"

    def words_like(self, pattern: str, *, most: int) -> list[str] | None:  # noqa: ARG002  # of the contract
        """GIN knows beginnings by itself; for the rest rows are looked through."""
        return None

    def look_through(
        self, expression: str | None, span: Span, pieces: Sequence[Sequence[str]], *, n: int
    ) -> Looked:
        """Two reads: which entries are next, then what in them fits."""
        ids = _newest(span, n) if expression is None else self.found_ids(expression, span, limit=n)
        where = " AND ".join(
            f"({' OR '.join(['position(%s in words) > 0'] * len(group))})" for group in pieces
        )
        rows = _fetch(
            f"SELECT id, words FROM archive_search WHERE id = ANY(%s) AND {where} ORDER BY id DESC",  # noqa: S608  # only marks
            [ids, *(piece for group in pieces for piece in group)],
        )
        return Looked(rows, ids[-1] if len(ids) == n else None)

    def ids_by_key(self, tokens: Sequence[str]) -> dict[str, list[int]]:
        """Ask for all tokens in one statement."""
        rows = _fetch(
            "SELECT asked.place, found.id"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS asked (token, place)"
            " JOIN archive_search AS found ON found.tokens @@ asked.token::tsquery",
            [[_quoted(token) for token in tokens]],
        )
        return grouped((tokens[place - 1], number) for place, number in rows)

    def found_ids(self, expression: str, span: Span, *, limit: int) -> list[int]:
        """The planner chooses: the index for rare words, the newest rows for common ones."""
        sql = f"SELECT id FROM archive_search WHERE {_WITHIN} ORDER BY id DESC LIMIT %s"  # noqa: S608  # only marks
        return [row[0] for row in _fetch(sql, [expression, *_ends(span), limit])]

    def count_found(self, expression: str, span: Span, *, cap: int | None) -> int:
        """Stop at `cap`: nobody reads the exact number of a hundred thousand."""
        sql = f"SELECT 1 FROM archive_search WHERE {_WITHIN} LIMIT %s"  # noqa: S608  # only marks
        counted = f"SELECT count(*) FROM ({sql}) AS found"  # noqa: S608  # the line above
        return int(_fetch(counted, [expression, *_ends(span), cap])[0][0])

    def delete_by_ids(self, table: str, ids: Iterable[int], *, column: str = "id") -> None:
        """Remove rows by their `id`, or by another column."""
        with connection.cursor() as cursor:
            cursor.execute(
                f'DELETE FROM "{table}" WHERE "{column}" = ANY(%s)',  # noqa: S608  # our own name
                [list(ids)],
            )

    def release_by_ids(self, table: str, ids: Iterable[int], *, column: str) -> None:
        """Let rows go on without what they pointed at."""
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = NULL WHERE "{column}" = ANY(%s)',  # noqa: S608  # our own names
                [list(ids)],
            )


def _newest(span: Span, n: int) -> list[int]:
    sql = "SELECT id FROM archive_search WHERE id > %s AND id < %s ORDER BY id DESC LIMIT %s"
    return [row[0] for row in _fetch(sql, [*_ends(span), n])]


def _tsvector(entry: Entry) -> str:
    """Words and keys alike, without places: the matcher checks what asks for an order."""
    tokens = {*entry.words.split(" "), *entry.keys.split(" ")} - {""}
    return " ".join(_quoted(token) for token in tokens if _fits(token))


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
        return list(cursor.fetchall())
