"""What the archive does by itself: keep what was delivered, forget what must go."""

import datetime as dt
import zlib

import structlog
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.core.post import decode_batch
from klankbord.jobs.registry import Run, standing
from klankbord.participate.archive.actions import erase_source, forget_post, keep_posts
from klankbord.participate.archive.declarations import FILE_MENTIONS, KEEP_MENTIONS
from klankbord.participate.archive.filing import file_months, months_behind
from klankbord.participate.listening.models import Delivery
from klankbord.participate.listening.queries import deliveries_to_keep, sources_to_erase
from klankbord.trust.register import declares

log = structlog.get_logger(__name__)


@standing(
    "archive.keep_deliveries",
    every=dt.timedelta(milliseconds=250),
    has_work=lambda: deliveries_to_keep().exists(),
    label=_("Keep what was heard"),
)
@declares(KEEP_MENTIONS)
def keep_deliveries(run: Run) -> None:
    """Keep delivery after delivery; one that cannot be kept is set aside after five attempts."""
    for number in deliveries_to_keep().values_list("pk", flat=True)[:200]:
        keep_delivery(delivery_id=number, at=run.now)
        run.progress()


def keep_delivery(*, delivery_id: int, at: dt.datetime) -> None:
    """Keep one delivery and take it away, both or neither."""
    try:
        with transaction.atomic():
            delivery = Delivery.objects.select_related("source").filter(pk=delivery_id).first()
            if delivery is None:  # another keeper was quicker
                return
            posts = decode_batch(zlib.decompress(delivery.posts)).posts
            keep_posts(posts=posts, source=delivery.source, at=at)
            for post_id in delivery.gone:
                forget_post(post_id=post_id, at=at)
            delivery.delete()
    except OperationalError:  # the database is busy or away: the delivery is not to blame
        raise
    except Exception as fault:  # one bad delivery must not hold up the others
        log.exception("delivery not kept", delivery=delivery_id)
        Delivery.objects.filter(pk=delivery_id).update(
            n_attempts=F("n_attempts") + 1, last_error=f"{type(fault).__name__}: {fault}"[:300]
        )


@standing(
    "archive.erase_sources",
    every=dt.timedelta(seconds=5),
    has_work=lambda: sources_to_erase().exists(),
    label=_("Erase what deleted sources gave"),
)
@declares(KEEP_MENTIONS)
def erase_sources(run: Run) -> None:
    """Forget sources that somebody deleted, with all they gave."""
    for source in sources_to_erase():
        erase_source(source=source, on_batch=lambda n_erased: run.progress(done=n_erased))


@standing(
    "archive.file_months",
    every=dt.timedelta(hours=1),
    has_work=lambda: months_behind(at=timezone.now()).exists(),
    label=_("Write the archive files"),
)
@declares(FILE_MENTIONS)
def write_month_files(run: Run) -> None:
    """Write files that are behind: once a day, or within the hour where something must go."""
    for done, _month in enumerate(file_months(at=run.now), 1):
        run.progress(done=done)
