"""Place whoever is heard; hold changed rules against everybody."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job, standing
from klankbord.participate.archive.queries import mention_ids
from klankbord.participate.archive.store.contract import Span
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.stakeholders.placing import (
    arrivals_to_place,
    place_arrival,
    place_authors_of,
)
from klankbord.participate.stakeholders.rulebook import Rulebook
from klankbord.trust.register import declares

_AT_ONCE = 2_000


def has_unplaced() -> bool:
    """Whether anybody arrived who was not looked at."""
    return arrivals_to_place().exists()


@standing(
    "stakeholders.place_arrivals",
    every=dt.timedelta(seconds=1),
    has_work=has_unplaced,
    label=_("Find the groups of new authors"),
)
@declares(GROUPS)
def place_arrivals(run: Run) -> None:
    """Look at who arrived; one transaction an arrival."""
    book = Rulebook.read()
    for arrival in arrivals_to_place()[:100]:
        place_arrival(arrival=arrival, book=book, at=run.now)
        run.progress()


@job("stakeholders.place_everybody", label=_("Find the groups of everybody who was heard"))
@declares(GROUPS)
def place_everybody(run: Run) -> None:
    """Hold rules and directory against all mentions, oldest first; begins again where it was."""
    after = run.saved.get("after")
    for ids in mention_ids(batch_size=_AT_ONCE, span=Span(after, None)):
        place_authors_of(ids=ids, book=Rulebook.read(), at=run.now)
        run.checkpoint({"after": ids[-1]})
