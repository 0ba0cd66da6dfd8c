"""Change what we hear."""

import datetime as dt
import zlib
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from klankbord.core.post import Batch, Post, encode_batch
from klankbord.participate.listening.models import Delivery, Source, SourceDay
from klankbord.participate.listening.queries import local_day


def deliver(*, source: Source, posts: Sequence[Post], at: dt.datetime) -> Delivery | None:
    """Hand posts over to the archive; in the transaction that moves the source's cursor."""
    if not posts:
        return None
    packed = zlib.compress(encode_batch(Batch(tuple(posts))), level=1)
    return Delivery.objects.create(source=source, posts=packed, n_posts=len(posts), delivered_at=at)


def count_new_posts(*, source_id: int, n_posts: int, at: dt.datetime) -> None:
    """The archive tells how many posts of a source were new to it."""
    if n_posts:
        Source.objects.filter(pk=source_id).update(n_posts=F("n_posts") + n_posts)
        add_to_day(source_id=source_id, at=at, n_posts=n_posts)


def add_to_day(
    *, source_id: int, at: dt.datetime, n_posts: int = 0, n_runs: int = 0, n_failures: int = 0
) -> None:
    """Add to what a source did on the day of `at`."""
    with transaction.atomic():
        row, _ = SourceDay.objects.get_or_create(source_id=source_id, day=local_day(at))
        SourceDay.objects.filter(pk=row.pk).update(
            n_posts=F("n_posts") + n_posts,
            n_runs=F("n_runs") + n_runs,
            n_failures=F("n_failures") + n_failures,
        )


def drop_source(*, source_id: int) -> None:
    """Remove a source of which nothing is kept any more."""
    Source.objects.filter(pk=source_id).delete()
