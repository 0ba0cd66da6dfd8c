"""Judge alerts, and change how people are told."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.participate.insight.channels import mattermost_name
from klankbord.participate.insight.models import Alert, AlertRule
from klankbord.participate.insight.telling import address_name, secret_name
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member
from klankbord.trust import audit
from klankbord.trust.vault.actions import forget_secret, keep_secret
from klankbord.trust.vault.queries import secret

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


@sensitive_variables()
def save_rule(*, topic: Topic, values: Mapping[str, Any], by: Member, at: dt.datetime) -> str:
    """Change how people are told; gives the secret of a new address, to be shown once.

    Without a `webhook_url` the address stays as it is; with `stops_calling` none is called.
    """
    kept = dict(values)
    url, stops = kept.pop("webhook_url", ""), kept.pop("stops_calling", False)
    if url or stops:
        kept["webhook_host"] = "" if stops else urlsplit(url).hostname
    room, leaves = kept.pop("mattermost_url", ""), kept.pop("stops_mattermost", False)
    if room or leaves:
        kept["mattermost_host"] = "" if leaves else urlsplit(room).hostname
    with transaction.atomic():
        AlertRule.objects.update_or_create(topic=topic, defaults=kept)
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="insight.alert-rule-changed",
            object=f"topic:{topic.pk}",
            declaration="insight.alerts",
            detail={name: str(value) for name, value in kept.items()},
        )
        _keep_room(topic, room, is_left=leaves, by=by, at=at)
        if stops:
            _forget_address(topic, by=by, at=at)
        elif url and url != secret(address_name(topic.pk)):
            return _keep_address(topic, url, by=by, at=at)
    return ""


@sensitive_variables()
def _keep_address(topic: Topic, url: str, *, by: Member, at: dt.datetime) -> str:
    made, actor = secrets.token_urlsafe(32), f"member:{by.pk}"
    keep_secret(name=address_name(topic.pk), value=url, at=at, actor=actor)
    keep_secret(name=secret_name(topic.pk), value=made, at=at, actor=actor)
    return made


@sensitive_variables()
def _keep_room(topic: Topic, url: str, *, is_left: bool, by: Member, at: dt.datetime) -> None:
    name, actor = mattermost_name(topic.pk), f"member:{by.pk}"
    if is_left:
        forget_secret(name=name, at=at, actor=actor)
    elif url:
        keep_secret(name=name, value=url, at=at, actor=actor)


def _forget_address(topic: Topic, *, by: Member, at: dt.datetime) -> None:
    for name in (address_name(topic.pk), secret_name(topic.pk)):
        forget_secret(name=name, at=at, actor=f"member:{by.pk}")
