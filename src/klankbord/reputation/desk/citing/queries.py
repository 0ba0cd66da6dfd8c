"""Read which facts an answer stands on, and where a fact was used."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from klankbord.reputation.desk.citing.models import Citation
from klankbord.reputation.desk.models import Case, CaseMessage, Reply
from klankbord.reputation.facts.models import Fact, FactVersion
from klankbord.reputation.facts.queries import (
    Checked,
    check_versions,
    nearest,
    versions_to_choose,
)
from klankbord.reputation.facts.uses import Use, offer_uses

N_OFFERED = 60


def cited_facts(reply: Reply, *, at: dt.datetime) -> list[Checked]:
    """The versions that an answer stands on, each with how it stands at a moment."""
    cited = FactVersion.objects.filter(pk__in=reply.citations.values("version"))
    return check_versions(list(cited.select_related("fact").order_by("fact__title")), at=at)


def facts_to_offer(case: Case, cited: Iterable[Checked], *, at: dt.datetime) -> list[FactVersion]:
    """The facts that may be said now, those of the answer first, then what is nearest to the case.

    A version that was only prolonged since stays as the answer took it; beside one that does not
    hold any more stands what is stated now.
    """
    cited = list(cited)
    still = [checked.version for checked in cited if checked.is_current]
    held = {version.fact_id for version in still}
    taken = {checked.version.fact_id for checked in cited} - held
    current = [each for each in versions_to_choose(at=at) if each.fact_id not in held]
    incoming = case.messages.filter(direction=CaseMessage.Direction.INCOMING)
    said = " ".join([case.title, *incoming.values_list("text", flat=True)])
    first = [version for version in current if version.fact_id in taken]
    rest = [version for version in current if version.fact_id not in taken]
    return still + first + nearest(rest, said, limit=N_OFFERED)


@offer_uses
def _uses(fact: Fact, limit: int) -> list[Use]:
    rows = Citation.objects.filter(version__fact=fact).select_related("reply__case", "version")
    return [
        Use(
            title=f"{row.reply.case.number} {row.reply.case.title}",
            url=reverse("desk:case-detail", args=[row.reply.case_id]),
            number=row.version.number,
            at=row.reply.sent_at or row.reply.drafted_at,
            is_open=row.reply.status != Reply.Status.SENT,
        )
        for row in rows.order_by("-reply__drafted_at")[:limit]
    ]
