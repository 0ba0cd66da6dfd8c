"""How long the archive keeps what was said: text and author go, counts a day stay."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.actions import local_days
from klankbord.participate.archive.filing import forget_in_files
from klankbord.participate.archive.forgetting import (
    Thinning,
    drop_tallies_before,
    sweep_names,
)
from klankbord.participate.archive.keeping import delete_mentions
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.months import note_change_before
from klankbord.participate.archive.rows import id_at, second_of
from klankbord.participate.archive.store import store
from klankbord.participate.listening.models import Source
from klankbord.trust.retention.contract import Kept, Sweep, TimeClass, keep

AT_LEAST = dt.timedelta(days=30)  # an old file that somebody brings does not vanish overnight
MENTIONS = "archive.mentions"


def _find(before: dt.datetime, after: int, limit: int) -> Sequence[int]:
    young = Source.objects.filter(created_at__gt=timezone.now() - AT_LEAST)
    due = Mention.objects.filter(pk__gt=after, pk__lt=id_at(before)).order_by("pk")
    young_ids = list(young.values_list("pk", flat=True))
    return list(due.exclude(source__in=young_ids).values_list("pk", flat=True)[:limit])


def _drop(ids: Sequence[int]) -> int:
    """Counts a day stay, so nothing is taken out of them."""
    store().wait_for_other_writers()
    store().unindex(ids)
    delete_mentions(ids)
    return len(ids)


def _finish(before: dt.datetime) -> int:
    note_change_before(before)
    drop_tallies_before(local_days().day_of(second_of(before)))
    n_authors = sweep_names()
    store().forget_unindexed()
    return n_authors


def _rewrite_files(_before: dt.datetime) -> int:
    """Mentions that went are counted where they went."""
    forget_in_files(at=timezone.now())
    return 0


keep(
    Kept(
        key=MENTIONS,
        label=_("Mentions and their authors"),
        tables=(
            "archive.Mention",
            "archive.Reading",
            "archive.Author",
            "archive.DayTally",
            "archive.Hashtag",
        ),
        time=TimeClass.MENTION,
        sweep=Sweep(find=_find, drop=_drop, finish=_finish, upkeep=lambda: Thinning().note_gone),
        can_be_held=True,
    ),
    Kept(
        key="archive.files",
        label=_("Archive files, with what platforms gave of each message"),
        tables=("archive.MonthFile",),
        time=TimeClass.MENTION,
        sweep=Sweep(find=lambda _before, _after, _limit: (), drop=len, finish=_rewrite_files),
        why=_("A file is written anew, without them, when mentions go"),
    ),
    Kept(
        key="archive.arrivals",
        label=_("What came in when"),
        tables=("archive.Arrival",),
        time=TimeClass.COPY,
        why=_("Numbers only; they go a week after they were matched"),
    ),
    Kept(
        key="archive.counts",
        label=_("Mentions a day, platform, language and source"),
        tables=("archive.DayCount",),
        time=TimeClass.COUNT,
    ),
    Kept(
        key="archive.forgotten",
        label=_("Who must not be kept again"),
        tables=("archive.Forgotten",),
        time=TimeClass.SETTING,
        why=_("Numbers from which nobody is read back, so that an erasure lasts"),
    ),
)
