"""Help with wording at the answer of a case: asked by a person, shown, taken over by a person."""

import datetime as dt
from typing import Any

from django.http import QueryDict

from klankbord.connectors.reasons import ConnectorRefused
from klankbord.participate.listening.reasons import sentence
from klankbord.people.models import Member
from klankbord.reputation.desk.citing.queries import facts_to_offer
from klankbord.reputation.desk.models import Case, CaseMessage
from klankbord.reputation.desk.picking import Picker
from klankbord.reputation.drafting.suggesting import (
    Said,
    Statement,
    endpoint_in_use,
    suggest_words,
    without_names,
)
from klankbord.reputation.replies.lengths import LIMITS
from klankbord.trust import audit

_USUAL_LIMIT = 800


def _limit(platform: str) -> int:
    """What the platform takes, and never a whole essay."""
    usual = LIMITS.get(platform)
    return min(usual.length, _USUAL_LIMIT) if usual else _USUAL_LIMIT


def suggestion_for(case: Case, *, by: Member, at: dt.datetime) -> dict[str, Any]:
    """What the page shows: words with the facts that they cite, or why there are none."""
    endpoint = endpoint_in_use()
    if endpoint is None:
        return {}
    language = Picker(case, by).language
    facts = facts_to_offer(case, [], at=at)
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act="desk.suggestion-asked",
        object=f"case:{case.pk}",
        declaration="drafting.suggest",
        detail={"model": endpoint.model, "country": endpoint.country},
    )
    try:
        found = suggest_words(
            endpoint=endpoint,
            thread=_thread(case),
            facts=[Statement(each.pk, each.text_in(language), each.source_url) for each in facts],
            language=language,
            limit=_limit(case.platform),
            at=at,
        )
    except ConnectorRefused as refused:
        return {"no_suggestion": sentence(refused.key, refused.values)}
    cited = [each for each in facts if each.pk in found.cited]
    return {"suggestion": found, "suggested_facts": cited, "endpoint": endpoint}


def with_suggestion(given: QueryDict) -> QueryDict:
    """The form as it is when somebody takes the words over, with the facts that they cite."""
    if "take" not in given:
        return given
    taken = given.copy()
    parts = (given.get("text", "").strip(), given.get("suggested", "").strip())
    taken["text"] = "\n\n".join(part for part in parts if part)
    taken["machine"] = given.get("suggested_by", "")[:120]
    taken.setlist("facts", [*given.getlist("facts"), *given.getlist("cited")])
    return taken


def _thread(case: Case) -> list[Said]:
    """The conversation without who said it; the names of its authors go from the words, too."""
    messages = list(case.messages.all())
    names = {name for each in messages for name in (each.author_name, each.author_handle) if name}
    ours = CaseMessage.Direction.OUTGOING
    return [Said(each.direction == ours, _unnamed(each.text, names)) for each in messages]


def _unnamed(text: str, names: set[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "…")
    return without_names(text)
