"""Points as what led to a clause of the policy."""

import uuid
from collections.abc import Collection

from django.urls import reverse

from klankbord.ambassadors.answers.queries import points_of_clauses
from klankbord.ambassadors.guidelines.grounds import Ground, offer_grounds

_MOST = 3


@offer_grounds
def points_as_grounds(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Ground]]:
    """The newest points whose answers name each clause."""
    return {
        key: [
            Ground(point.title, reverse("answers:point-detail", args=[point.pk]))
            for point in points[:_MOST]
        ]
        for key, points in points_of_clauses(keys).items()
    }
