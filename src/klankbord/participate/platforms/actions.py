"""Note what was found out about a platform, decide, and weigh."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from klankbord.participate.platforms.mapping import PARTS
from klankbord.participate.platforms.models import Research, Weights
from klankbord.people.models import Member
from klankbord.trust import audit

_FIELDS = ("effort", "notes", "verdict", "review_on")


def save_research(
    *,
    platform: str,
    values: Mapping[str, Any],
    by: Member,
    at: dt.datetime,
    is_sample: bool = False,
) -> Research:
    """Keep notes and decision; the decision stands in the log."""
    given = {name: values[name] for name in _FIELDS}
    with transaction.atomic():
        before = Research.objects.filter(pk=platform).first()
        row, _is_new = Research.objects.update_or_create(
            platform=platform,
            defaults={**given, "changed_by": by, "changed_at": at, "is_sample": is_sample},
        )
        if before is None or before.verdict != row.verdict or before.review_on != row.review_on:
            audit.record(
                at=at,
                actor=f"member:{by.pk}",
                act="platforms.decided",
                object="platform-map",
                detail={
                    "platform": platform,
                    "verdict": row.verdict,
                    "review_on": row.review_on.isoformat() if row.review_on else "",
                },
            )
    return row


def save_weights(*, values: Mapping[str, Any], by: Member, at: dt.datetime) -> None:
    """Say how much each part counts."""
    given = {name: values[name] for name in PARTS}
    with transaction.atomic():
        Weights.objects.update_or_create(pk=1, defaults=given)
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="platforms.weighed",
            object="platform-map",
            detail={"weights": given},
        )
