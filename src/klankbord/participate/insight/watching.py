"""Find days on which a topic is heard clearly more than on the same weekday before."""

import datetime as dt

from django.db import transaction

from klankbord.core.measure.spikes import Spike, spikes_in
from klankbord.participate.insight.causes import cause_of
from klankbord.participate.insight.models import Alert
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import topic_days

WEEKS = 12
LOOK_BACK = dt.timedelta(days=56)
"""So far back a topic is looked at for the first time; nobody is told of that."""
FRESH = dt.timedelta(days=1)
_DAY = dt.timedelta(days=1)


def watch_topic(*, topic: Topic, today: dt.date, at: dt.datetime) -> list[Alert]:
    """Write down what stands out since the day before; gives the alerts that are new.

    Of days in a row the first counts: a storm is one alert. The day itself may still grow, and its
    alert grows with it.
    """
    is_first = not Alert.objects.filter(topic=topic).exists()
    since = today - (LOOK_BACK if is_first else FRESH)
    spikes = spikes_of(topic, today=today)
    days = {spike.on for spike in spikes}
    recent = [each for each in spikes if each.on >= since and each.on - _DAY not in days]
    return [alert for spike in recent if (alert := _note(topic, spike, today, at))]


def spikes_of(topic: Topic, *, today: dt.date) -> list[Spike]:
    """All spikes of a topic up to today, oldest first; a topic half looked for has none."""
    if not topic.is_up_to_date:
        return []
    first = today - LOOK_BACK - WEEKS * dt.timedelta(weeks=1)
    days = topic_days(topic=topic, since=first, until=today)
    heard = next((place for place, (_day, n) in enumerate(days) if n), len(days))
    known = days[heard:]  # before anything was heard it is unknown, not quiet
    return spikes_in([n for _day, n in known], known[0][0], weeks=WEEKS) if known else []


def _note(topic: Topic, spike: Spike, today: dt.date, at: dt.datetime) -> Alert | None:
    standing = Alert.objects.filter(topic=topic, day=spike.on)
    if standing.exists():
        if standing.exclude(n_mentions=spike.count).exists():
            cause = cause_of(topic, spike.on).row
            standing.update(n_mentions=spike.count, usual=round(spike.usual), cause=cause)
        return None
    if Alert.objects.filter(topic=topic, day__gte=spike.on - 3 * _DAY, day__lt=spike.on).exists():
        return None
    is_news = spike.on >= today - FRESH
    with transaction.atomic():
        return Alert.objects.create(
            topic=topic,
            day=spike.on,
            n_mentions=spike.count,
            usual=round(spike.usual),
            cause=cause_of(topic, spike.on).row,
            found_at=at,
            told_at=None if is_news else at,
        )
