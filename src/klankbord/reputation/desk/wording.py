"""Sentences of the desk: what happened, how things stand, what comes next."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.core.flow.chart import Text
from klankbord.participate.listening.reasons import sentence
from klankbord.participate.stakeholders.queries import group_name
from klankbord.participate.topics.models import Driver
from klankbord.people.models import Role
from klankbord.reputation.desk.clocks.models import Target
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    Channel,
    Reason,
    Reply,
    Severity,
    State,
    WaitingFor,
)
from klankbord.reputation.desk.queries import CaseHistory
from klankbord.reputation.flowcharts.page import words_in

Kind = CaseEvent.Kind

PLATFORM_NAMES = {
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "x": "X",
    "twitter": "X",
    "linkedin": "LinkedIn",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "reddit": "Reddit",
    "youtube": "YouTube",
    "google": "Google",
    "tiktok": "TikTok",
    "mail": "E-mail",
}
VISIBILITY_LABELS = {
    "public": gettext_lazy("Everybody"),
    "unlisted": gettext_lazy("Everybody, but it stands in no public list"),
    "private": gettext_lazy("Only who follows us"),
    "direct": gettext_lazy("Only who is named in it"),
}
"""The circles of readers that platforms know, by their own word."""
STATE_TONES = {
    State.NEW: "info",
    State.ASSESSING: "info",
    State.WAITING: "warn",
    State.ANSWERED: "good",
    State.LET_STAND: "muted",
    State.MONITORING: "info",
    State.CLOSED: "muted",
}
SEVERITY_TONES = {Severity.HIGH: "warn", Severity.URGENT: "bad"}
ICONS = {
    Kind.OPENED: "desk",
    Kind.MESSAGE_ADDED: "comment",
    Kind.CLAIMED: "claim",
    Kind.RELEASED: "user",
    Kind.ASSIGNED: "assign",
    Kind.NOTED: "note",
    Kind.SEVERITY_CHANGED: "flag",
    Kind.TAGGED: "topic",
    Kind.ASSESSED: "check",
    Kind.ASKED: "help",
    Kind.EXPERT_ANSWERED: "comment",
    Kind.QUESTION_WITHDRAWN: "close",
    Kind.LINE_BEGUN: "bell",
    Kind.HELD: "pause",
    Kind.RESUMED: "play",
    Kind.DRAFTED: "edit",
    Kind.APPROVAL_ASKED: "eye",
    Kind.APPROVED: "check",
    Kind.APPROVAL_REFUSED: "warn",
    Kind.SHOWN: "copy",
    Kind.SENDING: "send",
    Kind.REFUSED: "warn",
    Kind.STOPPED: "warn",
    Kind.SENT: "send",
    Kind.ANSWER_CHANGED: "warn",
    Kind.WARNED: "clock",
    Kind.BREACHED: "clock",
    Kind.LET_STAND: "eye",
    Kind.MONITORED: "eye",
    Kind.DESCRIBED: "topic",
    Kind.BOT_SET: "user",
    Kind.PROMISED: "calendar",
    Kind.LOOKED_AGAIN: "calendar",
    Kind.CLOSED: "check",
    Kind.REOPENED: "unlock",
}
_WRITTEN = {
    Kind.NOTED: "text",
    Kind.ASKED: "text",
    Kind.EXPERT_ANSWERED: "text",
    Kind.LET_STAND: "explanation",
    Kind.MONITORED: "explanation",
    Kind.APPROVAL_REFUSED: "because",
    Kind.BOT_SET: "because",
    Kind.PROMISED: "because",
    Kind.STOPPED: "facts",
}
"""What somebody wrote with an act, by its place in the event."""
_HOUR_MINUTES = 60
_TONES = {
    Kind.SENT: "is-good",
    Kind.APPROVED: "is-good",
    Kind.APPROVAL_REFUSED: "is-bad",
    Kind.REOPENED: "is-bad",
    Kind.REFUSED: "is-bad",
    Kind.STOPPED: "is-bad",
    Kind.BREACHED: "is-bad",
    Kind.ANSWER_CHANGED: "is-bad",
}


class Entry(NamedTuple):
    """One line of the history; `body` is what somebody wrote, `link` where it can be read."""

    event: CaseEvent
    icon: str
    text: str
    body: str
    link: str
    tone: str


def driver_name(driver: str) -> str:
    """A driver as people call it; empty where nobody said one."""
    return str(Driver(driver).label) if driver else ""


def platform_name(platform: str) -> str:
    """How a platform calls itself."""
    return PLATFORM_NAMES.get(platform, platform.capitalize())


class ClockWords(NamedTuple):
    """What the running clock of a case says, and how loudly."""

    name: str
    text: str
    tone: str


def clock_words(case: Case, now: dt.datetime) -> ClockWords | None:
    """The clock that runs now; None if there is none, or it has stopped."""
    if case.is_concluded:
        return None
    is_first = case.first_response_at is None
    name = _("First answer") if is_first else _("Conclusion")
    due = case.runs_out_at
    if due is None:
        return ClockWords(name, _("rests"), "muted") if _rests(case) else None
    if due <= now:
        return ClockWords(name, _("%(time)s late") % {"time": timesince(due, now)}, "bad")
    tone = "warn" if case.clock_level else "muted"
    return ClockWords(name, _("%(time)s left") % {"time": timeuntil(due, now)}, tone)


def flow_deadline(case: Case) -> str:
    """What the flow asks, beside the clock that it may have moved; empty if it asks nothing."""
    if case.deadline_at is None or case.deadline_minutes is None:
        return ""
    since = date_format(timezone.localtime(case.deadline_at), "SHORT_DATETIME_FORMAT")
    words = {"time": office_time(dt.timedelta(minutes=case.deadline_minutes)), "since": since}
    return _("The flowchart gives %(time)s, from %(since)s") % words


def _rests(case: Case) -> bool:
    return case.waiting_for == WaitingFor.AUTHOR


def office_time(length: dt.timedelta) -> str:
    """A length of office time in the words of people: minutes, or hours."""
    minutes = round(length.total_seconds() / 60)
    if minutes < _HOUR_MINUTES or minutes % _HOUR_MINUTES:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // _HOUR_MINUTES
    return ngettext("%(n)s office hour", "%(n)s office hours", hours) % {"n": hours}


def late_acts(target: Target) -> list[str]:
    """What happens to a case that is late."""
    told = [
        _("one step more urgent") if target.raises_severity else "",
        _("to %(name)s") % {"name": target.late_department.name} if target.late_department else "",
        _("to %(name)s") % {"name": target.late_member.name} if target.late_member else "",
        _("a mail, also before that") if target.tells_when_hurried else "",
    ]
    return [each for each in told if each] or [_("shown as late")]


def history_entries(history: CaseHistory) -> list[Entry]:
    """The whole history in words, newest first."""
    return [entry_of(event, history) for event in reversed(history.events)]


def entry_of(event: CaseEvent, history: CaseHistory) -> Entry:
    """One event of the history in words."""
    reply = history.replies.get(event.data.get("reply", 0))
    is_sent = event.kind == Kind.SENT
    return Entry(
        event,
        ICONS[Kind(event.kind)],
        _SENTENCES[Kind(event.kind)](event, history),
        _body(event, reply),
        reply.proof if reply and is_sent else "",
        _TONES.get(Kind(event.kind), ""),
    )


def _body(event: CaseEvent, reply: Reply | None) -> str:
    match event.kind:
        case Kind.SENT:
            return _standing_words(reply) if reply else ""
        case Kind.REFUSED:
            return sentence(event.data["reason"], event.data.get("values"))
        case _:
            return str(event.data.get(_WRITTEN.get(Kind(event.kind), ""), ""))


def _standing_words(reply: Reply) -> str:
    if reply.says_earlier_words and reply.message:
        return reply.message.text
    return reply.text


def _posted(event: CaseEvent, history: CaseHistory) -> str:
    reply = history.replies.get(event.data.get("reply", 0))
    if reply and reply.says_earlier_words:
        return _("The answer had arrived at an earlier attempt, before its last change")
    return _("%(who)s posted the answer") % {"who": _who(event)}


def _who(event: CaseEvent) -> str:
    return event.by.name if event.by else _("Klankbord")


def _member(pk: Any, history: CaseHistory) -> str:
    return history.people.get(pk, _("a former colleague"))


def _opened(event: CaseEvent, _history: CaseHistory) -> str:
    if event.data.get("rule"):
        return _("A routing rule opened the case: “%(rule)s”") % {"rule": event.data["rule"]}
    if event.data.get("copy_in"):
        words = {"who": _who(event), "number": event.data["copy_in"]}
        return _("%(who)s dealt with this message as a copy in case %(number)s") % words
    channel = Channel(event.data["set"]["channel"]).label
    words = {"who": _who(event), "channel": channel}
    return _("%(who)s opened the case. Channel: %(channel)s") % words


def _claimed(event: CaseEvent, history: CaseHistory) -> str:
    before = event.data.get("from")
    if before:
        words = {"who": _who(event), "before": _member(before, history)}
        return _("%(who)s took the case over from %(before)s") % words
    return _("%(who)s took the case up") % {"who": _who(event)}


def _assigned(event: CaseEvent, history: CaseHistory) -> str:
    changed = event.data["set"]
    department = history.departments.get(changed.get("department") or 0, _("no department"))
    words = {"who": _who(event), "department": department}
    if changed.get("claimed_by"):
        words["member"] = _member(changed["claimed_by"], history)
        return _("%(who)s handed the case to %(member)s (%(department)s)") % words
    return _("%(who)s handed the case to %(department)s") % words


def _noted(event: CaseEvent, history: CaseHistory) -> str:
    named = [_member(pk, history) for pk in event.data.get("named", ())]
    if named:
        words = {"who": _who(event), "named": ", ".join(named)}
        return _("%(who)s wrote a note for %(named)s") % words
    return _("%(who)s wrote a note") % {"who": _who(event)}


def _severity_changed(event: CaseEvent, _history: CaseHistory) -> str:
    words = {"who": _who(event), "severity": Severity(event.data["set"]["severity"]).label}
    if event.data.get("waives_approval"):
        return (
            _(
                "%(who)s set the severity to: %(severity)s. Answers need no approval any more, "
                "except those of %(who)s"
            )
            % words
        )
    return _("%(who)s set the severity to: %(severity)s") % words


def _tagged(event: CaseEvent, _history: CaseHistory) -> str:
    words = {"who": _who(event), "labels": ", ".join(event.data["set"]["tags"]) or _("none")}
    return _("%(who)s set the labels to: %(labels)s") % words


def _assessed(event: CaseEvent, _history: CaseHistory) -> str:
    """The words are those of the flow as it stood then, in both languages."""
    words = {"who": _who(event), "step": _told(event.data["step"])}
    if not event.data.get("answer"):
        done = _("%(who)s did this step: “%(step)s”") % words
    else:
        answer = _told(event.data["answer"])
        done = _("%(who)s answered “%(step)s”: %(answer)s") % {**words, "answer": answer}
    return ". ".join([done, *_asked_by_flow(event)])


def _asked_by_flow(event: CaseEvent) -> Iterator[str]:
    """What the flow asked after a step: an earlier moment, or the turn of somebody else."""
    changed = event.data["set"]
    if "deadline_minutes" in changed:
        minutes = changed["deadline_minutes"]
        time = office_time(dt.timedelta(minutes=minutes or 0))
        is_set = _("Deadline of the flowchart: within %(time)s") % {"time": time}
        yield is_set if minutes else _("The deadline of the flowchart does not hold any more")
    if changed.get("awaited_role"):
        yield _("Called: everybody with the role “%(role)s”") % {
            "role": Role(changed["awaited_role"]).label
        }


def call_words(event: CaseEvent) -> str:
    """What calls somebody: a note, or the flow that came to their step."""
    if "awaits" not in event.data:
        return str(event.data.get("text", ""))
    step = _told(event.data["awaits"])
    return _("The flowchart came to “%(step)s”. It is your turn now.") % {"step": step}


def _asked(event: CaseEvent, history: CaseHistory) -> str:
    words = {"who": _who(event), "expert": _asked_person(event, history)}
    return _("%(who)s asked %(expert)s") % words


def _asked_person(event: CaseEvent, history: CaseHistory) -> str:
    contact = event.data.get("contact")
    if contact is not None:
        return history.contacts.get(contact, _("a former contact"))
    return _member(event.data.get("expert"), history)


def _expert_answered(event: CaseEvent, history: CaseHistory) -> str:
    words = {"who": event.by.name if event.by else _asked_person(event, history)}
    if event.data["way"] == "mail":
        return _("%(who)s answered by mail") % words
    return _("%(who)s answered the question") % words


def _drafted(event: CaseEvent, _history: CaseHistory) -> str:
    if not event.data.get("machine"):
        return _("%(who)s wrote a draft answer") % {"who": _who(event)}
    words = {"who": _who(event), "model": event.data["machine"]}
    return _("%(who)s wrote a draft answer, with words of a machine (%(model)s)") % words


def _told(text: dict[str, str]) -> str:
    return words_in(msgspec.convert(text, Text))


def _held(event: CaseEvent, _history: CaseHistory) -> str:
    waiting = WaitingFor(event.data["set"]["waiting_for"]).label
    text = _("%(who)s put the case on hold. Waiting for: %(waiting)s") % {
        "who": _who(event),
        "waiting": waiting,
    }
    return _with_look_again(text, event)


def _let_stand(event: CaseEvent, _history: CaseHistory) -> str:
    reason = Reason(event.data["set"]["let_stand_reason"]).label
    text = _("%(who)s let it stand. Reason: %(reason)s") % {"who": _who(event), "reason": reason}
    return _with_look_again(text, event)


def _monitored(event: CaseEvent, _history: CaseHistory) -> str:
    reason = Reason(event.data["set"]["let_stand_reason"]).label
    text = _("%(who)s watches it, without an answer. Reason: %(reason)s")
    return _with_look_again(text % {"who": _who(event), "reason": reason}, event)


def _described(event: CaseEvent, _history: CaseHistory) -> str:
    changed = event.data["set"]
    text = _("%(who)s set the driver to: %(driver)s, and the stakeholder group to: %(group)s")
    return text % {
        "who": _who(event),
        "driver": driver_name(changed["driver"]) or _("not known"),
        "group": group_name(changed["stakeholder_group"]) or _("not known"),
    }


def _bot_set(event: CaseEvent, _history: CaseHistory) -> str:
    if event.data["set"]["is_by_bot"]:
        return _("%(who)s said that a program wrote this: figures leave it out") % {
            "who": _who(event)
        }
    return _("%(who)s said that a person wrote this: figures count it") % {"who": _who(event)}


def _promised(event: CaseEvent, _history: CaseHistory) -> str:
    moment = event.data["set"]["promised_at"]
    if moment is None:
        text = _("%(who)s took the promised moment back: the clock of the desk counts again")
        return text % {"who": _who(event)}
    at = timezone.localtime(dt.datetime.fromisoformat(moment))
    words = {"who": _who(event), "moment": date_format(at, "SHORT_DATETIME_FORMAT")}
    return _("%(who)s promised an answer before %(moment)s") % words


def _message_added(event: CaseEvent, _history: CaseHistory) -> str:
    if "n_reopened" in event.data["set"]:
        return _("A new message came in and opened the case again")
    return _("%(who)s added a message") % {"who": _who(event)}


def _answer_changed(event: CaseEvent, _history: CaseHistory) -> str:
    standing = Reply.Standing(event.data["standing"]).label
    return _("We looked at our answer: %(standing)s") % {"standing": standing}


def _approved(event: CaseEvent, _history: CaseHistory) -> str:
    if event.data.get("is_changed"):
        return _("%(who)s changed the answer and approved it") % {"who": _who(event)}
    done = _("%(who)s approved the answer") % {"who": _who(event)}
    return ". ".join([done, *_asked_by_flow(event)])


def _with_look_again(text: str, event: CaseEvent) -> str:
    moment = event.data["set"].get("look_again_at")
    if not moment:
        return text
    day = date_format(timezone.localtime(dt.datetime.fromisoformat(moment)), "DATE_FORMAT")
    return _("%(text)s. Look again on %(day)s") % {"text": text, "day": day}


_CLOCKS: dict[str, tuple[Promise, Promise]] = {
    "first": (
        gettext_lazy("Time for a first answer is running out"),
        gettext_lazy("The first answer is late"),
    ),
    "conclusive": (
        gettext_lazy("Time to conclude the case is running out"),
        gettext_lazy("The conclusion is late"),
    ),
}
_SENTENCES: dict[CaseEvent.Kind, Callable[[CaseEvent, CaseHistory], str]] = {
    Kind.OPENED: _opened,
    Kind.MESSAGE_ADDED: _message_added,
    Kind.CLAIMED: _claimed,
    Kind.RELEASED: lambda e, _h: _("%(who)s let the case go") % {"who": _who(e)},
    Kind.ASSIGNED: _assigned,
    Kind.NOTED: _noted,
    Kind.SEVERITY_CHANGED: _severity_changed,
    Kind.TAGGED: _tagged,
    Kind.ASSESSED: _assessed,
    Kind.ASKED: _asked,
    Kind.EXPERT_ANSWERED: _expert_answered,
    Kind.QUESTION_WITHDRAWN: lambda e, _h: _("%(who)s took the question back") % {"who": _who(e)},
    Kind.LINE_BEGUN: lambda e, _h: _("%(who)s began a line for colleagues") % {"who": _who(e)},
    Kind.HELD: _held,
    Kind.RESUMED: lambda e, _h: _("%(who)s took the case up again") % {"who": _who(e)},
    Kind.DRAFTED: _drafted,
    Kind.APPROVAL_ASKED: lambda e, _h: _("%(who)s asked for approval") % {"who": _who(e)},
    Kind.APPROVED: _approved,
    Kind.APPROVAL_REFUSED: lambda e, _h: _("%(who)s did not approve the answer") % {"who": _who(e)},
    Kind.SHOWN: lambda e, _h: _("%(who)s made the answer ready to post") % {"who": _who(e)},
    Kind.SENDING: lambda e, _h: _("%(who)s sent the answer") % {"who": _who(e)},
    Kind.REFUSED: lambda _e, _h: _("The platform did not accept the answer"),
    Kind.STOPPED: lambda _e, _h: _("The answer was stopped: a fact does not hold any more"),
    Kind.SENT: _posted,
    Kind.ANSWER_CHANGED: _answer_changed,
    Kind.WARNED: lambda e, _h: str(_CLOCKS[e.data["clock"]][0]),
    Kind.BREACHED: lambda e, _h: str(_CLOCKS[e.data["clock"]][1]),
    Kind.LET_STAND: _let_stand,
    Kind.MONITORED: _monitored,
    Kind.DESCRIBED: _described,
    Kind.BOT_SET: _bot_set,
    Kind.PROMISED: _promised,
    Kind.LOOKED_AGAIN: lambda _e, _h: _("The day to look again came: the case is back"),
    Kind.CLOSED: lambda e, _h: _("%(who)s closed the case") % {"who": _who(e)},
    Kind.REOPENED: lambda e, _h: _("%(who)s reopened the case") % {"who": _who(e)},
}
