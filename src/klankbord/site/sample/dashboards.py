"""The dashboards of the sample town: what the team and the aldermen look at each week."""

import datetime as dt
from collections.abc import Mapping

from klankbord.participate.insight.dashboards.actions import save_dashboard
from klankbord.participate.insight.models import Rhythm
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member, Role


def make_dashboards(members: Mapping[str, Member], *, manager: str, at: dt.datetime) -> None:
    """Two, of the manager: all topics beside each other each Monday, and one topic as stories."""
    waste = Topic.objects.get(name="Afval", driver="")
    for name, choices, rhythm in (
        ("Weekbeeld van Lindewaard", {"days": "28"}, Rhythm.WEEKLY),
        ("Afval: elk verhaal één keer", {"days": "28", "topic": f"{waste.pk}", "count": "stories"},
         Rhythm.OFF),
    ):  # fmt: skip
        save_dashboard(
            dashboard=None,
            values={
                "name": name,
                "choices": choices,
                "roles": [Role.RESPONDER.value],
                "rhythm": rhythm,
                "is_sample": True,
            },
            readers=[],
            by=members[manager],
            at=at,
        )
