"""Change the archive: keep posts, forget a source."""

import array
import datetime as dt
import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from klankbord.core.post import Post
from klankbord.participate.archive import keeping
from klankbord.participate.archive.forgetting import Thinning, sweep_names
from klankbord.participate.archive.models import Arrival, Forgotten, Mention
from klankbord.participate.archive.months import note_change
from klankbord.participate.archive.payloads import with_payloads
from klankbord.participate.archive.queries import (
    as_shown,
    mention_ids,
    mention_ids_of_source,
    numbered_posts,
)
from klankbord.participate.archive.rows import drafts, key_of, second_of
from klankbord.participate.archive.store import store
from klankbord.participate.listening.actions import count_new_posts, drop_source
from klankbord.participate.listening.models import Source
from klankbord.people.queries import house_zone
from klankbord.trust.retention.pacing import Pace

_READ_AT_ONCE = 1000
_FRESH = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of a batch; posts that came in again unchanged are in none of these."""

    n_new: int
    n_edited: int
    n_recounted: int


def keep_posts(*, posts: Sequence[Post], source: Source, at: dt.datetime) -> Kept:
    """Keep posts of one source, searchable and counted, in one transaction.

    The same posts may come again: nothing is kept or counted twice, an edited text takes the
    place of the old one, and counts of answers are renewed.
    """
    days = local_days()
    with collector_resting(), transaction.atomic():
        store().wait_for_other_writers()
        batch = keeping.sort_out(
            keeping.not_forgotten(drafts(posts, source.name)), fresh_from=second_of(at - _FRESH)
        )
        edited = [item for _known, item in batch.edited]
        keeping.write_authors([*batch.new, *edited, *batch.recounted])
        keeping.write_new(batch.new, source.pk)
        if edited:
            keeping.write_edited(edited)
            keeping.recount_edited(batch.edited, days)
        keeping.write_counts(batch.recounted)
        keeping.count_new(batch.new, source.pk, days)
        note_change(ids=[item.id for item in [*batch.new, *edited, *batch.recounted]])
        announce(ids=[item.id for item in [*batch.new, *edited]], n_new=len(batch.new), at=at)
        count_new_posts(source_id=source.pk, n_posts=len(batch.new), at=at)
    return Kept(n_new=len(batch.new), n_edited=len(edited), n_recounted=len(batch.recounted))


@contextmanager
def collector_resting() -> Iterator[None]:
    """Rows of a batch hold no circles: looking for them costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def announce(*, ids: Iterable[int], n_new: int, at: dt.datetime) -> None:
    """Leave word for readers further up: these mentions are new or say something else now."""
    packed = array.array("q", sorted(ids))
    if not packed:
        return
    if sys.byteorder == "big":
        packed.byteswap()
    Arrival.objects.create(mention_ids=packed.tobytes(), n_new=n_new, arrived_at=at)


def local_days() -> keeping.LocalDays:
    """Days as the organisation counts them."""
    return keeping.LocalDays(house_zone())


def erase_mentions(*, ids: Sequence[int]) -> int:
    """Take mentions out of table, index and counts; what hangs on them elsewhere goes along.

    Their authors and hashtags stay until `forgetting.sweep_names`, which costs a walk.
    """
    with transaction.atomic():
        store().wait_for_other_writers()
        standing = list(Mention.objects.filter(pk__in=ids))
        keeping.uncount(standing, local_days())
        store().unindex([mention.pk for mention in standing])
        keeping.delete_mentions([mention.pk for mention in standing])
        note_change(ids=[mention.pk for mention in standing], must_forget=True)
    return len(standing)


def erase_source(*, source: Source, on_batch: Callable[[int], None] = lambda _n: None) -> int:
    """Forget all that a source gave, in short turns that let others through, then the source.

    `on_batch` hears how many are gone; when it raises, a later call goes on with what is left.
    """
    n_erased = 0
    pace, thinning = Pace(), Thinning()
    for found in mention_ids_of_source(source.pk, batch_size=_READ_AT_ONCE):
        for ids in pace.cut(found):
            with pace.turn():
                n_now = erase_mentions(ids=ids)
            thinning.note_gone(n_now)
            n_erased += n_now
            on_batch(n_erased)
    sweep_names()
    store().forget_unindexed()
    store().empty_log()
    drop_source(source_id=source.pk)
    return n_erased


def forget_post(*, post_id: str, at: dt.datetime) -> int:
    """Forget one post because its platform says that it is gone; it is not kept again.

    `post_id` is `platform:external id`; gives how many mentions went (reposts go along later,
    when they come in again). Words that a case copied stay with the case.
    """
    with transaction.atomic():
        Forgotten.objects.get_or_create(pk=key_of(post_id), defaults={"forgotten_at": at})
        found = keeping.ids_of_post(post_id)
        rows = Mention.objects.filter(pk__in=found).values_list("pk", "platform", "external_id")
        ids = [pk for pk, platform, own in rows if f"{platform}:{own}" == post_id]
        return erase_mentions(ids=ids) if ids else 0


def export_posts(*, batch_size: int = 1000, is_masked: bool = False) -> Iterator[Post]:
    """Walk everything that is kept, oldest first, with the payloads that month files hold.

    `is_masked`: colleagues who did not choose to be shown have no name and no payload.
    """
    batches = mention_ids(batch_size=batch_size)
    rows = with_payloads(row for ids in batches for row in numbered_posts(ids))
    return (post for _number, post in (as_shown(rows) if is_masked else rows))
