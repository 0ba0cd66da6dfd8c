"""What listening does by itself: visit sources, read files."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.queue import enqueue
from klankbord.jobs.registry import JobCancelled, Run, job, resident, standing
from klankbord.participate.listening.accounts import learn_limits
from klankbord.participate.listening.actions import drop_source
from klankbord.participate.listening.declarations import HEAR_SIGNALS, HEAR_SOURCES
from klankbord.participate.listening.doors.mentions import (
    N_AT_ONCE,
    check_mention,
    mentions_to_check,
)
from klankbord.participate.listening.fetching import claim_due, fetch
from klankbord.participate.listening.hubs import N_HUBS, ask_for_news
from klankbord.participate.listening.importing import end_import, read_import
from klankbord.participate.listening.models import Account, FileImport, ImportState, Source
from klankbord.participate.listening.queries import forgotten_drafts, sources_due, sources_to_push
from klankbord.participate.listening.streaming import Switchboard
from klankbord.trust.register import declares, no_personal_data


@standing(
    "listening.fetch_due",
    every=dt.timedelta(seconds=2),
    has_work=lambda: sources_due(timezone.now()).exists(),
    label=_("See which sources are due"),
)
@no_personal_data("reads addresses and times of sources only")
def fetch_due(run: Run) -> None:
    """Queue a visit to every source that is due."""
    for source_id in claim_due(now=run.now):
        enqueue(
            "listening.fetch_source",
            payload={"source_id": source_id},
            unique_key=f"fetch:{source_id}",
            at=run.now,
        )


@standing(
    "listening.ask_hubs",
    every=dt.timedelta(minutes=1),
    has_work=lambda: sources_to_push(timezone.now()).exists(),
    label=_("Ask hubs to tell of news"),
)
@no_personal_data("addresses of feeds and hubs only")
def ask_hubs(run: Run) -> None:
    """A feed that names a hub need not be asked so often: its hub tells."""
    for source in sources_to_push(run.now)[:N_HUBS]:
        run.checkpoint({"source": source.pk})
        ask_for_news(source=source, now=run.now)


@standing(
    "listening.check_mentions",
    every=dt.timedelta(seconds=2),
    has_work=lambda: mentions_to_check(timezone.now()).exists(),
    label=_("Look at pages that say that they link to ours"),
)
@declares(HEAR_SIGNALS)
def check_mentions(run: Run) -> None:
    """Each page is read once, and again later where it did not answer."""
    for mention in mentions_to_check(run.now).select_related("source")[:N_AT_ONCE]:
        run.checkpoint({"mention": mention.pk})
        check_mention(mention=mention, now=run.now)


@job("listening.fetch_source", max_attempts=1, label=_("Visit a source"))
@declares(HEAR_SOURCES)
def fetch_source(run: Run, *, source_id: int) -> None:
    """Read what is new; what goes wrong stands on the source, which comes back by itself."""
    source = Source.objects.filter(pk=source_id, erase_asked_at=None).first()
    if source is not None:
        fetch(source=source, now=run.now)


@standing(
    "listening.learn_limits",
    every=dt.timedelta(days=1),
    label=_("Ask platforms how long a message may be"),
)
@no_personal_data("what a platform takes in one message")
def learn_all_limits(run: Run) -> None:
    """A server changes what it takes now and then; whoever writes has to see that."""
    for account in Account.objects.all():
        run.checkpoint({"account": account.pk})
        learn_limits(account=account, at=run.now)


@resident("listening.keep_streams", label=_("Hear at once what sources tell"))
@declares(HEAR_SOURCES)
def keep_streams(run: Run) -> None:
    """Keep the streams of all sources open, until this process stops."""
    switchboard = Switchboard()
    try:
        while True:
            switchboard.turn(now=timezone.now())
            run.rest(0.5)
    finally:
        switchboard.close()


@standing(
    "listening.drop_drafts",
    every=dt.timedelta(hours=1),
    has_work=lambda: forgotten_drafts(timezone.now()).exists(),
    label=_("Throw away files that nobody finished bringing"),
)
@declares(HEAR_SOURCES)
def drop_drafts(run: Run) -> None:
    """An upload that waits for its columns is kept for a week."""
    for draft in forgotten_drafts(run.now):
        end_import(file_import=draft, state=ImportState.CANCELLED, at=run.now)
        drop_source(source_id=draft.source_id)


@job("listening.import_file", label=_("Import a file"))
@declares(HEAR_SOURCES)
def import_file(run: Run, *, import_id: int) -> None:
    """Read a file that somebody brought, from where an earlier attempt stopped."""
    file_import = FileImport.objects.select_related("source").filter(pk=import_id).first()
    if file_import is None or file_import.state == ImportState.DONE:
        return
    try:
        read_import(
            file_import=file_import,
            now=run.now,
            in_page=lambda: run.checkpoint({"import": import_id}),
            on_page=lambda at: run.progress(done=at.n_done, total=at.n_total),
        )
    except JobCancelled:
        end_import(file_import=file_import, state=ImportState.CANCELLED, at=run.now)
        raise
