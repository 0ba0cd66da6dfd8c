"""SQLite: FTS5 without content, its rowid the mention's id."""

import json
import time
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from klankbord.core.match.database import Candidates
from klankbord.core.match.patterns import is_plain_prefix, literal_start
from klankbord.participate.archive.store.contract import (
    Entry,
    Looked,
    Narrowing,
    Span,
    grouped,
)
from klankbord.trust.retention.pacing import TURN_SECONDS, Pace

# Tokens are cut by `core.text.tokens` and parted by spaces: every other character belongs to one.
_PUNCTUATION = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
_TOKENIZE = "ascii tokenchars '" + _PUNCTUATION.replace("'", "''") + "'"

_FIRST_PAGES, _MERGE_PAGES = 8, 64  # of index written in the first step, and in one at most
_ATTEMPTS = 30
_LETTERS = 3  # of a word, that its index knows together
_LAST_LETTER = "\U0010ffff"
_WORDS_AT_ONCE = 500  # looked through at a time
_LEAST_MARKED = 10_000  # words, a megabyte of letters: merged in one step without harm
_LEAST_CHANGES = 2  # FTS5: fewer changed rows mean that there was nothing to merge

CREATE = (
    "CREATE VIRTUAL TABLE archive_search USING fts5("
    "words, keys, content='', contentless_delete=1, "
    'tokenize="' + _TOKENIZE.replace('"', '""') + '")',
    "INSERT INTO archive_search(archive_search, rank) VALUES ('secure-delete', 1)",
    # One segment a delivery instead of one a megabyte: fewer merges afterwards.
    "INSERT INTO archive_search(archive_search, rank) VALUES ('hashsize', 33554432)",
    # Eight segments join at once: each word is rewritten less often, and a search opens a few more.
    "INSERT INTO archive_search(archive_search, rank) VALUES ('automerge', 8)",
    # What was deleted is merged away by `forget_unindexed`, in steps; FTS5 would do it inside the
    # transaction that deletes, and hold everybody up.
    "INSERT INTO archive_search(archive_search, rank) VALUES ('deletemerge', 0)",
    # What was said, word by word: where a pattern fits thousands of words, looking through the
    # newest entries is quicker than opening thousands of lists.
    "CREATE TABLE archive_words (id integer PRIMARY KEY, words text NOT NULL)",
    # Every word of the index: FTS5 finds a pattern only by its first letters, and slowly.
    "CREATE TABLE archive_word (id integer PRIMARY KEY, word text NOT NULL UNIQUE)",
    """CREATE VIRTUAL TABLE archive_word_letters USING fts5(
    word, content='archive_word', content_rowid='id', detail='none', columnsize=0,
    tokenize='trigram case_sensitive 1')""",
)
_TABLES = ("archive_search", "archive_words", "archive_word_letters", "archive_word")
DROP = tuple(f"DROP TABLE {name}" for name in _TABLES)
_VOCABULARY = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.archive_term"
    " USING fts5vocab(main, archive_search, row)"
)


class SqliteStore:
    """Plain `executemany`: the driver prepares once and binds in C."""

    def wait_for_other_writers(self) -> None:
        """IMMEDIATE transactions did that already."""

    def read_by_ids(
        self, table: str, columns: Sequence[str], ids: Sequence[int]
    ) -> list[tuple[Any, ...]]:
        """One look-up an id, in the table's own order."""
        names = ", ".join(f'"{column}"' for column in columns)
        return _fetch(
            f'SELECT {names} FROM "{table}"'  # noqa: S608  # names of our own tables
            " WHERE id IN (SELECT value FROM json_each(%s)) ORDER BY id",
            [json.dumps(list(ids))],
        )

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows that are known to be new."""
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608  # our own names
                rows,
            )

    def index(self, entries: Sequence[Entry]) -> None:
        """Put new entries into the search index, and their words into the list of words."""
        words = set(" ".join(entry.words for entry in entries).split())
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO archive_search (rowid, words, keys) VALUES (%s, %s, %s)", entries
            )
            cursor.executemany(
                "INSERT INTO archive_words (id, words) VALUES (%s, %s)",
                [(entry.id, f" {entry.words} ") for entry in entries],
            )
            cursor.execute(
                "INSERT INTO archive_word (word) SELECT value FROM json_each(%s) WHERE true"
                " ON CONFLICT DO NOTHING RETURNING id, word",
                [json.dumps(sorted(words))],
            )
            cursor.executemany(
                "INSERT INTO archive_word_letters (rowid, word) VALUES (%s, %s)", cursor.fetchall()
            )

    def unindex(self, ids: Sequence[int]) -> None:
        """Take entries out of the search index."""
        self.delete_by_ids("archive_search", ids, column="rowid")
        self.delete_by_ids("archive_words", ids)

    def forget_unindexed(self) -> None:
        """Merge what was marked as gone, and take out words that nobody says any longer."""
        self.merge_unindexed()
        _forget_words()

    def merge_unindexed(self) -> None:
        """Merge the index of what was said: a contentless delete only marks an entry as gone."""
        _merge_all("archive_search")

    def words_gone(self, words: Collection[str]) -> set[str]:
        """Look for the others in the list of words."""
        rows = _fetch(
            "SELECT word FROM archive_word WHERE word IN (SELECT value FROM json_each(%s))",
            [json.dumps(sorted(words))],
        )
        return set(words) - {row[0] for row in rows}

    def empty_log(self) -> bool:
        """Write the log into the database and cut it to nothing."""
        if connection.in_atomic_block:
            return False
        for _attempt in range(_ATTEMPTS):
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 100")  # a writer must not wait behind us
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                is_busy, _n_log, _n_done = cursor.fetchone()
                cursor.execute("PRAGMA busy_timeout = 30000")
            if not is_busy:
                return True
            time.sleep(0.1)
        return False

    def narrowing_of(self, candidates: Candidates) -> Narrowing:
        """Choose the FTS5 expression, which knows the order of words."""
        return Narrowing(candidates.fts5, candidates.is_exact)

    def key_expression(self, token: str) -> str:
        """Ask for one key token."""
        return f'keys : "{token}"'

    def any_of(self, expressions: Sequence[str]) -> str:
        """Ask for at least one of several."""
        return " OR ".join(f"({part})" for part in expressions)

    def without(self, expression: str, refused: str) -> str:
        """Ask for the one and not for the other."""
        return f"(({expression}) NOT ({refused}))"

    def words_like(self, pattern: str, *, most: int) -> list[str] | None:
        """Walk the words that begin as the pattern does, or those that hold its letters."""
        start = literal_start(pattern)
        source = "archive_word_letters WHERE word GLOB %s"
        values: list[Any] = [pattern]
        if len(start) >= _LETTERS or is_plain_prefix(pattern):
            source = "archive_word WHERE word >= %s AND word < %s AND word GLOB %s"
            values = [start, start + _LAST_LETTER, pattern]
        sql = f"SELECT word FROM {source} LIMIT %s"  # noqa: S608  # only marks
        rows = _fetch(sql, [*values, most + 1])
        return [row[0] for row in rows] if len(rows) <= most else None

    def look_through(
        self, expression: str | None, span: Span, pieces: Sequence[Sequence[str]], *, n: int
    ) -> Looked:
        """Two reads: where the stretch ends, then what in it fits."""
        if expression is None:
            last = _nth_newest(span, n)
            where, values = _within(span if last is None else Span(last - 1, span.before))
        else:
            ids = self.found_ids(expression, span, limit=n)
            last = ids[-1] if len(ids) == n else None
            where, values = " AND id IN (SELECT value FROM json_each(%s))", [json.dumps(ids)]
        for group in pieces:
            where += f" AND ({' OR '.join(['instr(words, %s)'] * len(group))})"
            values = [*values, *group]
        sql = f"SELECT id, words FROM archive_words WHERE true{where} ORDER BY id DESC"  # noqa: S608  # only marks
        return Looked(_fetch(sql, values), last)

    def ids_by_key(self, tokens: Sequence[str]) -> dict[str, list[int]]:
        """Ask for all tokens in one statement: most of the price of one is around it."""
        return grouped(
            _fetch(
                "SELECT asked.value, found.rowid FROM json_each(%s) AS asked"
                " CROSS JOIN archive_search AS found"
                " WHERE found.archive_search MATCH 'keys : \"' || asked.value || '\"'",
                [json.dumps(list(tokens))],
            )
        )

    def found_ids(self, expression: str, span: Span, *, limit: int) -> list[int]:
        """FTS5 walks its lists backwards from the end of the span: the price is what it reads."""
        where, values = _within(span)
        sql = f"SELECT rowid FROM archive_search WHERE archive_search MATCH %s{where}"  # noqa: S608  # only marks
        sql += " ORDER BY rowid DESC LIMIT %s"
        return [row[0] for row in _fetch(sql, [expression, *values, limit])]

    def count_found(self, expression: str, span: Span, *, cap: int | None) -> int:
        """Stop at `cap`: nobody reads the exact number of a hundred thousand.

        A limit hands every row on from one loop to another: a quarter of the time of a count to
        the end.
        """
        where, values = _within(span)
        found = f"FROM archive_search WHERE archive_search MATCH %s{where}"
        if cap is None:
            counted = f"SELECT count(*) {found}"  # only marks
        else:
            counted = f"SELECT count(*) FROM (SELECT 1 {found} LIMIT %s)"  # noqa: S608  # only marks
            values = [*values, cap]
        return int(_fetch(counted, [expression, *values])[0][0])

    def delete_by_ids(self, table: str, ids: Iterable[int], *, column: str = "id") -> None:
        """Remove rows by their `id`, or by another column."""
        with connection.cursor() as cursor:
            cursor.execute(
                f'DELETE FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(%s))',  # noqa: S608  # our own name
                [json.dumps(list(ids))],
            )

    def release_by_ids(self, table: str, ids: Iterable[int], *, column: str) -> None:
        """Let rows go on without what they pointed at."""
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = NULL'  # noqa: S608  # our own names
                f' WHERE "{column}" IN (SELECT value FROM json_each(%s))',
                [json.dumps(list(ids))],
            )


def _merge_all(index: str) -> None:
    """Merge an index until nothing is left to merge, and what was marked as gone is gone.

    A negative first step asks FTS5 to bring all segments together; each further step is a
    short transaction of its own, and others get their turn in between.
    """
    pace, n_pages, asked = Pace(), _FIRST_PAGES, -_FIRST_PAGES
    while True:
        began = time.monotonic()
        n_changes = _merge(index, asked)
        took = time.monotonic() - began
        if n_changes < _LEAST_CHANGES:
            break
        n_pages = asked = max(1, min(int(n_pages * TURN_SECONDS / took), _MERGE_PAGES))
        pace.rest(took)


def _merge(index: str, n_pages: int) -> int:
    with connection.cursor() as cursor:
        before = connection.connection.total_changes
        cursor.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', %s)", [n_pages])  # noqa: S608  # our own name
        return int(connection.connection.total_changes - before)


def _forget_words() -> None:
    """Take out words that no entry holds any longer; each range is looked through before.

    Their letters are marked as gone, and merged away before most of that index is marks: to take
    each out by itself costs ten times as much, and holds the database longer than a merge does.
    """
    last: str | None = ""
    n_left, n_gone = _fetch("SELECT count(*) FROM archive_word", [])[0][0], 0
    pace = Pace()
    with connection.cursor() as cursor:
        cursor.execute(_VOCABULARY)
    while last is not None:
        asked = "SELECT word FROM archive_word WHERE word > %s ORDER BY word LIMIT %s"
        words = [row[0] for row in _fetch(asked, [last, _WORDS_AT_ONCE])]
        last = words[-1] if words else None
        silent = sorted(set(words) - _terms(words[0], words[-1])) if words else []
        for part in pace.cut(silent):
            with pace.turn():
                _drop_words(part)
            n_gone, n_left = n_gone + len(part), n_left - len(part)
            if n_gone > max(n_left, _LEAST_MARKED):
                _merge_all("archive_word_letters")
                n_gone = 0
    if n_gone:
        _merge_all("archive_word_letters")


def _drop_words(words: Sequence[str]) -> None:
    """Ask once more under the lock: a word may have come back since then."""
    silent = set(words) - _terms(words[0], words[-1])
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM archive_word WHERE word IN (SELECT value FROM json_each(%s))"
            " RETURNING id, word",
            [json.dumps(sorted(silent))],
        )
        cursor.executemany(
            "INSERT INTO archive_word_letters (archive_word_letters, rowid, word)"
            " VALUES ('delete', %s, %s)",
            cursor.fetchall(),
        )


def _terms(first: str, last: str) -> set[str]:
    asked = "SELECT term FROM temp.archive_term WHERE term BETWEEN %s AND %s"
    return {row[0] for row in _fetch(asked, [first, last])}


def _nth_newest(span: Span, n: int) -> int | None:
    where, values = _within(span)
    sql = f"SELECT id FROM archive_words WHERE true{where} ORDER BY id DESC LIMIT 1 OFFSET %s"  # noqa: S608  # only marks
    found = _fetch(sql, [*values, n - 1])
    return found[0][0] if found else None


def _within(span: Span) -> tuple[str, list[Any]]:
    ends = [(" AND rowid > %s", span.after), (" AND rowid < %s", span.before)]
    given = [(text, value) for text, value in ends if value is not None]
    return "".join(text for text, _ in given), [value for _, value in given]


def _fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
