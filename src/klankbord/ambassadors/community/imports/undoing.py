"""Take back what an import brought, except what somebody answered since."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from klankbord.ambassadors.community.imports.models import CommunityImport, Voice
from klankbord.ambassadors.community.models import Comment, Group, Post

PAGE = 200


def posts_answered(brought: CommunityImport) -> QuerySet[Post]:
    """Find what this import brought and somebody answered since, here or by a later file."""
    return _posts(brought).filter(Exists(_others(brought, post=OuterRef("pk"))))


def take_back(*, brought: CommunityImport, on_page: Callable[[int], None]) -> None:
    """Delete posts, comments and groups of an import, a page a transaction; it may run twice."""
    alone = ~Exists(_others(brought, post=OuterRef("pk")))
    n_posts = _delete(_posts(brought).filter(alone), on_page, 0)
    beyond = ~Exists(_others(brought, parent=OuterRef("pk")))
    own = Comment.objects.filter(beyond, origin__brought_by=brought)
    _delete(own.exclude(post__origin__brought_by=brought), on_page, n_posts)
    groups = Group.objects.filter(origin__brought_by=brought)
    groups.filter(~Exists(Post.objects.filter(group=OuterRef("pk")))).delete()
    Voice.objects.filter(origins=None).delete()


def _posts(brought: CommunityImport) -> QuerySet[Post]:
    return Post.objects.filter(origin__brought_by=brought)


def _others(brought: CommunityImport, **place: OuterRef) -> QuerySet[Comment]:
    elsewhere = Q(origin=None) | ~Q(origin__brought_by=brought)
    return Comment.objects.filter(elsewhere, **place)


def _delete(
    rows: QuerySet[Post] | QuerySet[Comment], on_page: Callable[[int], None], n_before: int
) -> int:
    n_done = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:PAGE]):
        with transaction.atomic():
            rows.model._default_manager.filter(pk__in=ids).delete()  # noqa: SLF001  # public in Django
        n_done += len(ids)
        on_page(n_before + n_done)
    return n_done
