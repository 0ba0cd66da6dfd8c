"""How much faster than usual a matter is spoken about: the topics of a message, by the hour."""

import datetime as dt

from django.db.models import Sum
from django.utils.translation import gettext as _

from klankbord.core.flow.chart import Finding
from klankbord.participate.archive.rows import HASH_BITS
from klankbord.participate.topics.models import Match, Topic, TopicDay
from klankbord.people.queries import house_zone
from klankbord.reputation.desk.models import CaseMessage
from klankbord.reputation.desk.queries import topics_of
from klankbord.ui.words import number

_HOUR = dt.timedelta(hours=1)
_DAYS, _LEAST_DAYS = 28, 7
_MANY = 10  # in an hour: fewer may be chance


def velocity_of(message: CaseMessage, at: dt.datetime) -> Finding | None:
    """Messages of the last hour over those of the usual one, in the topic that grows fastest.

    What is usual is the mean hour of the 28 days before, night and day alike; less than one an hour
    counts as one. Nothing is said without a topic, while a topic is looked for in the archive, and
    in its first week.
    """
    paces = [pace for topic in topics_of([message]) if (pace := _pace(topic, at)) is not None]
    return max(paces, key=lambda pace: pace.value, default=None)


def _pace(topic: Topic, at: dt.datetime) -> Finding | None:
    usual = _usual(topic, at.astimezone(house_zone()).date())
    if usual is None or not topic.is_up_to_date:
        return None
    first, last = (int(moment.timestamp()) << HASH_BITS for moment in (at - _HOUR, at))
    heard = Match.objects.filter(topic=topic, mention__gte=first, mention__lt=last)
    n_heard = heard.count()
    words = {"topic": topic.name, "n": n_heard, "usual": number(usual, 1)}
    because = _("%(topic)s: %(n)s in the last hour, usually %(usual)s") % words
    ratio = n_heard / max(usual, 1.0)
    return Finding(round(ratio, 1), 0.85 if max(n_heard, usual) >= _MANY else 0.6, (because,))


def _usual(topic: Topic, today: dt.date) -> float | None:
    """The mean hour of the days before; None while too few of them were heard."""
    days = TopicDay.objects.filter(topic=topic, day__lt=today)
    first = days.order_by("day").values_list("day", flat=True).first() or today
    since = max(first, today - dt.timedelta(days=_DAYS))
    n_days = (today - since).days
    if n_days < _LEAST_DAYS:
        return None
    total = days.filter(day__gte=since).aggregate(total=Sum("n_matches"))["total"] or 0
    return float(total / (n_days * 24))
