"""What PostgreSQL and SQLite each promise by themselves."""

import pytest
from django.db import connection

from klankbord.participate.archive.actions import keep_posts


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="set DATABASE_URL to a PostgreSQL server"
)
def test_postgresql_finds_by_its_index(source, make_post, now):
    keep_posts(posts=[make_post(n, f"woord{n}") for n in range(500)], source=source, at=now)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE archive_search")
        cursor.execute(
            "EXPLAIN SELECT id FROM archive_search WHERE tokens @@ '''woord7'''::tsquery"
        )
        assert "archive_search_tokens" in "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
def test_sqlite_is_recent_and_careful():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        assert tuple(map(int, cursor.fetchone()[0].split("."))) >= (3, 51, 3)
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone()[0] == 1
