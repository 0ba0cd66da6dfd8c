"""What PostgreSQL and SQLite each promise by themselves."""

import pytest
from django.db import connection

from klankbord.core.match import parse_query
from klankbord.core.match.database import candidates
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span


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


@pytest.mark.django_db
@pytest.mark.parametrize(("cap", "n_found"), [(None, 30), (7, 7), (40, 30)])
def test_a_count_goes_to_its_cap_or_to_the_end(source, make_post, now, cap, n_found):
    keep_posts(posts=[make_post(n, f"brug {n}") for n in range(30)], source=source, at=now)
    expression = store().narrowing_of(candidates(parse_query("brug"))).expression
    assert store().count_found(expression, Span(), cap=cap) == n_found
    newest = store().found_ids(expression, Span(), limit=12)
    assert store().count_found(expression, Span(newest[-1], newest[0]), cap=cap) == min(
        10, cap or 10
    )
