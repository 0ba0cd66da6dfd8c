"""Sites that tell us that they link to ours (W3C Webmention): asked at once, believed when seen."""

import datetime as dt
import hashlib
from contextlib import suppress
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, QuerySet

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.http import check_address
from klankbord.connectors.plaintext import host_of, web_address
from klankbord.connectors.webmentions import Mentioning, ask_page
from klankbord.core.post import Author, Post
from klankbord.participate.listening.actions import deliver
from klankbord.participate.listening.doors.actions import DoorIsClosed, take_in
from klankbord.participate.listening.faults import fault_of
from klankbord.participate.listening.fetching import reading_context
from klankbord.participate.listening.models import Source, Webmention

N_AT_ONCE = 20
MOST_WAITING = 5_000
MAX_ATTEMPTS = 5
OPEN_NETWORKS: tuple[str, ...] = ()
"""None, whatever an administrator opened for sources: anybody may name a page here."""
_LEASE = dt.timedelta(minutes=10)
_FIRST_PAUSE = dt.timedelta(minutes=2)
_SECONDS = 10.0
_LONGEST = 2_000


class MentionRefused(ValueError):  # noqa: N818  # named after the broken promise
    """It cannot be looked at; the words say why."""


def ask_mention(*, source: Source, page: str, target: str, at: dt.datetime) -> None:
    """Put a page in the queue to be looked at; raises `MentionRefused`, `DoorIsClosed`.

    Told again it is looked at again: that is how a page says that it changed, or is gone.
    """
    _refuse_unsound(source, page, target)
    standing = Source.objects.filter(pk=source.pk, is_active=True, erase_asked_at=None)
    if (
        not standing.exists()
        or mentions_to_check(_END).filter(source=source).count() >= MOST_WAITING
    ):
        raise DoorIsClosed
    Webmention.objects.update_or_create(
        source=source,
        key=hashlib.sha256(f"{page}\0{target}".encode()).hexdigest(),
        defaults={"check_at": at, "n_attempts": 0},
        create_defaults={"page": page, "target": target, "check_at": at, "asked_at": at},
    )


_END = dt.datetime.max.replace(tzinfo=dt.UTC) - dt.timedelta(days=1)


def _refuse_unsound(source: Source, page: str, target: str) -> None:
    for address in (page, target):
        if len(address) > _LONGEST or web_address(address) != address:
            message = "source and target must be web addresses of at most 2,000 characters"
            raise MentionRefused(message)
        try:
            check_address(address)
        except ConnectorRefused as fault:
            message = "source and target must be web addresses without a name or password"
            raise MentionRefused(message) from fault
    if page == target:
        message = "source and target are the same"
        raise MentionRefused(message)
    if host_of(target) != host_of(source.target):
        message = f"target must be a page of {urlsplit(source.target).hostname}"
        raise MentionRefused(message)


def mentions_to_check(now: dt.datetime) -> QuerySet[Webmention]:
    """Pages to be looked at, longest due first."""
    due = Webmention.objects.filter(check_at__lte=now, source__is_active=True)
    return due.filter(source__erase_asked_at=None).order_by("check_at", "pk")


def check_mention(*, mention: Webmention, now: dt.datetime) -> None:
    """Look at one page; whoever changes the row has it."""
    unchanged = Webmention.objects.filter(pk=mention.pk, check_at=mention.check_at)
    if not unchanged.update(check_at=now + _LEASE, n_attempts=F("n_attempts") + 1):
        return
    mention.refresh_from_db()
    try:
        with reading_context(now, max_seconds=_SECONDS, networks=OPEN_NETWORKS) as context:
            found = ask_page(mention.page, mention.target, context)
    except ConnectorRefused as refusal:
        _put_off(mention, refusal, now)
    except Exception as fault:  # noqa: BLE001  # one stranger's page may not stop the others
        _put_off(mention, fault_of("webmention", fault), now)
    else:
        with suppress(DoorIsClosed):  # it is looked at again when the door is open
            _keep(mention, found, now)


def _keep(mention: Webmention, found: Mentioning | None, now: dt.datetime) -> None:
    with transaction.atomic():
        heard_at = (mention.heard_at or now) if found else None
        Webmention.objects.filter(pk=mention.pk).update(heard_at=heard_at)
        _ours(mention).update(check_at=None)
        if found:
            post = _post(mention, found, heard_at or now)
            take_in(source=mention.source, posts=[post], at=now)
        elif mention.heard_at:
            deliver(source=mention.source, posts=(), gone=[_id(mention)], at=now)


def _ours(mention: Webmention) -> QuerySet[Webmention]:
    """The row, unless its page was told again while we looked: then it stays due."""
    return Webmention.objects.filter(pk=mention.pk, check_at=mention.check_at)


def _put_off(mention: Webmention, refusal: ConnectorRefused, now: dt.datetime) -> None:
    is_over = refusal.permanent or mention.n_attempts >= MAX_ATTEMPTS
    pause = max(_FIRST_PAUSE * 4 ** (mention.n_attempts - 1), refusal.retry_after or _FIRST_PAUSE)
    check_at = None if is_over else now + min(pause, dt.timedelta(days=1))
    _ours(mention).update(check_at=check_at)


def _id(mention: Webmention) -> str:
    return f"webmention:{mention.source_id}/{mention.key[:32]}"


def _post(mention: Webmention, found: Mentioning, heard_at: dt.datetime) -> Post:
    host = host_of(mention.page)
    writer = f"{found.author}@{host}" if found.author else host
    return Post(
        id=_id(mention),
        platform="webmention",
        source=host,
        url=mention.page,
        title=found.title,
        text=found.words or mention.page,
        published_at=found.published_at or heard_at,
        author=Author(id=writer, handle=writer, name=found.author),
        links=(mention.target,),
    )
