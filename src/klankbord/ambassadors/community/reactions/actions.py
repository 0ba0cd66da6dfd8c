"""Choose the reactions of the house, and keep those of elsewhere as what they were."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from klankbord.ambassadors.community.reactions.models import ReactionKind, key_of
from klankbord.ambassadors.community.reactions.queries import (
    first_kinds,
    kinds_kept,
)
from klankbord.people.models import Member
from klankbord.trust import audit

MOST_KINDS = 8
Says = tuple[str, str, str]
"""Emoji, English name, Dutch name."""


@transaction.atomic
def choose_reactions(*, says: Sequence[Says], by: Member, at: dt.datetime) -> list[ReactionKind]:
    """Say which reactions there are, in this order; what was given of others stays as it was."""
    before = [str(kind) for kind in _settled().values() if kind.is_on_offer]
    ReactionKind.objects.update(place=None)
    keep_kinds(says=says)
    for place, each in enumerate(says[:MOST_KINDS]):
        emoji, name_en, name_nl = each
        ReactionKind.objects.filter(emoji=emoji, name_en=name_en, name_nl=name_nl).update(
            place=place
        )
    chosen = [kind for kind in kinds_kept().values() if kind.is_on_offer]
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act="community.reactions-chosen",
        object="reactions",
        declaration="community.words",
        detail={"before": before, "after": [str(kind) for kind in chosen]},
    )
    return chosen


@transaction.atomic
def keep_kinds(*, says: Iterable[Says]) -> dict[Says, str]:
    """Know these kinds, off offer unless they are on it already; what each says → its key."""
    _settled()
    ReactionKind.objects.bulk_create(
        (
            ReactionKind(key=key_of(*each), emoji=each[0], name_en=each[1], name_nl=each[2])
            for each in dict.fromkeys(says)
        ),
        ignore_conflicts=True,
    )
    return {kind.says: kind.key for kind in ReactionKind.objects.all()}


def _settled() -> dict[str, ReactionKind]:
    """The kinds as rows, also those that a house begins with: from now on rows say what there is.

    Of two who choose at once, one waits here.
    """
    ReactionKind.objects.bulk_create(
        [] if ReactionKind.objects.exists() else first_kinds(), ignore_conflicts=True
    )
    kept = ReactionKind.objects.select_for_update().order_by("key")
    return {kind.key: kind for kind in kept}
