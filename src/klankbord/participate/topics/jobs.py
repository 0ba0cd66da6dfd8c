"""Match what arrives, match the past with new queries, tidy up."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job, standing
from klankbord.participate.archive.actions import local_days
from klankbord.participate.archive.models import Arrival
from klankbord.participate.archive.queries import ids_in, n_mentions
from klankbord.participate.topics.declarations import MENTIONS
from klankbord.participate.topics.history import (
    n_passed,
    next_stretch,
    replace_stretch,
    topic_to_replay,
)
from klankbord.participate.topics.keeping import recount_topic, settle_mentions
from klankbord.participate.topics.matching import match_mentions
from klankbord.participate.topics.models import MatchedArrival, Topic
from klankbord.participate.topics.queries import unmatched_arrivals
from klankbord.trust.register import declares, no_personal_data

KEEP_ARRIVALS = dt.timedelta(days=7)


def has_unmatched() -> bool:
    """Whether anything arrived that no topic has seen."""
    return unmatched_arrivals().exists()


@standing(
    "topics.match_arrivals",
    every=dt.timedelta(milliseconds=250),
    has_work=has_unmatched,
    label=_("File new mentions under topics"),
)
@declares(MENTIONS)
def match_arrivals(run: Run) -> None:
    """File what arrived under the topics it matches; one transaction an arrival."""
    for arrival in unmatched_arrivals()[:100]:
        match_arrival(arrival, at=run.now)
        run.progress()


def match_arrival(arrival: Arrival, *, at: dt.datetime) -> int:
    """Match one arrival, and write down that it is done; returns how many matches are new.

    Matching comes before the transaction, so that others can write meanwhile. A topic that was
    changed in between is rare, and then all is matched again while its lock is held: matches of the
    query as it was never overtake the edit. A mention that changed in between arrives once more.
    """
    ids, days = ids_in(arrival), local_days()
    filed = match_mentions(ids)
    with transaction.atomic():
        _matched, is_ours = MatchedArrival.objects.get_or_create(
            arrival=arrival, defaults={"matched_at": at}
        )
        if not is_ours:
            return 0
        if filed.is_outdated():
            filed = match_mentions(ids)
        return settle_mentions(ids, filed.pairs, days)


@job("topics.replay_query", label=_("Look for a topic in the archive"))
@declares(MENTIONS)
def replay_query(run: Run, *, topic_id: int, replay: int) -> None:
    """Match the whole archive with the query of one topic, newest first, a page a transaction.

    Whoever changes the query meanwhile asks for a job of their own; this one then ends.
    """
    topic = topic_to_replay(topic_id=topic_id, replay=replay)
    before: int | None = run.saved.get("before")
    while topic is not None:
        stretch = next_stretch(topic, before=before)
        before = stretch.next_before
        days = local_days()
        with transaction.atomic():
            if topic_to_replay(topic_id=topic_id, replay=replay) is None:
                return
            replace_stretch(topic, stretch, days=days)
            run.checkpoint({"before": before})
        run.progress(done=n_passed(before, days), total=n_mentions())
        if before is None:
            return


@standing("topics.recount_days", every=dt.timedelta(hours=1), label=_("Count topics again"))
@no_personal_data("counts a day, and ids of mentions")
def recount_days(run: Run) -> None:
    """Put day counts right after mentions were erased; the lock keeps new matches waiting."""
    days = local_days()
    for pk in list(Topic.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            if Topic.objects.filter(pk=pk).select_for_update(no_key=True).first():
                recount_topic(pk, days)
        run.progress()


@standing("topics.purge_arrivals", every=dt.timedelta(hours=1), label=_("Forget what came in when"))
@no_personal_data("ids of batches that were matched a week ago")
def purge_arrivals(run: Run) -> None:
    """Drop arrivals that were matched a week ago; nobody reads them again."""
    old = MatchedArrival.objects.filter(matched_at__lt=run.now - KEEP_ARRIVALS)
    Arrival.objects.filter(pk__in=old.values("arrival")).delete()
