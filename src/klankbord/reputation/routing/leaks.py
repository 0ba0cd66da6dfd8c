"""Leak watch: what is said in public against the fingerprints of documents that stay inside.

It is about documents, never about people: of a colleague's account nothing stands in the case. An
arrival and its cases are one transaction, so a job that is killed opens each case once.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from klankbord.ambassadors.guidelines.inside.models import InsideDocument
from klankbord.ambassadors.guidelines.inside.queries import inside
from klankbord.core.guard.check import Inside
from klankbord.core.text.readable import whole_text
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.archive.queries import fold_handle, ids_in, numbered_posts
from klankbord.participate.archive.queries import mention as archived_mention
from klankbord.people.models import Account, Member
from klankbord.people.queries import organisation
from klankbord.reputation.desk.actions import CHANGERS, change_severity
from klankbord.reputation.desk.models import CaseMessage, Channel, Severity
from klankbord.reputation.desk.opening import Message, Ruled, message_of, open_case
from klankbord.reputation.desk.tagging import tag_case
from klankbord.reputation.routing.hearing import our_handles
from klankbord.reputation.routing.models import WatchedArrival
from klankbord.reputation.routing.queries import OVERTAKEN, fresh_ids

TAG = "leak"
_AT_ONCE = 500


def unwatched_arrivals() -> QuerySet[Arrival]:
    """Arrivals that were not compared with documents yet, oldest first."""
    newest = WatchedArrival.objects.aggregate(newest=Max("pk"))["newest"] or 0
    behind = newest - OVERTAKEN
    done = WatchedArrival.objects.filter(pk__gt=behind).values("pk")
    return Arrival.objects.filter(pk__gt=behind).exclude(pk__in=done).order_by("pk")


def watch_arrival(arrival: Arrival, *, at: dt.datetime) -> int:
    """Compare everything of an arrival; gives how many messages copy a document.

    Comparing takes seconds for a large one: it is done before anything is locked.
    """
    here = inside(on=timezone.localdate(at))
    has_prints = len(here.prints.prints) > 0
    found = list(_copies(fresh_ids(ids_in(arrival), at=at), here)) if has_prints else []
    with transaction.atomic():
        _watched, is_ours = WatchedArrival.objects.get_or_create(
            arrival=arrival, defaults={"watched_at": at}
        )
        if not is_ours:  # another worker was quicker
            return 0
        return sum(_open_of(*pair, at=at) for pair in found)


def _open_of(mention_id: int, document_id: int, *, at: dt.datetime) -> bool:
    """Open a case, if message and document are still there."""
    mention = archived_mention(mention_id)
    document = InsideDocument.objects.filter(pk=document_id).first()
    if mention is None or document is None:
        return False
    _open(mention, document, at=at)
    return True


def _copies(ids: list[int], here: Inside) -> Iterator[tuple[int, int]]:
    """(mention, document) of each message that copies one, by its longest stretch; not our own."""
    ours = our_handles()
    for start in range(0, len(ids), _AT_ONCE):
        for number, post in numbered_posts(ids[start : start + _AT_ONCE]):
            if here.printer is None or (post.platform, fold_handle(post.author.handle)) in ours:
                continue
            found = here.prints.stretches(here.printer.prints_of(whole_text(post)))
            if found:
                yield number, max(found, key=lambda each: each.end - each.start).document


def _open(mention: Mention, document: InsideDocument, *, at: dt.datetime) -> None:
    house = organisation()
    with translation.override(house.language if house else settings.LANGUAGE_CODE):
        title = _("From inside? %(title)s") % {"title": document.title}
    known = CaseMessage.objects.filter(mention=mention.pk).select_related("case").first()
    if known is not None:
        case = known.case
    else:
        case, is_new = open_case(
            by=None,
            at=at,
            title=title,
            channel=Channel.MENTION,
            message=_message(mention),
            severity=Severity.URGENT,
            ruled=Ruled(tags=(TAG,), member=_owner(document), told={"document": document.pk}),
            is_sample=mention.source.is_sample,
        )
        if is_new:
            return
    tag_case(case=case, by=None, at=at, add=(TAG,))
    if not case.is_closed and case.severity < Severity.URGENT:
        change_severity(case=case, by=None, at=at, severity=Severity.URGENT)


def _message(mention: Mention) -> Message:
    """What was said; of a colleague not whose it is, whatever they chose for the listening."""
    message = message_of(mention)
    known = {(name.casefold(), fold_handle(handle)) for name, handle in _accounts()}
    if (message.platform.casefold(), fold_handle(message.author_handle)) not in known:
        return message
    return replace(message, author_handle="", author_name="", author_url="", url="", post_id="")


def _accounts() -> QuerySet[Account, tuple[str, str]]:
    return Account.objects.values_list("platform", "handle")


def _owner(document: InsideDocument) -> Member | None:
    """Who answers for the document, if they may own a case; else it is the whole desk's."""
    owner = document.owner
    return owner if owner and owner.is_active and owner.has_role(*CHANGERS) else None
