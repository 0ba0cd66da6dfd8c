"""A search index in memory, as the archive has it."""

import pytest

from klankbord.core.text.tokens import index_keys, index_words


def search_table(posts):
    sqlite = pytest.importorskip("pysqlite3")
    database = sqlite.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE search USING fts5"
        """(words, keys, tokenize="ascii tokenchars '#@:_-./'")"""
    )
    database.executemany(
        "INSERT INTO search (rowid, words, keys) VALUES (?, ?, ?)",
        [(at, index_words(post), index_keys(post)) for at, post in enumerate(posts)],
    )
    return database


def rows_found(database, found, posts):
    if found.fts5 is None:
        rows = range(len(posts))
    else:
        asked = database.execute("SELECT rowid FROM search WHERE search MATCH ?", [found.fts5])
        rows = [row for (row,) in asked]
    return {
        row
        for row in rows
        if (found.since is None or posts[row].published_at >= found.since)
        and (found.until is None or posts[row].published_at < found.until)
    }
