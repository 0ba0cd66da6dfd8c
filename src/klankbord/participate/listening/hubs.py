"""Be told of news by the hubs that feeds name, instead of asking (W3C WebSub).

A hub only says *that* there is news: we visit the feed at once. So a hub that lies, or falls
silent, costs nothing: visits go on.
"""

import datetime as dt
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.feed.hubs import LEASE, ask_hub, is_genuine
from klankbord.participate.listening.actions import run_source_now
from klankbord.participate.listening.fetching import reading_context
from klankbord.participate.listening.models import Push, Source

N_HUBS = 50  # at once: the rest follows within minutes
_SHORTEST, _LONGEST = 60 * 60, 3 * LEASE  # seconds of a lease that we believe


def ask_for_news(*, source: Source, now: dt.datetime) -> None:
    """Ask the hub that a feed names; whether it agrees, it says at `hub-tells`."""
    named = source.cursor.get("push") or {}
    values = {name: str(named.get(name, ""))[:2000] for name in ("hub", "topic")}
    push, _ = Push.objects.update_or_create(
        source=source,
        defaults={**values, "asked_at": now},
        create_defaults={**values, "asked_at": now, "token": secrets.token_urlsafe(32)},
    )
    if not _can_be_reached():
        return
    callback = f"{settings.PUBLIC_URL}{reverse('listening:hub-tells', args=[push.token])}"
    try:
        with reading_context(now) as context:
            ask_hub(push.hub, push.topic, callback, _secret(push), context)
    except ConnectorRefused:
        return  # asked again tomorrow; visits go on meanwhile


def confirm(*, push: Push, topic: str, lease_seconds: str, now: dt.datetime) -> bool:
    """Whether we asked for this; from then on the hub tells."""
    if topic != push.topic:
        return False
    given = int(lease_seconds[:9]) if lease_seconds.isascii() and lease_seconds.isdigit() else LEASE
    lease = dt.timedelta(seconds=min(max(given, _SHORTEST), _LONGEST))
    Push.objects.filter(pk=push.pk).update(until_at=now + lease)
    return True


def refuse_push(*, push: Push) -> None:
    """The hub does not want to tell us: it is asked again tomorrow."""
    Push.objects.filter(pk=push.pk).update(until_at=None)


def heed(*, push: Push, body: bytes, signature: str, now: dt.datetime) -> bool:
    """Visit the feed now, if it is really its hub that speaks."""
    if not is_genuine(body, signature, _secret(push)):
        return False
    Push.objects.filter(pk=push.pk).update(told_at=now)
    return run_source_now(source=push.source, at=now)


def _secret(push: Push) -> str:
    """Made of our own key, so that it lies nowhere."""
    return salted_hmac("listening.push", push.token, algorithm="sha256").hexdigest()


def _can_be_reached() -> bool:
    """A hub cannot come back to a machine that only knows itself; open networks may hold a hub."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    return host not in {"localhost", "127.0.0.1", "::1"} or bool(settings.OPEN_NETWORKS)
