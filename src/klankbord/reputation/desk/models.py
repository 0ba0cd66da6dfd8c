"""Cases: one conversation each that may need the organisation, with everything that was done."""

import datetime as dt
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.models import Account
from klankbord.participate.stakeholders.models import GIVEN_CHOICES
from klankbord.participate.topics.models import Driver
from klankbord.people.models import Department, Member, Role
from klankbord.reputation.flowcharts.models import Flow, FlowRun
from klankbord.reputation.lines.models import Line
from klankbord.reputation.replies.models import SavedReply


class State(models.TextChoices):
    """Where a case stands."""

    NEW = "new", _("New")
    ASSESSING = "assessing", _("Assessing")
    WAITING = "waiting", _("Waiting")
    ANSWERED = "answered", _("Answered")
    LET_STAND = "let_stand", _("Let stand")
    MONITORING = "monitoring", _("Watched")
    CLOSED = "closed", _("Closed")


class Severity(models.IntegerChoices):
    """How much harm waiting does; a number, so that the most urgent can stand first."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class Channel(models.TextChoices):
    """How a conversation reached us."""

    MENTION = "mention", _("Mention")
    MAIL = "mail", _("Mail")
    PHONE = "phone", _("Phone note")
    TIP = "tip", _("Tip from a colleague")
    FORM = "form", _("Web form")
    HAND = "hand", _("Written by hand")


class Reason(models.TextChoices):
    """Why nothing is answered: the silence ledger."""

    NOT_OURS = "not_ours", _("It is not about us")
    NOTHING_TO_ADD = "nothing_to_add", _("We have nothing to add")
    AMONG_THEMSELVES = "among_themselves", _("People asked each other, not us")
    PROVOCATION = "provocation", _("It is only meant to provoke")
    JOKE = "joke", _("It is a joke or satire")
    ALREADY_ANSWERED = "already_answered", _("It has been answered already")
    LITTLE_HEARD = "little_heard", _("It is hardly heard")
    OTHER = "other", _("Another reason")


class WaitingFor(models.TextChoices):
    """Whose turn it is while a case waits."""

    EXPERT = "expert", _("An expert")
    APPROVAL = "approval", _("An approval")
    AUTHOR = "author", _("The author")
    DEPARTMENT = "department", _("Another department")


class ClockLevel(models.TextChoices):
    """What the running clock of a case has reached."""

    WARNED = "warned", _("Hurry")
    BREACHED = "breached", _("Too late")


BANDS = (100, 1_000, 10_000)
"""Where the groups of authors by followers end; the last has no end."""
RUNS_OUT_AT = models.Case(
    models.When(first_response_at=None, then="due_at"), default="conclude_due_at"
)
"""When the clock that runs now is over, for lists; `Case.runs_out_at` says it of one case."""


class Case(models.Model):
    """One conversation. Every change adds an event and raises `version` by one."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity, default=Severity.NORMAL
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    driver = models.CharField(_("driver"), max_length=24, choices=Driver, blank=True)
    stakeholder_group = models.CharField(
        _("stakeholder group"), max_length=11, choices=GIVEN_CHOICES, blank=True
    )
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+"
    )
    claimed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    claim_expires_at = models.DateTimeField(null=True)
    platform = models.CharField(_("platform"), max_length=40, blank=True)
    author_handle = models.CharField(_("author"), max_length=300, blank=True)
    # Of whoever wrote first, for figures that outlive the mention in the archive.
    is_by_bot = models.BooleanField(default=False)  # the account says so, or a person does
    language = models.CharField(max_length=8, blank=True)
    follower_band = models.PositiveSmallIntegerField(null=True)  # a place in `BANDS`
    thread = models.CharField(max_length=500, blank=True)
    waiting_for = models.CharField(max_length=12, choices=WaitingFor, blank=True)
    let_stand_reason = models.CharField(max_length=20, choices=Reason, blank=True)
    look_again_at = models.DateTimeField(_("look again"), null=True)
    due_at = models.DateTimeField(_("answer before"), null=True, blank=True)
    promised_at = models.DateTimeField(null=True)  # given by hand: only a person moves it
    conclude_due_at = models.DateTimeField(_("conclude before"), null=True)
    awaited_role = models.CharField(max_length=20, choices=Role, blank=True)  # asked by the flow
    deadline_at = models.DateTimeField(null=True)  # when the flow set it, and how long it gives
    deadline_minutes = models.PositiveIntegerField(null=True)
    clock_level = models.CharField(max_length=8, choices=ClockLevel, blank=True)
    clock_at = models.DateTimeField(null=True)  # when the clock has to be looked at again
    reopened_at = models.DateTimeField(null=True)
    tags = models.JSONField(_("labels"), default=list)  # words of the desk's own, in order
    flow = models.ForeignKey(
        Flow, models.SET_NULL, null=True, db_index=False, related_name="+"
    )  # that a rule chose; else the usual one
    flow_run = models.OneToOneField(FlowRun, models.SET_NULL, null=True, related_name="case")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, related_name="+")  # for colleagues
    opened_at = models.DateTimeField(_("opened"))
    first_response_at = models.DateTimeField(null=True)
    let_stand_at = models.DateTimeField(null=True)  # stays when the case is closed
    concluded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField()
    n_reopened = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "thread",
                condition=~Q(thread="") & Q(closed_at=None),
                name="desk_one_open_case_per_thread",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="desk_closed_has_a_time",
            ),
        ]
        # One index for each order that a list can be asked in; the work in hand is a small part
        # of a table that keeps two years of closed cases, so its lists have partial indexes.
        indexes = [
            models.Index(
                fields=["platform", "-severity", "opened_at", "id"],
                name="desk_case_platform_urgent",
            ),
            models.Index(
                fields=["department", "-severity", "opened_at", "id"],
                name="desk_case_department_urgent",
            ),
            models.Index(
                fields=["department", "opened_at", "id"],
                condition=Q(concluded_at=None),
                name="desk_case_department_open",
            ),
            models.Index(fields=["opened_at", "id"], name="desk_case_all"),
            models.Index(fields=["state", "opened_at", "id"], name="desk_case_state"),
            models.Index(fields=["-severity", "opened_at", "id"], name="desk_case_severity"),
            models.Index(
                fields=["state", "-severity", "opened_at", "id"], name="desk_case_state_severity"
            ),
            models.Index(fields=["platform", "opened_at", "id"], name="desk_case_platform"),
            models.Index(fields=["department", "opened_at", "id"], name="desk_case_department"),
            models.Index(
                fields=["platform", "author_handle", "opened_at"], name="desk_case_author"
            ),
            models.Index(fields=["language", "opened_at", "id"], name="desk_case_language"),
            models.Index(fields=["follower_band", "opened_at", "id"], name="desk_case_followers"),
            models.Index(fields=["first_response_at"], name="desk_case_response"),
            models.Index(
                fields=["thread", "-id"], condition=~Q(thread=""), name="desk_case_thread"
            ),
            models.Index(fields=["clock_at"], condition=~Q(clock_at=None), name="desk_case_clock"),
            models.Index(
                fields=["opened_at", "id"], condition=~Q(clock_level=""), name="desk_case_late"
            ),
            models.Index(
                fields=["opened_at", "id"],
                condition=Q(concluded_at=None),
                name="desk_case_open",
            ),
            models.Index(
                fields=["opened_at", "id"],
                condition=~Q(let_stand_at=None),
                name="desk_case_silence",
            ),
            models.Index(
                fields=["claimed_by", "opened_at", "id"],
                condition=Q(concluded_at=None),
                name="desk_case_in_hand",
            ),
            models.Index(
                fields=["-severity", "opened_at", "id"],
                condition=Q(concluded_at=None, claimed_by=None),
                name="desk_case_next",
            ),
            models.Index(
                fields=["opened_at", "id"], condition=Q(is_by_bot=True), name="desk_case_bot"
            ),
            models.Index(
                fields=["look_again_at"],
                condition=~Q(look_again_at=None),
                name="desk_case_look_again",
            ),
            models.Index(
                RUNS_OUT_AT, "id", condition=Q(concluded_at=None), name="desk_case_runs_out"
            ),
            *(
                models.Index(
                    fields=[field, *order], condition=~Q((field, "")), name=f"desk_case_{name}{key}"
                )
                for field, name in (("driver", "driver"), ("stakeholder_group", "group"))
                for key, order in (
                    ("", ("opened_at", "id")),
                    ("_urgent", ("-severity", "opened_at", "id")),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def is_concluded(self) -> bool:
        return self.concluded_at is not None

    @property
    def runs_out_at(self) -> dt.datetime | None:
        return self.due_at if self.first_response_at is None else self.conclude_due_at

    def is_held(self, at: dt.datetime) -> bool:
        """Whether somebody is at work on it now: a claim that has not run out."""
        return self.claimed_by_id is not None and (self.claim_expires_at or at) > at


class CaseCounter(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class CaseMessage(models.Model):
    """Our own copy of one message: it stays when the archive drops the mention."""

    class Direction(models.TextChoices):
        """Who speaks to whom."""

        INCOMING = "incoming", _("To us")
        OUTGOING = "outgoing", _("From us")

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    mention = models.ForeignKey(Mention, models.SET_NULL, null=True, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.INCOMING)
    platform = models.CharField(max_length=40, blank=True)
    author_handle = models.CharField(max_length=300, blank=True)
    author_name = models.CharField(max_length=300, blank=True)
    author_url = models.CharField(max_length=2000, blank=True)
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=2000, blank=True)
    post_id = models.CharField(max_length=600, blank=True)  # `platform:id`: what is answered there
    visibility = models.CharField(max_length=40, blank=True)  # who could read it; empty: not known
    is_copy = models.BooleanField(default=False)  # of a message in the case, said somewhere else
    published_at = models.DateTimeField()
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["published_at", "id"]
        constraints = [
            models.UniqueConstraint("case", "mention", name="desk_message_once"),
        ]
        indexes = [
            models.Index(fields=["post_id"], condition=~Q(post_id=""), name="desk_message_post"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.author_handle}"


class EventIsHistory(TypeError):  # noqa: N818  # named after the broken promise
    """Somebody tried to change what has happened."""


class CaseEvent(models.Model):
    """One thing that happened; `data["set"]` holds the fields it changed, so events replay."""

    class Kind(models.TextChoices):
        """What happened."""

        OPENED = "opened", _("Opened")
        MESSAGE_ADDED = "message-added", _("Message added")
        CLAIMED = "claimed", _("Claimed")
        RELEASED = "released", _("Released")
        ASSIGNED = "assigned", _("Handed over")
        NOTED = "noted", _("Note")
        SEVERITY_CHANGED = "severity-changed", _("Severity changed")
        TAGGED = "tagged", _("Labels changed")
        PROMISED = "promised", _("Moment of the answer changed")
        DESCRIBED = "described", _("Driver or group changed")
        BOT_SET = "bot-set", _("Automatic account or person")
        ASSESSED = "assessed", _("Assessed")
        ASKED = "asked-expert", _("Expert asked")
        EXPERT_ANSWERED = "expert-answered", _("Expert answered")
        QUESTION_WITHDRAWN = "question-withdrawn", _("Question taken back")
        LINE_BEGUN = "line-begun", _("Line for colleagues begun")
        HELD = "held", _("Put on hold")
        RESUMED = "resumed", _("Taken up again")
        DRAFTED = "drafted", _("Answer written")
        APPROVAL_ASKED = "approval-asked", _("Approval asked")
        APPROVED = "approved", _("Approved")
        APPROVAL_REFUSED = "approval-refused", _("Not approved")
        SHOWN = "shown", _("Answer ready to post")
        SENDING = "sending", _("Answer on its way")
        REFUSED = "refused", _("Answer not accepted")
        STOPPED = "stopped", _("Answer stopped")
        SENT = "sent", _("Answer posted")
        ANSWER_CHANGED = "answer-changed", _("Answer changed there")
        LET_STAND = "let-stand", _("Let stand")
        MONITORED = "monitored", _("Watched from now on")
        LOOKED_AGAIN = "looked-again", _("Time to look again")
        WARNED = "clock-warned", _("Time is running out")
        BREACHED = "clock-breached", _("Too late")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")

    case = models.ForeignKey(Case, models.CASCADE, related_name="events", db_index=False)
    version = models.PositiveIntegerField()  # of the case, after this event
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["case", "version"]
        constraints = [
            models.UniqueConstraint("case", "version", name="desk_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.version} {self.kind}"

    def save(self, **kwargs: Any) -> None:
        if self.pk is not None:
            raise EventIsHistory(str(self))
        super().save(**kwargs)


class Reply(models.Model):
    """An answer: written, then posted by the desk itself, or shown to be copied and confirmed."""

    class Status(models.TextChoices):
        """How far it is."""

        DRAFTED = "drafted", _("Draft")
        SHOWN = "shown", _("Ready to post")
        SENDING = "sending", _("On its way")
        REFUSED = "refused", _("Not accepted")
        SENT = "sent", _("Posted")

    class Standing(models.TextChoices):
        """What the last look at its place found."""

        UNCHANGED = "unchanged", _("still there, unchanged")
        CHANGED = "changed", _("changed since")
        DELETED = "deleted", _("deleted since")

    case = models.ForeignKey(Case, models.CASCADE, related_name="replies")
    text = models.TextField(_("answer"))
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFTED)
    saved = models.ForeignKey(SavedReply, models.SET_NULL, null=True, related_name="+")
    place = models.CharField(max_length=2000, blank=True)
    proof = models.CharField(_("address of the answer"), max_length=2000, blank=True)
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # Posted by the desk itself: through which account, under which key, and how that went.
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    answers = models.ForeignKey(CaseMessage, models.SET_NULL, null=True, related_name="+")
    message = models.OneToOneField(
        CaseMessage, models.SET_NULL, null=True, related_name="reply"
    )  # our words in the conversation
    sending_key = models.CharField(max_length=32, blank=True)
    visibility = models.CharField(max_length=40, blank=True)  # who may read it, in its words
    n_attempts = models.PositiveSmallIntegerField(default=0)  # of which one may have arrived
    earlier_text = models.TextField(blank=True)  # what it said then
    refusal = models.CharField(max_length=60, blank=True)  # a key of connectors' reasons
    refusal_values = models.JSONField(default=dict)
    # The proof: what the platform had, and what was found there later.
    sent_id = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, blank=True)
    checked_at = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["drafted_at", "id"]
        verbose_name_plural = "replies"
        indexes = [
            models.Index(
                fields=["check_at"], condition=~Q(check_at=None), name="desk_reply_to_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"

    @property
    def key_after_change(self) -> str:
        """Under which key other words go: a new one, unless an attempt may have arrived.

        Then the platform, or the connector, must know it again.
        """
        return self.sending_key if self.n_attempts else ""

    @property
    def says_earlier_words(self) -> bool:
        """Whether an attempt from before the last change had arrived: those words stand there.

        Platforms draw words in their own way, so the nearest of both counts.
        """
        if self.earlier_text in {"", self.text} or self.message is None:
            return False
        standing = self.message.text.split()
        earlier, wished = (
            SequenceMatcher(None, standing, each.split()).ratio()
            for each in (self.earlier_text, self.text)
        )
        return earlier > wished


# Models of the rooms inside this one: Django looks for them here.
from klankbord.reputation.desk.approvals.models import (  # noqa: E402  # they refer to Reply
    Approval,  # noqa: F401  # idem
    ApprovalRule,  # noqa: F401  # idem
)
from klankbord.reputation.desk.asking.models import ExpertQuestion  # noqa: E402, F401  # they refer to Case
from klankbord.reputation.desk.calls.models import NoteMention  # noqa: E402, F401  # it refers to CaseEvent
from klankbord.reputation.desk.citing.models import Citation  # noqa: E402, F401  # they refer to Reply
from klankbord.reputation.desk.clocks.models import (  # noqa: E402  # a target names a severity
    OfficeHours,  # noqa: F401  # idem
    Target,  # noqa: F401  # idem
)
from klankbord.reputation.desk.contacts.models import (  # noqa: E402  # a question refers to them
    Contact,  # noqa: F401  # idem
    ContactFile,  # noqa: F401  # idem
)
from klankbord.reputation.desk.live.models import Presence  # noqa: E402, F401  # idem
from klankbord.reputation.desk.picturing.models import ReplyPicture  # noqa: E402, F401  # idem
from klankbord.reputation.desk.signs.models import Sign  # noqa: E402, F401  # beside them
