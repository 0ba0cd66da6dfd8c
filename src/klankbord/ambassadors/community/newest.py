"""The newest posts of several groups at once."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL

from klankbord.ambassadors.community.models import Post

_AT_ONCE = 400  # groups: SQLite joins at most 500 queries to one
_ANY_GROUP = -1  # stands for the group: Django writes a walk once, and each has its own number


def newest_of_each(
    posts: QuerySet[Post], such: Q, *, groups: Iterable[int], n: int
) -> QuerySet[Post]:
    """Find the newest `n` posts of each group, which hold the newest `n` of all.

    One question to a database walks all posts by date until enough are found: in five million
    posts a member of three quiet groups waits for seconds. A walk for each group stops after `n`.

    Who may read is said by `posts`, once, of what the walks found: asked in each walk, it made
    SQLite sort all posts of a large group. `such` is what else they have to be.
    """
    ids = list(groups)
    found = Q(pk__in=[])
    for start in range(0, len(ids), _AT_ONCE):
        found |= Q(pk__in=_each(such, ids[start : start + _AT_ONCE], n))
    return posts.filter(such, found)


def _each(such: Q, groups: list[int], n: int) -> RawSQL:
    newest = (
        Post.objects.filter(such, group=_ANY_GROUP).order_by("-created_at", "-id").values("pk")[:n]
    )
    walk, given = newest.query.sql_with_params()
    statement = " UNION ALL ".join(
        f"SELECT * FROM ({walk}) AS part{at}"  # noqa: S608  # made by Django, values apart
        for at in range(len(groups))
    )
    values = [group if each == _ANY_GROUP else each for group in groups for each in given]
    return RawSQL(statement, values, output_field=BigIntegerField())  # noqa: S611  # idem
