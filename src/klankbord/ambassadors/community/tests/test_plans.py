"""Questions to five million posts start where their answer stands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klankbord.ambassadors.community import actions, queries

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the words of these plans are SQLite's"
)


def plans_of(ask) -> list[str]:
    """How SQLite goes about each question that is asked."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask()
    with connection.cursor() as cursor:
        plans = []
        for each in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {each['sql']}")
            plans.append("\n".join(row[-1] for row in cursor.fetchall()))
    return plans


def test_an_older_page_begins_behind_the_last_post(open_group, owner, now):
    posts = [actions.write_post(group=open_group, text="x", by=owner, at=now) for _ in range(3)]
    plans = plans_of(lambda: queries.post_page(owner, before=posts[-1].pk, mine=[open_group.pk]))
    assert any("group_id=? AND created_at<?" in plan for plan in plans), plans


def test_the_guests_of_a_large_group_are_found_at_once(open_group, owner):
    (plan,) = plans_of(lambda: list(queries.guests_in(open_group, owner)))
    assert "USING INDEX membership_guests (group_id=? AND guest_until>?)" in plan
