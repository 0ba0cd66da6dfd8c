"""Find days on which a topic is heard clearly more than on the same weekday before."""

import datetime as dt

from django.db import transaction

from klankbord.core.measure.spikes import Spike
from klankbord.participate.insight.causes import cause_of
from klankbord.participate.insight.models import Alert
from klankbord.participate.insight.storms import storms_of
from klankbord.participate.topics.models import Topic

LOOK_BACK = dt.timedelta(days=56)
"""So far back a topic is looked at for the first time; nobody is told of that."""
FRESH = dt.timedelta(days=1)


def watch_topic(*, topic: Topic, today: dt.date, at: dt.datetime) -> list[Alert]:
    """Write down what stands out since the day before; gives the alerts that are new.

    A storm of days is one alert, of its first day. The day itself may still grow, and its alert
    grows with it.
    """
    is_first = not Alert.objects.filter(topic=topic).exists()
    since = today - (LOOK_BACK if is_first else FRESH)
    found = storms_of(topic, since=since, until=today)
    return [alert for spike in found if (alert := _note(topic, spike, today, at))]


def _note(topic: Topic, spike: Spike, today: dt.date, at: dt.datetime) -> Alert | None:
    standing = Alert.objects.filter(topic=topic, day=spike.on)
    if standing.exists():
        if standing.exclude(n_mentions=spike.count).exists():
            cause = cause_of(topic, spike.on).row
            standing.update(n_mentions=spike.count, usual=round(spike.usual), cause=cause)
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
