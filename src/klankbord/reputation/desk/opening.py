"""A conversation becomes a case: opened once, and every later message of it is added there."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mask
from klankbord.participate.archive.rows import Extra
from klankbord.participate.archive.threads import post_id_of
from klankbord.people.models import Department, Member
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.clocks.running import Changes, start_clock
from klankbord.reputation.desk.holding import given_to, open_case_of, reopened, resumed_from
from klankbord.reputation.desk.ledger import Act, change_case, next_number, write_opening
from klankbord.reputation.desk.models import (
    BANDS,
    Case,
    CaseEvent,
    CaseMessage,
    Channel,
    Severity,
    WaitingFor,
)
from klankbord.reputation.desk.queries import is_spreading, thread_key
from klankbord.reputation.desk.search import index_case
from klankbord.reputation.desk.tags import tidy_tags
from klankbord.reputation.flowcharts.models import Flow

_TITLE_LENGTH = 200
Kind = CaseEvent.Kind
Direction = CaseMessage.Direction


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as it came in, before the case keeps its own copy."""

    text: str
    published_at: dt.datetime
    platform: str = ""
    author_handle: str = ""
    author_name: str = ""
    author_url: str = ""
    title: str = ""
    url: str = ""
    post_id: str = ""
    visibility: str = ""
    direction: str = Direction.INCOMING
    mention: Mention | None = None
    is_copy: bool = False


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """What a routing rule gives a case beside what a person would; `told` goes in its history."""

    tags: Sequence[str] = ()
    driver: str = ""
    stakeholder_group: str = ""
    member: Member | None = None
    flow: Flow | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


class Opening(NamedTuple):
    """The case that holds the conversation now; `is_new` is false if there was one already."""

    case: Case
    is_new: bool


def message_of(mention: Mention, *, is_copy: bool = False) -> Message:
    """Copy what the archive keeps of a mention; a colleague who is not shown stays unnamed."""
    shown = mask([mention])[0]
    return Message(
        text=shown.text,
        published_at=shown.published_at,
        platform=shown.platform,
        author_handle=shown.author.handle,
        author_name=shown.author.name,
        author_url=shown.author.url,
        title=shown.title,
        url=shown.url,
        post_id="" if shown.is_masked else post_id_of(shown),
        visibility=shown.extra.get("visibility", Extra().visibility),
        mention=shown,
        is_copy=is_copy,
    )


def web_address(url: str) -> str:
    """An address that a person may be sent to; empty for scripts and the like."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def open_case(  # noqa: PLR0913  # a case opens with all that is known of it
    *,
    by: Member | None,
    at: dt.datetime,
    title: str,
    channel: Channel,
    message: Message | None = None,
    severity: Severity = Severity.NORMAL,
    department: Department | None = None,
    promised_at: dt.datetime | None = None,
    ruled: Ruled | None = None,
    since: dt.datetime | None = None,
    is_sample: bool = False,
) -> Opening:
    """Open a case; a conversation that has an open case leads there, with the message added.

    `since` is when the desk had the message, if that was before: its wait counts from there.
    `promised_at` is the moment before which somebody wants it answered, whatever the clock says.
    """
    mention = message.mention if message else None
    thread = thread_key(mention) if mention else ""
    ruled = ruled or Ruled()
    case = Case(
        title=title.strip()[:_TITLE_LENGTH],
        channel=channel,
        severity=severity,
        department=department,
        promised_at=promised_at,
        platform=message.platform if message else "",
        author_handle=message.author_handle if message else "",
        **_first_heard(mention),
        thread=thread,
        tags=tidy_tags(ruled.tags),
        driver=ruled.driver,
        stakeholder_group=ruled.stakeholder_group,
        flow=ruled.flow,
        opened_at=since or at,
        last_event_at=at,
        is_sample=is_sample,
        **(given_to(ruled.member, at) if ruled.member else {}),
    )
    with transaction.atomic():
        existing = open_case_of(thread) or _save_or_find(case, at)
        if existing is None:
            if message:
                _keep_message(case, message, at)
            start_clock(case, since or at)
            write_opening(
                case, Act(Kind.OPENED, by, at), {"mention": mention and mention.pk, **ruled.told}
            )
            index_case(case)
            return Opening(case, is_new=True)
    if message:
        add_message(case=existing, by=by, at=at, message=message)
    return Opening(existing, is_new=False)


def add_message(
    *, case: Case, by: Member | None, at: dt.datetime, message: Message, version: int | None = None
) -> Case:
    """Add a later message; one that comes in after the conclusion opens the case again."""
    is_incoming = message.direction == Direction.INCOMING
    mention = message.mention

    def decide(fresh: Case) -> Changes:
        # Asked again at every attempt: of two who add one message, the second finds it here.
        if mention and fresh.messages.filter(mention=mention).exists():
            raise errors.MessageAlreadyThere(fresh)
        if not is_incoming:
            return {}
        is_still = fresh.let_stand_at or not fresh.is_concluded
        if message.is_copy and is_still and not is_spreading(fresh):
            return {}  # what was let stand was let stand with all its copies
        return reopened(fresh, at) if fresh.is_concluded else resumed_from(WaitingFor.AUTHOR, fresh)

    act = Act(Kind.MESSAGE_ADDED, by, at, version)
    try:
        with transaction.atomic():
            fresh, _event = change_case(case, act, decide, {"mention": mention and mention.pk})
            _keep_message(fresh, message, at)
            index_case(fresh)
    except errors.MessageAlreadyThere as refused:
        return refused.case
    return fresh


def _first_heard(mention: Mention | None) -> Changes:
    """What figures need of the first message, as it is known when the case is opened."""
    if mention is None:
        return {}
    author = mention.author
    return {
        "language": mention.language,
        "follower_band": band_of(author.followers),
        "is_by_bot": bool(author.is_bot),
    }


def band_of(followers: int | None) -> int | None:
    """The group of authors with about as many followers; None where the platform tells nothing."""
    return None if followers is None else sum(followers >= end for end in BANDS)


def _save_or_find(case: Case, at: dt.datetime) -> Case | None:
    """Save a case with a number; if somebody opened the same conversation just now, theirs."""
    try:
        with transaction.atomic():
            case.number = next_number(at)
            case.save(force_insert=True)
    except IntegrityError:
        existing = open_case_of(case.thread)
        if existing is None:
            raise
        return existing
    return None


def _keep_message(case: Case, message: Message, at: dt.datetime) -> None:
    kept = vars(message) | {
        "url": web_address(message.url),
        "author_url": web_address(message.author_url),
    }
    CaseMessage.objects.create(case=case, kept_at=at, **kept)
