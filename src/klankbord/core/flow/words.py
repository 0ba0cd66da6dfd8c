"""The words that a flow may use: acts, results, reasons, roles, platforms and evidence."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final


@unique
class Act(StrEnum):
    """What somebody does at an action."""

    REPLY = "reply"
    AGREE = "agree"
    CORRECT = "correct"
    RESTORE = "restore"
    THANK = "thank"
    SHARE = "share"
    HOLD_BACK = "hold_back"
    HAND_OVER = "hand_over"
    MONITOR = "monitor"
    LET_STAND = "let_stand"
    TAKE_DOWN = "take_down"
    STOP = "stop"
    ESCALATE = "escalate"
    TELL_COLLEAGUE = "tell_colleague"
    INSTRUCT = "instruct"
    ADJUST = "adjust"
    DENY = "deny"
    DIMINISH = "diminish"
    REBUILD = "rebuild"
    BOLSTER = "bolster"


@unique
class Result(StrEnum):
    """How a case ends in a flow."""

    ANSWERED = "answered"
    LET_STAND = "let_stand"
    MONITORING = "monitoring"
    HANDED_OVER = "handed_over"
    STOPPED = "stopped"
    ESCALATED = "escalated"


SILENT: Final = frozenset({Result.LET_STAND, Result.MONITORING})
"""Results in which nobody is answered: each needs a reason."""

REASONS: Final = (
    "not_ours",
    "nothing_to_add",
    "among_themselves",
    "provocation",
    "joke",
    "already_answered",
    "little_heard",
    "other",
)
ROLES: Final = ("manager", "responder", "expert", "approver", "administrator")
PLATFORMS: Final = (
    "bluesky",
    "discord",
    "discourse",
    "facebook",
    "feed",
    "file",
    "form",
    "github",
    "hackernews",
    "instagram",
    "lemmy",
    "linkedin",
    "mail",
    "mastodon",
    "matrix",
    "pixelfed",
    "reddit",
    "reviews",
    "slack",
    "stackexchange",
    "teams",
    "telegram",
    "threads",
    "tiktok",
    "x",
    "youtube",
)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of evidence: the labels that it can give; none means that it gives a number."""

    labels: tuple[str, ...] = ()


YES_NO: Final = ("yes", "no")
EVIDENCE: Final = {
    "danger": Source(("threat", "self_harm", "legal", "none")),
    "identifiers": Source(),  # how many numbers, addresses and names of private persons
    "about_us": Source(YES_NO),
    "colleague": Source(YES_NO),  # only where the colleague chose to be known
    "asked": Source(YES_NO),  # tagged, or a question that names us
    "place": Source(("own", "public", "among_users", "provoking")),
    "sentiment": Source(("positive", "neutral", "negative", "unsure")),
    "intent": Source(("question", "complaint", "praise", "suggestion", "joke", "other")),
    "offensive": Source(YES_NO),
    "history": Source(("new", "known", "provoking")),
    "facts": Source(("wrong", "right", "unknown")),
    "reach": Source(),  # followers of the author
    "velocity": Source(),  # messages in this hour, against the usual hour
    "blame": Source(("victim", "accident", "preventable")),
    "crisis_before": Source(YES_NO),
    "hours_open": Source(),  # since the message
}


@dataclass(frozen=True, slots=True)
class Known:
    """What an installation has, beside the words of every flow."""

    roles: frozenset[str] = frozenset(ROLES)
    platforms: frozenset[str] = frozenset(PLATFORMS)


KNOWN: Final = Known()
