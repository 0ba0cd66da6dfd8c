"""The newest posts of several groups at once."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL

from klankbord.ambassadors.community.models import Post

_AT_ONCE = 400  # groups: SQLite joins at most 500 queries to one


def newest_of_each(posts: QuerySet[Post], *, groups: Iterable[int], n: int) -> QuerySet[Post]:
    """Find the newest `n` posts of each group, which hold the newest `n` of all.

    One question to a database walks all posts by date until enough are found: in five million
    posts a member of three quiet groups waits for seconds. A walk for each group stops after `n`.
    """
    ids = list(groups)
    found = Q(pk__in=[])
    for start in range(0, len(ids), _AT_ONCE):
        found |= Q(pk__in=_each(posts, ids[start : start + _AT_ONCE], n))
    return posts.filter(found)


def _each(posts: QuerySet[Post], groups: list[int], n: int) -> RawSQL:
    ordered = posts.order_by("-created_at", "-id")
    parts = [
        ordered.filter(group=group).values("pk")[:n].query.sql_with_params() for group in groups
    ]
    statement = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) AS part{at}"  # noqa: S608  # made by Django, values apart
        for at, (sql, _) in enumerate(parts)
    )
    values = [value for _, given in parts for value in given]
    return RawSQL(statement, values, output_field=BigIntegerField())  # noqa: S611  # idem
