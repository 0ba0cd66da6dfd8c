"""The facts beside an answer: what it stands on, and what else may be said."""

import datetime as dt
from dataclasses import dataclass

from django import forms

from klankbord.reputation.desk.citing.queries import cited_facts, facts_to_offer
from klankbord.reputation.desk.models import Case, Reply
from klankbord.reputation.facts.models import FactVersion


@dataclass(frozen=True)
class FactLine:
    """One fact to tick; `is_old` when the answer stands on words that we say no more."""

    version: FactVersion
    is_ticked: bool
    is_old: bool = False


def fact_choice(
    case: Case, reply: Reply | None, form: forms.Form, *, at: dt.datetime
) -> list[FactLine]:
    """What may be ticked: old words that the answer stands on, then what is nearest to the case."""
    cited = cited_facts(reply, at=at) if reply else []
    ticked = {checked.version.pk for checked in cited}
    if form.is_bound:
        posted = form["facts"].value() or ()
        ticked = {int(value) for value in posted if str(value).isdecimal()}
    old = [checked.version for checked in cited if not checked.is_current]
    offered = facts_to_offer(case, cited, at=at)
    return [
        *(FactLine(each, each.pk in ticked, is_old=True) for each in old),
        *(FactLine(each, each.pk in ticked) for each in offered if each not in old),
    ]
