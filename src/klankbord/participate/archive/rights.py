"""Forget an author outside: messages, index, tallies, deliveries that wait, and never again."""

import zlib
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.core.post import Batch, Post, decode_batch, encode_batch
from klankbord.core.text.tokens import post_words
from klankbord.participate.archive import forgetting
from klankbord.participate.archive.actions import erase_mentions
from klankbord.participate.archive.filing import forget_in_files, n_in_files
from klankbord.participate.archive.models import Author, Forgotten, Mention
from klankbord.participate.archive.queries import fold_handle, posts_of
from klankbord.participate.archive.retention import MENTIONS
from klankbord.participate.archive.rows import key_of
from klankbord.participate.archive.store import store
from klankbord.participate.listening.models import Delivery
from klankbord.trust.retention.holds import held_rows
from klankbord.trust.retention.pacing import Pace
from klankbord.trust.rights.contract import Eraser, Outsider, offer
from klankbord.trust.rights.redaction import quotes_of


def outsider_found(*, platform: str = "", handle: str = "", url: str = "") -> Outsider:
    """Find who is meant by a handle (on one platform, or on all), or by an address.

    The address may be the author's page or one of their messages. What only waits in a delivery is
    found by the same handle when it comes to it.
    """
    rows = list(_authors(platform, fold_handle(handle), url.strip()))
    author_ids = frozenset(row.pk for row in rows)
    ids = forgetting.ids_of_authors(author_ids)
    posts = [
        post for start in range(0, len(ids), 500) for post in posts_of(ids[start : start + 500])
    ]
    post_ids = frozenset(post.id for post in posts)
    held = held_rows(MENTIONS, at=timezone.now())
    own = sorted({*ids, *forgetting.ids_of_reposts(post_ids)} - held)
    return Outsider(
        platform=platform,
        authors=author_ids,
        handles=frozenset(
            filter(None, {fold_handle(handle), *(fold_handle(row.handle) for row in rows)})
        ),
        names=frozenset(row.name for row in rows if row.name),
        urls=frozenset(
            filter(None, {url.strip(), *(row.url for row in rows), *(post.url for post in posts)})
        ),
        post_ids=post_ids,
        mentions=tuple(own),
        quotes=frozenset(quote for post in posts for quote in _quotes(post)),
        words=frozenset(word for post in posts for word in post_words(post)),
    )


def _authors(platform: str, handle: str, url: str) -> Iterator[Author]:
    rows = Author.objects.filter(platform__iexact=platform) if platform else Author.objects.all()
    if handle:
        yield from rows.filter(Q(handle__iexact=handle) | Q(handle__iexact=f"@{handle}"))
    if url:
        addresses = [url.rstrip("/"), url.rstrip("/") + "/"]
        said = Mention.objects.filter(url__in=addresses).values("author")
        yield from rows.filter(Q(url__in=addresses) | Q(pk__in=said))


def _quotes(post: Post) -> frozenset[str]:
    return quotes_of(post.title) | quotes_of(post.text)


def _is_theirs(post: Post, outsider: Outsider) -> bool:
    """Whether a post that nobody has kept yet is by them, or repeats them."""
    if (
        key_of(f"{post.platform}:{post.author.id}") in outsider.authors
        or post.id in outsider.post_ids
    ):
        return True
    if {post.repost_of, f"{post.platform}:{post.repost_of}"} & outsider.post_ids:
        return True
    is_here = outsider.platform in {"", post.platform}
    is_named = fold_handle(post.author.handle) in outsider.handles
    return is_here and (is_named or (bool(post.author.url) and post.author.url in outsider.urls))


def _find_mentions(outsider: Outsider) -> int:
    return Mention.objects.filter(pk__in=outsider.mentions).count()


def _erase_mentions(outsider: Outsider) -> int:
    """Refuse them first: what comes in while we work is not kept any more."""
    _refuse(outsider)
    n_erased = 0
    pace = Pace()
    for ids in pace.cut(outsider.mentions):
        with pace.turn():
            n_erased += erase_mentions(ids=ids)
    forgetting.strip_quotes(outsider.post_ids)
    forgetting.sweep_names()
    store().forget_unindexed()
    return n_erased


def _refuse(outsider: Outsider) -> None:
    keys = {*outsider.authors, *(key_of(post_id) for post_id in outsider.post_ids)}
    for delivery in Delivery.objects.iterator(chunk_size=20):
        keys.update(
            key_of(f"{post.platform}:{post.author.id}")
            for post in _posts(delivery)
            if _is_theirs(post, outsider)
        )
    at = timezone.now()
    rows = [Forgotten(pk=key, forgotten_at=at) for key in sorted(keys)]
    Forgotten.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _find_authors(outsider: Outsider) -> int:
    """Authors that nobody is heard with any more; a hold keeps an author with the message."""
    heard = Mention.objects.filter(author__in=outsider.authors).values("author")
    return Author.objects.filter(pk__in=outsider.authors).exclude(pk__in=heard).count()


def _erase_authors(outsider: Outsider) -> int:
    forgetting.sweep_names()
    return len(outsider.authors)


def _find_deliveries(outsider: Outsider) -> int:
    return sum(
        _is_theirs(post, outsider)
        for delivery in Delivery.objects.iterator(chunk_size=20)
        for post in _posts(delivery)
    )


def _erase_deliveries(outsider: Outsider) -> int:
    """Pack what waits anew, without them."""
    n_erased = 0
    for pk in list(Delivery.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            delivery = Delivery.objects.filter(pk=pk).select_for_update().first()
            if delivery is not None:
                n_erased += _without(delivery, outsider)
    return n_erased


def _without(delivery: Delivery, outsider: Outsider) -> int:
    posts = _posts(delivery)
    left = [post for post in posts if not _is_theirs(post, outsider)]
    if len(left) == len(posts):
        return 0
    if left or delivery.gone:
        packed = zlib.compress(encode_batch(Batch(tuple(left))), level=1)
        Delivery.objects.filter(pk=delivery.pk).update(posts=packed, n_posts=len(left))
    else:
        delivery.delete()
    return len(posts) - len(left)


def _find_in_files(outsider: Outsider) -> int:
    return n_in_files(outsider.mentions)


def _erase_in_files(outsider: Outsider) -> int:
    """Their messages left the database before this; a file is written without them."""
    n_found = n_in_files(outsider.mentions)
    forget_in_files(at=timezone.now())
    return n_found


def _posts(delivery: Delivery) -> Sequence[Post]:
    return decode_batch(zlib.decompress(delivery.posts)).posts


offer(
    Eraser(
        key="archive.mentions",
        label=_("Messages, with their index and counts"),
        find=_find_mentions,
        erase=_erase_mentions,
    ),
    Eraser(
        key="archive.authors",
        label=_("Authors"),
        find=_find_authors,
        erase=_erase_authors,
    ),
    Eraser(
        key="archive.deliveries",
        label=_("Messages that waited to be kept"),
        find=_find_deliveries,
        erase=_erase_deliveries,
    ),
    Eraser(
        key="archive.files",
        label=_("Messages in archive files, with what the platform gave of them"),
        find=_find_in_files,
        erase=_erase_in_files,
    ),
)
