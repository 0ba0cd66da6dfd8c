"""Tell people of a spike: when its rule allows, by letter and by a signed call to an address."""

import datetime as dt
import hashlib
import hmac
import json
import smtplib
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reasons import ConnectorRefused, Refusal
from klankbord.jobs.queue import enqueue
from klankbord.participate.insight.alert_words import alert_sentence, alert_title
from klankbord.participate.insight.causes import Cause
from klankbord.participate.insight.models import Alert, AlertRule, Cadence, Way
from klankbord.participate.insight.quiet import QuietHours
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member, Role
from klankbord.people.queries import house_language, house_zone
from klankbord.trust import audit
from klankbord.trust.vault.queries import secret

MOST_TOLD: Final = 20
MORNING: Final = dt.time(9)
_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
REFUSED: Final = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,  # an address that cannot be written
)

_log = structlog.get_logger(__name__)


class NobodyTold(Exception):  # noqa: N818  # named after the broken promise
    """The mail server refused every letter; it may take them later."""


def rule_of(topic: Topic) -> AlertRule:
    """The rule of a topic, or the defaults; a query, where it was not read along with the topic."""
    rule: AlertRule | None = getattr(topic, "alert_rule", None)
    return rule or AlertRule(topic_id=topic.pk)


def tell_at(rule: AlertRule, found_at: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """When people are told of what was found at a moment; None: not at all."""
    here = found_at.astimezone(zone)
    match rule.cadence:
        case Cadence.OFF:
            return None
        case Cadence.HOURLY:
            here = here.replace(minute=0, second=0, microsecond=0) + _HOUR
        case Cadence.DAILY:
            morning = dt.datetime.combine(here.date(), MORNING, tzinfo=zone)
            here = morning if here <= morning else _at(here.date() + _DAY, MORNING, zone)
    return quiet_of(rule).end_from(here).astimezone(dt.UTC)


def quiet_of(rule: AlertRule) -> QuietHours:
    """When nobody is told."""
    return QuietHours(rule.quiet_from, rule.quiet_until, is_weekend=rule.is_weekend_quiet)


def require_no_quiet(alert: Alert, at: dt.datetime) -> None:
    """Raise `QuietNow` in the quiet hours of its rule: a later attempt may fall in them."""
    quiet_of(rule_of(alert.topic)).require_over(at.astimezone(house_zone()))


def _at(day: dt.date, time: dt.time, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=zone)


def tell_due(*, at: dt.datetime) -> int:
    """Put the letters and calls of alerts that are due in the queue; gives how many alerts."""
    zone = house_zone()
    n_told = 0
    for alert in Alert.objects.filter(told_at=None).select_related("topic__alert_rule"):
        rule = rule_of(alert.topic)
        due = tell_at(rule, alert.found_at, zone)
        if due is not None and due > at:
            continue
        with transaction.atomic():
            if not Alert.objects.filter(pk=alert.pk, told_at=None).update(told_at=at):
                continue
            if due is not None:
                _ask_to_tell(alert, rule, at)
                n_told += 1
    return n_told


def _ask_to_tell(alert: Alert, rule: AlertRule, at: dt.datetime) -> None:
    if rule.tells_by_mail:
        enqueue(
            "insight.alert_letters",
            payload={"alert_id": alert.pk},
            unique_key=f"insight-alert-letters:{alert.pk}",
            at=at,
        )
    for way in ways_of(rule):
        enqueue(
            "insight.alert_channel",
            payload={"alert_id": alert.pk, "way": way.value},
            unique_key=f"insight-alert-{way}:{alert.pk}",
            at=at,
        )


def ways_of(rule: AlertRule) -> list[Way]:
    """How else than by mail people are told by this rule."""
    on = {
        Way.MATTERMOST: rule.mattermost_host,
        Way.MATRIX: rule.matrix_room,
        Way.PROGRAM: rule.webhook_host,
    }
    return [way for way, where in on.items() if where]


def write_letters(*, alert: Alert, told: Collection[int]) -> Iterator[int]:
    """Write to the communication team; gives each member of whom the mail server took the letter.

    Those in `told` have theirs. While nobody has one, what keeps letters from the mail server is
    raised, and `NobodyTold` where it refused them all: so the job is tried again.
    """
    team = [member for member in _team() if member.pk not in told]
    is_told = bool(told)
    for member in team:
        if _is_taken(alert, member, is_told=is_told):
            is_told = True
            yield member.pk
    if team and not is_told:
        raise NobodyTold


def record_told(*, alert: Alert, members: list[int], at: dt.datetime) -> None:
    """Write down who had a letter."""
    audit.record(
        at=at,
        actor="system",
        act="insight.alert-told",
        object=f"alert:{alert.pk}",
        declaration="insight.alerts",
        detail={"members": members},
    )


def _team() -> list[Member]:
    roles = (Role.MANAGER, Role.RESPONDER)
    team = Member.objects.filter(is_active=True, role_grants__role__in=roles).distinct()
    return list(team.order_by("pk")[:MOST_TOLD])


def _is_taken(alert: Alert, member: Member, *, is_told: bool) -> bool:
    """Whether the mail server took the letter; one that it refuses keeps nobody from theirs."""
    letter = _letter(alert, member)
    try:
        return bool(letter.send())
    except REFUSED as refusal:
        fault: Exception = refusal
    except OSError as failure:  # no server, or one that broke off; every error of SMTP is one
        if not is_told:
            raise
        fault = failure
    _log.warning("insight.letter_failed", alert=alert.pk, error=type(fault).__name__)
    return False


def _letter(alert: Alert, member: Member) -> EmailMessage:
    with translation.override(member.language or house_language()):
        lines = (alert_sentence(alert), f"{settings.PUBLIC_URL}{reverse('insight:alert-list')}")
        return EmailMessage(alert_title(alert), "\n\n".join(lines), to=[member.email])


def call_webhook(*, alert: Alert, at: dt.datetime) -> None:
    """Send the alert to the address of its rule, signed.

    Raises `ConnectorRefused`, which says whether it may be tried again.
    """
    url, key = secret(address_name(alert.topic_id)), secret(secret_name(alert.topic_id))
    if not url or not key:  # nothing unsigned leaves, should somebody have taken only the key away
        host = rule_of(alert.topic).webhook_host
        raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=host)
    content = json.dumps(webhook_body(alert), ensure_ascii=False).encode()
    signed = {"Klankbord-Event": "spike", "Klankbord-Signature": signature(key, content, at)}
    post_sealed(url, content, headers=signed, at=at)


def post_sealed(
    url: str, content: bytes, *, headers: Mapping[str, str] | None = None, at: dt.datetime
) -> None:
    """Post JSON to an address that is a secret itself: who knows it may post there.

    Raises `ConnectorRefused`, in which the address does not stand: errors are kept with the job.
    """
    networks = tuple(getattr(settings, "OPEN_NETWORKS", ()))
    given = {"Content-Type": "application/json", **(headers or {})}
    try:
        with GuardedClient(allowed_networks=networks) as http:
            http.request("POST", url, headers=given, content=content).require_success(at)
    except ConnectorRefused as refusal:
        raise refusal.without_address() from None


def webhook_body(alert: Alert) -> dict[str, object]:
    """What is sent: numbers, and the sentence in the language of the house. No names."""
    cause = Cause.read(alert.cause)
    with translation.override(house_language()):
        sentence = alert_sentence(alert, with_names=False)
    return {
        "alert": alert.pk,
        "topic": alert.topic.name,
        "day": alert.day.isoformat(),
        "n_mentions": alert.n_mentions,
        "usual": alert.usual,
        "cause": {"kind": cause.kind, "value": cause.value, "n": cause.n},
        "sentence": sentence,
        "url": f"{settings.PUBLIC_URL}{reverse('insight:alert-list')}",
    }


def signature(key: str, content: bytes, at: dt.datetime) -> str:
    """Time and HMAC-SHA256 of time and body, so that an old call cannot be sent again."""
    moment = str(int(at.timestamp()))
    mark = hmac.new(key.encode(), f"{moment}.".encode() + content, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mark}"


def secret_name(topic_id: int) -> str:
    """Under which name the vault keeps the secret of a topic's address."""
    return f"insight:webhook:{topic_id}"


def address_name(topic_id: int) -> str:
    """Under which name the vault keeps the address itself: its path often is a secret as well."""
    return f"insight:webhook-url:{topic_id}"
