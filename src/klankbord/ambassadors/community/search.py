"""Find posts by words: FTS5 on SQLite, a tsvector on PostgreSQL, over the words a post keeps."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from klankbord.ambassadors.community.models import Post
from klankbord.core.text.words import words_of

MOST_WORDS = 10
# A common word stands in a million posts: only the newest of them are sorted by their date. What
# is written down here is written down in the order of time, so nothing newer is left behind.
NEWEST = 2_000

# The index keeps no copy of the words; triggers tell it what goes, so that removed words are out
# of it whatever way they went. Building the table anew, as a migration may, loses them: say
# `CREATE` again after it (`test_search.py` fails otherwise).
CREATE = {
    "sqlite": [
        (
            "CREATE VIRTUAL TABLE community_search USING fts5(search_text, group_id,"
            " content='community_post', content_rowid='id', tokenize='ascii', detail='column',"
            " columnsize=0, prefix='2 3')"
        ),
        "INSERT INTO community_search(community_search, rank) VALUES ('secure-delete', 1)",
        (
            "CREATE TRIGGER community_post_said AFTER INSERT ON community_post BEGIN"
            " INSERT INTO community_search(rowid, search_text, group_id)"
            " VALUES (new.id, new.search_text, new.group_id); END"
        ),
        (
            "CREATE TRIGGER community_post_gone AFTER DELETE ON community_post BEGIN"
            " INSERT INTO community_search(community_search, rowid, search_text, group_id)"
            " VALUES ('delete', old.id, old.search_text, old.group_id); END"
        ),
        (
            "CREATE TRIGGER community_post_changed"
            " AFTER UPDATE OF search_text, group_id ON community_post"
            " WHEN old.search_text <> new.search_text OR old.group_id <> new.group_id BEGIN"
            " INSERT INTO community_search(community_search, rowid, search_text, group_id)"
            " VALUES ('delete', old.id, old.search_text, old.group_id);"
            " INSERT INTO community_search(rowid, search_text, group_id)"
            " VALUES (new.id, new.search_text, new.group_id); END"
        ),
        "INSERT INTO community_search(community_search) VALUES ('rebuild')",
    ],
    "postgresql": [
        (
            "CREATE INDEX community_post_words ON community_post"
            " USING gin (to_tsvector('simple', search_text))"
        ),
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER community_post_said",
        "DROP TRIGGER community_post_gone",
        "DROP TRIGGER community_post_changed",
        "DROP TABLE community_search",
    ],
    "postgresql": ["DROP INDEX community_post_words"],
}
_FIND = {
    "sqlite": "SELECT rowid FROM community_search WHERE community_search MATCH %s"
    " AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT id FROM community_post WHERE to_tsvector('simple', search_text)"
    " @@ to_tsquery('simple', %s) AND group_id = ANY(%s) AND id < %s ORDER BY id DESC LIMIT %s",
}
_LAST = 2**63 - 1


def posts_with(
    posts: QuerySet[Post],
    words: str,
    *,
    groups: Iterable[int],
    n: int,
    before: int | None = None,
) -> QuerySet[Post]:
    """Narrow posts of these groups to those that hold every word; its end may be missing.

    `before` is the last post of the page before, where more hold the words than are sorted; `n`
    is how many are wanted.
    """
    terms = words_of(words)[:MOST_WORDS]
    places = sorted(groups)
    if not terms or not places:
        return posts.none()
    if connection.vendor == "sqlite":
        # Six hundred groups in the question cost a sixth of a second, the words alone next to
        # nothing: the groups are only asked for where too few of the newest are theirs.
        found = _newest_before(terms, [], before)
        some = posts.filter(pk__in=found)
        if len(found) < NEWEST or some[:n].count() == n:
            return some
    return posts.filter(pk__in=_newest_before(terms, places, before))


def _newest_before(terms: list[str], groups: list[int], before: int | None) -> list[int]:
    found = _newest(terms, groups, _LAST)
    if before and len(found) == NEWEST:
        return _newest(terms, groups, before)
    return found


def _newest(terms: list[str], groups: list[int], before: int) -> list[int]:
    values: list[Any]
    if connection.vendor == "sqlite":
        said = " AND ".join(f'search_text : "{term}" *' for term in terms)
        inside = " OR ".join(f'"{group}"' for group in groups)
        values = [f"({said}) AND group_id : ({inside})" if groups else said]
    else:
        values = [" & ".join(f"'{term}':*" for term in terms), groups]
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor], [*values, before, NEWEST])
        return [pk for (pk,) in cursor.fetchall()]
