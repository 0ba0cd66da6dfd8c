"""Judge alerts, and change how people are told."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.participate.insight.models import Alert, AlertRule
from klankbord.participate.insight.telling import secret_name
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member
from klankbord.trust import audit
from klankbord.trust.vault.actions import forget_secret, keep_secret

WINDOW: Final = dt.timedelta(days=90)


@dataclass(frozen=True)
class FalseAlarms:
    """Of the alerts that people judged in three months, how many were not useful."""

    n_alerts: int
    n_judged: int
    share: Interval
    a_week: float
    """Alerts a week and topic."""


def false_alarms(*, at: dt.datetime) -> FalseAlarms:
    """The figure by which we know whether telling is worth it."""
    rows = Alert.objects.filter(day__gt=(at - WINDOW).date())
    judged = list(rows.exclude(is_useful=None).values_list("is_useful", flat=True))
    n_false = judged.count(False)
    n_topics = max(Topic.objects.filter(is_active=True).count(), 1)
    n_alerts = rows.count()
    return FalseAlarms(
        n_alerts,
        len(judged),
        wilson_interval(n_false, len(judged)),
        n_alerts / (WINDOW / dt.timedelta(weeks=1)) / n_topics,
    )


def judge_alert(*, alert: Alert, is_useful: bool, by: Member, at: dt.datetime) -> None:
    """Keep what somebody made of an alert; the last word counts."""
    with transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(is_useful=is_useful, judged_by=by)
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="insight.alert-judged",
            object=f"alert:{alert.pk}",
            declaration="insight.alerts",
            detail={"is_useful": is_useful},
        )


def save_rule(*, topic: Topic, values: Mapping[str, Any], by: Member, at: dt.datetime) -> str:
    """Change how people are told; gives the secret of a new address, to be shown once."""
    with transaction.atomic():
        before = AlertRule.objects.filter(topic=topic).first()
        AlertRule.objects.update_or_create(topic=topic, defaults=dict(values))
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="insight.alert-rule-changed",
            object=f"topic:{topic.pk}",
            declaration="insight.alerts",
            detail={name: str(value) for name, value in values.items()},
        )
        url, url_before = values["webhook_url"], before.webhook_url if before else ""
        if url == url_before:
            return ""
        return _renew_secret(topic, is_needed=bool(url), by=by, at=at)


def _renew_secret(topic: Topic, *, is_needed: bool, by: Member, at: dt.datetime) -> str:
    name, actor = secret_name(topic.pk), f"member:{by.pk}"
    if not is_needed:
        forget_secret(name=name, at=at, actor=actor)
        return ""
    made = secrets.token_urlsafe(32)
    keep_secret(name=name, value=made, at=at, actor=actor)
    return made
