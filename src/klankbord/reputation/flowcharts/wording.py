"""The words of flows for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.core.flow.chart import Rule
from klankbord.core.flow.words import EVIDENCE, REASONS, ROLES, Act, Result
from klankbord.people.models import Role

KINDS: dict[str, Promise] = {
    "question": gettext_lazy("Question"),
    "action": gettext_lazy("Action"),
    "check": gettext_lazy("List to tick"),
    "outcome": gettext_lazy("Outcome"),
}
ACTS: dict[str, Promise] = {
    Act.REPLY: gettext_lazy("Reply"),
    Act.AGREE: gettext_lazy("Agree"),
    Act.CORRECT: gettext_lazy("Put the facts right"),
    Act.RESTORE: gettext_lazy("Make it good"),
    Act.THANK: gettext_lazy("Thank"),
    Act.SHARE: gettext_lazy("Share"),
    Act.HOLD_BACK: gettext_lazy("Hold back"),
    Act.HAND_OVER: gettext_lazy("Hand over to somebody inside"),
    Act.MONITOR: gettext_lazy("Watch until a day"),
    Act.LET_STAND: gettext_lazy("Let it stand"),
    Act.TAKE_DOWN: gettext_lazy("Ask to take it down"),
    Act.STOP: gettext_lazy("Stop: safety or legal affairs"),
    Act.ESCALATE: gettext_lazy("Escalate"),
    Act.TELL_COLLEAGUE: gettext_lazy("Speak to a colleague"),
    Act.INSTRUCT: gettext_lazy("Say what people must do"),
    Act.ADJUST: gettext_lazy("Say what happened and feel for people"),
    Act.DENY: gettext_lazy("Deny, with proof"),
    Act.DIMINISH: gettext_lazy("Explain how it came"),
    Act.REBUILD: gettext_lazy("Say sorry and make it good"),
    Act.BOLSTER: gettext_lazy("Thank helpers, recall good work"),
}
RESULTS: dict[str, Promise] = {
    Result.ANSWERED: gettext_lazy("Answered"),
    Result.LET_STAND: gettext_lazy("Let stand"),
    Result.MONITORING: gettext_lazy("Watched"),
    Result.HANDED_OVER: gettext_lazy("Handed over"),
    Result.STOPPED: gettext_lazy("Stopped"),
    Result.ESCALATED: gettext_lazy("Escalated"),
}
REASON_WORDS: dict[str, Promise] = dict(
    zip(
        REASONS,
        (
            gettext_lazy("It is not about us"),
            gettext_lazy("We have nothing to add"),
            gettext_lazy("People asked each other, not us"),
            gettext_lazy("It is only meant to provoke"),
            gettext_lazy("It is a joke or satire"),
            gettext_lazy("It has been answered already"),
            gettext_lazy("Few people hear it"),
            gettext_lazy("Another reason"),
        ),
        strict=True,
    )
)
SOURCES: dict[str, Promise] = {
    "danger": gettext_lazy("Danger"),
    "identifiers": gettext_lazy("Private data found"),
    "about_us": gettext_lazy("About us"),
    "colleague": gettext_lazy("Written by a colleague"),
    "asked": gettext_lazy("We are asked or tagged"),
    "place": gettext_lazy("Place"),
    "sentiment": gettext_lazy("Sentiment"),
    "intent": gettext_lazy("Intent"),
    "offensive": gettext_lazy("Offensive"),
    "history": gettext_lazy("Earlier messages of the author"),
    "facts": gettext_lazy("Facts"),
    "reach": gettext_lazy("Followers of the author"),
    "velocity": gettext_lazy("Times the usual number an hour"),
    "blame": gettext_lazy("How people see our part"),
    "crisis_before": gettext_lazy("Crisis before"),
    "hours_open": gettext_lazy("Hours since the message"),
}
LABELS: dict[str, Promise] = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "threat": gettext_lazy("a threat"),
    "self_harm": gettext_lazy("self-harm"),
    "legal": gettext_lazy("a legal claim"),
    "none": gettext_lazy("none"),
    "own": gettext_lazy("our own page"),
    "public": gettext_lazy("public"),
    "among_users": gettext_lazy("users among themselves"),
    "provoking": gettext_lazy("provoking"),
    "positive": gettext_lazy("positive"),
    "neutral": gettext_lazy("neutral"),
    "negative": gettext_lazy("negative"),
    "unsure": gettext_lazy("unsure"),
    "question": gettext_lazy("a question"),
    "complaint": gettext_lazy("a complaint"),
    "praise": gettext_lazy("praise"),
    "suggestion": gettext_lazy("a suggestion"),
    "joke": gettext_lazy("a joke"),
    "other": gettext_lazy("something else"),
    "new": gettext_lazy("none"),
    "known": gettext_lazy("known"),
    "wrong": gettext_lazy("wrong"),
    "right": gettext_lazy("right"),
    "unknown": gettext_lazy("unknown"),
    "victim": gettext_lazy("struck ourselves"),
    "accident": gettext_lazy("an accident"),
    "preventable": gettext_lazy("could have been prevented"),
}
ROLE_WORDS = {role: Role(role).label for role in ROLES}
CHANGES: dict[str, Promise] = {
    "same": gettext_lazy("same way"),
    "path": gettext_lazy("another way, same end"),
    "result": gettext_lazy("another end"),
    "open": gettext_lazy("asks something new"),
}
STATES: dict[str, Promise] = {
    "new": gettext_lazy("new"),
    "gone": gettext_lazy("gone"),
    "changed": gettext_lazy("changed"),
}


def says(source: str, label: str) -> str:
    """One thing that evidence can say: sentiment: negative."""
    return f"{SOURCES[source]}: {LABELS[label]}"


def rule_words(rule: Rule) -> str:
    """A rule as people read it."""
    source = str(SOURCES.get(rule.source, rule.source))
    if rule.source in EVIDENCE and rule.labels:
        return f"{source}: {', '.join(str(LABELS.get(each, each)) for each in rule.labels)}"
    low, high = rule.at_least, rule.at_most
    if low is not None and high is not None:
        return _("%(source)s from %(low)g to %(high)g") % {
            "source": source, "low": low, "high": high,
        }  # fmt: skip
    if low is not None:
        return _("%(source)s at least %(low)g") % {"source": source, "low": low}
    return _("%(source)s at most %(high)g") % {"source": source, "high": high or 0}
