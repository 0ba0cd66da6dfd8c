"""Days on which something begins to stand out: one rule, for the overview and for alerts."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from klankbord.core.measure.spikes import STORM, WEEKS, Spike, beginnings, spikes_in
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import heard_since, topic_days

NEEDED: Final = STORM + dt.timedelta(weeks=WEEKS)
"""So many days before the first that is looked at must be counted too."""


def storms(volume: Mapping[dt.date, int], *, heard: dt.date | None, since: dt.date) -> list[Spike]:
    """First days of storms from `since` on, oldest first.

    `volume` has every day from `NEEDED` before `since` on. Days before `heard` are unknown, not
    quiet.
    """
    first = max(since - NEEDED, heard) if heard else dt.date.max
    counts = [n for day, n in volume.items() if day >= first]
    return [spike for spike in beginnings(spikes_in(counts, first)) if spike.on >= since]


def storms_of(topic: Topic, *, since: dt.date, until: dt.date) -> list[Spike]:
    """Storms of a topic; one that is half looked for has its newest days first, and so none."""
    if not topic.is_up_to_date:
        return []
    volume = dict(topic_days(topic=topic, since=since - NEEDED, until=until))
    return storms(volume, heard=heard_since(topic=topic), since=since)
