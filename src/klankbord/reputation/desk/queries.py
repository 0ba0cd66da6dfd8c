"""Read the desk: lists, one case with its history, figures."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.threads import post_id_of, thread_of
from klankbord.participate.stories.models import Copy
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Department, Member, Role
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.figures.counting import first_waits
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    CaseMessage,
    Reply,
    State,
)
from klankbord.reputation.desk.picturing.models import ReplyPicture

WINDOW = dt.timedelta(days=28)
COUNTED_TO = 999
_MOST_TWINS = 20
SPREADS = 3
"""Fewer new copies than this say nothing about how far a watched message goes."""
_TITLE_FROM_TEXT = 90
SENT = Reply.Status.SENT
IN_HAND = Q(concluded_at=None)
HURRIED = ~Q(clock_level="")  # of cases in hand alone: a conclusion stops the clock
VIEWS = (
    "mine",
    "unclaimed",
    "department",
    "open",
    "late",
    "waiting",
    "answered",
    "let_stand",
    "monitoring",
    "closed",
    "all",
)
VIEWS_IN_HAND = ("mine", "unclaimed", "department", "open", "late")
_PLATFORMS = """
    WITH RECURSIVE found(platform) AS (
        SELECT min(platform) FROM desk_case WHERE platform > ''
        UNION ALL
        SELECT (SELECT min(platform) FROM desk_case WHERE desk_case.platform > found.platform)
        FROM found WHERE found.platform IS NOT NULL
    )
    SELECT platform FROM found WHERE platform IS NOT NULL
"""
SILENCE = ~Q(let_stand_at=None)  # as the partial index has it: SQLite compares the words


@dataclass(frozen=True, kw_only=True)
class DeskFigures:
    """How the desk stands.

    `n_answered` and `median_first_response` are about the cases of the last 28 days that people
    wrote, by the clock on the wall and open cases included, as on the page of figures; the median
    is None while fewer than half have a first answer.
    """

    n_open: int
    n_new: int
    n_unclaimed: int
    n_unanswered: int
    n_let_stand: int
    n_answered: int
    median_first_response: dt.timedelta | None


@dataclass(frozen=True, kw_only=True)
class CaseHistory:
    """Everything the page of one case shows."""

    case: Case
    messages: list[CaseMessage]
    events: list[CaseEvent]
    people: dict[int, str]
    contacts: dict[int, str]
    departments: dict[int, str]
    replies: dict[int, Reply]
    reply: Reply | None  # the one that is not posted yet
    pictures: dict[int, list[ReplyPicture]]  # by answer, without their bytes
    topics: list[Topic]
    earlier: list[Case]
    n_earlier: int


def cases_of_view(view: str, *, member: Member) -> QuerySet[Case]:
    """The cases of one tab."""
    views = {
        "mine": IN_HAND & Q(claimed_by=member),
        "unclaimed": IN_HAND & Q(claimed_by=None),
        "department": IN_HAND & Q(department=member.department_id or 0),
        "open": IN_HAND,
        "late": HURRIED,
        "waiting": Q(state=State.WAITING),
        "answered": Q(state=State.ANSWERED),
        "let_stand": SILENCE,
        "monitoring": Q(state=State.MONITORING),
        "closed": Q(state=State.CLOSED),
        "all": Q(),
    }
    return Case.objects.filter(views[view])


def view_counts(member: Member) -> dict[str, int]:
    """How many cases stand behind each tab, counted to `COUNTED_TO` + 1 and no further."""
    found = [
        cases_of_view(view, member=member).order_by().values("pk")[: COUNTED_TO + 1]
        for view in VIEWS
    ]
    compiled = [cases.query.sql_with_params() for cases in found]
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS tab)" for sql, _values in compiled)  # noqa: S608  # Django's own statements
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [each for _sql, values in compiled for each in values])
        return dict(zip(VIEWS, cursor.fetchone(), strict=True))


def platforms_with_cases() -> list[str]:
    """The platforms that cases come from, for the filter: a few looks in the index, not a walk."""
    with connection.cursor() as cursor:
        cursor.execute(_PLATFORMS)
        return [platform for (platform,) in cursor.fetchall()]


def responders() -> QuerySet[Member]:
    """The members whom a case can be given to."""
    roles = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
    able = Member.objects.filter(is_active=True, role_grants__role__in=roles)
    return able.distinct().select_related("department")


def noted_members(text: str) -> list[Member]:
    """The members that a note calls with @ and their name, the desk's own people only."""
    if "@" not in text:
        return []
    roles = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR, Role.EXPERT, Role.APPROVER)
    able = Member.objects.filter(is_active=True, role_grants__role__in=roles).distinct()
    folded = text.casefold()
    return [member for member in able if f"@{member.name.casefold()}" in folded]


def place_of(case: Case) -> str:
    """Where the last message to us can be answered; empty if nobody gave an address."""
    said = case.messages.filter(direction=CaseMessage.Direction.INCOMING, is_copy=False)
    incoming = said.exclude(url="")
    return incoming.order_by("-published_at", "-id").values_list("url", flat=True).first() or ""


def title_of(mention: Mention) -> str:
    """What a case about a mention is called: its first line, cut at a word."""
    lines = (mention.title or mention.text).strip().splitlines()
    line = lines[0] if lines else ""
    if len(line) <= _TITLE_FROM_TEXT:
        return line
    return line[:_TITLE_FROM_TEXT].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def thread_key(mention: Mention) -> str:
    """The conversation that a mention belongs to: what one open case may hold."""
    if not mention.thread:
        return post_id_of(thread_of(mention)[0])
    prefix = f"{mention.platform}:"
    return prefix + mention.thread.removeprefix(prefix)


def open_case_of_mention(mention: Mention) -> Case | None:
    """The open case that holds this mention's conversation."""
    return Case.objects.filter(thread=thread_key(mention), closed_at=None).first()


def case_of_same_story(mention: Mention) -> Case | None:
    """The newest case in hand that holds a copy of this mention, said somewhere else."""
    story = Copy.objects.filter(pk=mention.pk).values("story")
    others = Copy.objects.filter(story__in=story).exclude(pk=mention.pk).values("mention")
    held = Case.objects.filter(IN_HAND, messages__mention__in=others)
    return held.exclude(messages__mention=mention.pk).order_by("-pk").first()


def is_same_story(case: Case, mention: Mention) -> bool:
    """Whether a mention is a copy of what a case is about."""
    ours = CaseMessage.objects.filter(case=case, is_copy=False).values("mention")
    stories = Copy.objects.filter(pk__in=ours).values("story")
    return Copy.objects.filter(pk=mention.pk, story__in=stories).exists()


def is_spreading(case: Case) -> bool:
    """Whether one more copy makes a watched case twice as large as when the watch began."""
    if case.state != State.MONITORING:
        return False
    said = CaseMessage.objects.filter(case=case, direction=CaseMessage.Direction.INCOMING)
    copies = said.filter(is_copy=True, kept_at__gt=case.let_stand_at)
    n_new = copies.count() + 1
    return n_new >= SPREADS and 2 * n_new > said.count()


def twins_of(case: Case) -> list[Case]:
    """Other cases in hand about the same message, which neither knows the other's as a copy."""
    ours = CaseMessage.objects.filter(case=case).exclude(mention=None)
    stories = Copy.objects.filter(pk__in=ours.filter(is_copy=False).values("mention"))
    alike = Copy.objects.filter(story__in=stories.values("story")).values("mention")
    own = CaseMessage.objects.filter(mention__in=alike, is_copy=False)
    own = own.exclude(mention__in=ours.values("mention")).exclude(case=case)
    known = CaseMessage.objects.filter(is_copy=True, mention__in=ours.values("mention"))
    found = Case.objects.filter(IN_HAND, pk__in=own.values("case"))
    return list(found.exclude(pk__in=known.values("case")).order_by("pk")[:_MOST_TWINS])


def closed_case_of_mention(mention: Mention) -> Case | None:
    """The latest closed case that holds this very mention."""
    closed = Case.objects.exclude(closed_at=None).filter(messages__mention=mention)
    return closed.order_by("-closed_at").first()


def rest_of_thread(first: CaseMessage, messages: list[CaseMessage]) -> list[Mention]:
    """The messages of a conversation that the case has no copy of, as people may see them."""
    if first.mention is None:
        return []
    ours = {message.mention_id for message in messages}
    return [row for row in thread_of(first.mention) if row.pk not in ours]


def case_history(case: Case) -> CaseHistory:
    """Read one case whole, in a fixed number of queries."""
    of_mention = ("mention__copy", "mention__reading", "mention__author__placement")
    messages = list(case.messages.select_related("reply", *of_mention))
    events = list(case.events.select_related("by"))
    earlier = cases_with_same_author(case)
    replies = {reply.pk: reply for reply in case.replies.all()}
    return CaseHistory(
        case=case,
        messages=messages,
        events=events,
        contacts=_names(Contact, _ids(events, "contact")),
        people=_names(Member, _ids(events, "claimed_by", "from", "named", "expert")),
        departments=_names(Department, _ids(events, "department")),
        replies=replies,
        pictures=_pictures(case) if replies else {},
        reply=next((reply for reply in replies.values() if reply.status != SENT), None),
        topics=topics_of(messages),
        earlier=list(earlier[:5]),
        n_earlier=earlier[: COUNTED_TO + 1].count(),
    )


def _pictures(case: Case) -> dict[int, list[ReplyPicture]]:
    found: dict[int, list[ReplyPicture]] = {}
    for row in ReplyPicture.objects.filter(reply__case=case).defer("content"):
        found.setdefault(row.reply_id, []).append(row)
    return found


def replay(events: Iterable[CaseEvent]) -> dict[str, Any]:
    """The fields of a case as its events leave them: the history is complete if they agree."""
    fields: dict[str, Any] = {}
    for event in events:
        fields.update(event.data["set"])
    return fields


def desk_figures(*, at: dt.datetime) -> DeskFigures:
    """Figures for the Plan: the work in hand, and how fast the first answers were."""
    in_hand = Case.objects.filter(IN_HAND).aggregate(
        n_open=Count("pk"),
        n_new=Count("pk", filter=Q(state=State.NEW)),
        n_unclaimed=Count("pk", filter=Q(claimed_by=None)),
        n_unanswered=Count("pk", filter=Q(first_response_at=None)),
    )
    lately = Case.objects.filter(opened_at__gt=at - WINDOW, opened_at__lte=at, is_by_bot=False)
    n_answered, median = first_waits(lately, at=at)
    return DeskFigures(
        **in_hand,
        n_let_stand=Case.objects.filter(SILENCE).count(),
        n_answered=n_answered,
        median_first_response=None if median.at is None else dt.timedelta(hours=median.at),
    )


def proof_figures(*, at: dt.datetime) -> tuple[int, int]:
    """Answers of the last 28 days: how many were confirmed, how many of them with an address."""
    sent = Reply.objects.filter(status=Reply.Status.SENT, sent_at__gt=at - WINDOW, sent_at__lte=at)
    return sent.count(), sent.exclude(proof="").count()


def department_figures() -> tuple[int, int]:
    """How many departments there are, and how many have cases in hand."""
    involved = Case.objects.filter(IN_HAND).exclude(department=None)
    return Department.objects.count(), involved.values("department").distinct().count()


def cases_with_same_author(case: Case) -> QuerySet[Case]:
    """Other cases of whoever wrote this one, newest first."""
    if not case.author_handle:
        return Case.objects.none()
    same = Case.objects.filter(platform=case.platform, author_handle=case.author_handle)
    return same.exclude(pk=case.pk).order_by("-opened_at")


def cases_of_same_story(case: Case) -> QuerySet[Case]:
    """Other cases that hold the message of this one, or a copy of it."""
    ours = CaseMessage.objects.filter(case=case, is_copy=False).values("mention")
    stories = Copy.objects.filter(pk__in=ours).values("story")
    alike = Copy.objects.filter(story__in=stories).values("mention")
    return Case.objects.filter(messages__mention__in=alike).exclude(pk=case.pk).distinct()


def topics_of(messages: list[CaseMessage]) -> list[Topic]:
    """The topics that found any of these messages."""
    mentions = [message.mention_id for message in messages if message.mention_id]
    return list(Topic.objects.filter(matches__mention__in=mentions).distinct())


def _ids(events: list[CaseEvent], *names: str) -> set[int]:
    found: set[int] = set()
    for event in events:
        for name in names:
            value = event.data.get(name) or event.data["set"].get(name)
            found.update(value if isinstance(value, list) else [value] if value else [])
    return found


def _names(model: type[Member] | type[Department] | type[Contact], ids: set[int]) -> dict[int, str]:
    return dict(model._default_manager.filter(pk__in=ids).values_list("pk", "name"))  # noqa: SLF001  # Django's own spelling
