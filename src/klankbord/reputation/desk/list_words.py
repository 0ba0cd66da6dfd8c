"""Words of the case list: its tabs, what it was narrowed to, and what an empty one says."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

VIEW_LABELS: dict[str, Promise] = {
    "mine": gettext_lazy("Mine"),
    "unclaimed": gettext_lazy("Unclaimed"),
    "department": gettext_lazy("My department"),
    "open": gettext_lazy("All open"),
    "late": gettext_lazy("Hurry"),
    "waiting": gettext_lazy("Waiting"),
    "answered": gettext_lazy("Answered"),
    "let_stand": gettext_lazy("Let stand"),
    "monitoring": gettext_lazy("Watched"),
    "closed": gettext_lazy("Closed"),
    "all": gettext_lazy("All"),
}
OUTCOME_LABELS: dict[str, Promise] = {
    "counted": gettext_lazy("Only cases that figures count: automatic accounts are left out."),
    "answered": gettext_lazy("Only cases that got an answer."),
    "unanswered": gettext_lazy("Only cases that still wait for a first answer."),
    "answerable": gettext_lazy("Only cases that wanted an answer."),
    "unconcluded": gettext_lazy("Only cases that are not concluded yet."),
    "silent": gettext_lazy("Only cases that were let stand."),
    "bots": gettext_lazy("Only cases of automatic accounts: figures leave them out."),
}
EMPTY_VIEWS: dict[str, tuple[Promise, Promise]] = {
    "mine": (
        gettext_lazy("Nothing waits for you"),
        gettext_lazy("Take up a case that nobody has yet: look under Unclaimed."),
    ),
    "unclaimed": (
        gettext_lazy("Every open case has an owner"),
        gettext_lazy("New cases appear here first, until somebody takes them up."),
    ),
    "department": (
        gettext_lazy("Nothing for your department"),
        gettext_lazy("Cases that colleagues hand over to your department appear here."),
    ),
    "open": (
        gettext_lazy("No open cases"),
        gettext_lazy("Open a case from a mention, or write down a phone call, a mail or a tip."),
    ),
    "late": (
        gettext_lazy("Nothing is late"),
        gettext_lazy("Cases whose time runs out, or is over, appear here."),
    ),
    "waiting": (
        gettext_lazy("Nothing is on hold"),
        gettext_lazy("Cases that wait for an expert, an approval or the author appear here."),
    ),
    "answered": (
        gettext_lazy("No answered cases to round off"),
        gettext_lazy("A case comes here after its answer, until somebody closes it."),
    ),
    "let_stand": (
        gettext_lazy("Nothing was let stand"),
        gettext_lazy("Not answering is a choice too: it is kept here with its reason."),
    ),
    "monitoring": (
        gettext_lazy("Nothing is watched"),
        gettext_lazy("What we leave alone for now, and look at again on a day, appears here."),
    ),
    "closed": (
        gettext_lazy("No closed cases yet"),
        gettext_lazy("Closed cases stay here for two years, to look back at."),
    ),
    "all": (
        gettext_lazy("No cases yet"),
        gettext_lazy("Open a case from a mention, or write down a phone call, a mail or a tip."),
    ),
}
