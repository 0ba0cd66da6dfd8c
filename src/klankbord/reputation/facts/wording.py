"""Sentences of the fact base."""

import datetime as dt
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.reputation.facts.actions import FactRefused
from klankbord.reputation.facts.models import Fact
from klankbord.reputation.facts.queries import SOON, Standing

VIEW_LABELS: dict[str, Promise] = {
    "current": gettext_lazy("Current"),
    "soon": gettext_lazy("Ends soon"),
    "expired": gettext_lazy("Expired"),
    "retired": gettext_lazy("Retired"),
    "all": gettext_lazy("All"),
}
STANDINGS: dict[Standing, Promise] = {
    Standing.CURRENT: gettext_lazy("holds"),
    Standing.EXPIRED: gettext_lazy("expired"),
    Standing.CHANGED: gettext_lazy("changed since"),
    Standing.CORRECTED: gettext_lazy("was wrong, corrected since"),
    Standing.RETIRED: gettext_lazy("not said any more"),
}
_REFUSALS: dict[str, Promise] = {
    "fact-changed": gettext_lazy(
        "Somebody changed this fact while you were busy. Your text is still here: compare it with "
        "what is stated now, then save again."
    ),
    "fact-already-retired": gettext_lazy("This fact was retired: it is not stated any more."),
    "expiry-in-the-past": gettext_lazy("Choose a last day that is still to come."),
    "nothing-changed": gettext_lazy(
        "Nothing is different. Change the words, the source or the last day."
    ),
}


class End(NamedTuple):
    """How a fact stands, in a badge."""

    text: str
    tone: str


def end_of(fact: Fact, *, at: dt.datetime) -> End:
    """Whether a fact holds, and for how long."""
    if fact.retired_at is not None:
        return End(_("retired"), "muted")
    if fact.expires_at <= at:
        return End(_("expired"), "bad")
    if fact.expires_at <= at + SOON:
        return End(_("%(time)s left") % {"time": timeuntil(fact.expires_at, at)}, "warn")
    return End(_("current"), "good")


def refusal(refused: FactRefused) -> str:
    """Why nothing was written, and the way out."""
    return str(_REFUSALS[refused.key])
