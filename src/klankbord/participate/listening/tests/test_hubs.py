"""Hubs: asked once a day, believed only with their signature, and never needed."""

import datetime as dt
import hashlib
import hmac
import threading

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.connectors.tests.conftest import Site
from klankbord.participate.listening.fetching import claim_due, fetch
from klankbord.participate.listening.hubs import _secret, ask_for_news
from klankbord.participate.listening.models import Push, Source
from klankbord.participate.listening.queries import sources_to_push

pytestmark = pytest.mark.django_db
TOPIC = "https://krant.example/feed"


@pytest.fixture
def hub(site, source, now):
    """A hub that agrees, beside the site whose feed names it."""
    hub = Site()
    threading.Thread(target=hub.server.serve_forever, args=(0.02,), daemon=True).start()
    hub.work(lambda *_: (202, {}))
    status, headers, body = site.answers["/feed"]
    linked = {**headers, "Link": f'<{hub.url}/>; rel="hub", <{TOPIC}>; rel="self"'}
    site.answers["/feed"] = (status, linked, body)
    fetch(source=source, now=now)
    yield hub
    hub.server.shutdown()
    hub.server.server_close()


@pytest.fixture
def push(hub, source, now) -> Push:
    source.refresh_from_db()
    ask_for_news(source=source, now=now)
    return Push.objects.get()


def told_at(push: Push) -> str:
    return reverse("listening:hub-tells", args=[push.token])


def confirmed(client, push: Push, **changed):
    asked = {"mode": "subscribe", "topic": TOPIC, "challenge": "xyz", "lease_seconds": "864000"}
    return client.get(told_at(push), {f"hub.{k}": v for k, v in (asked | changed).items()})


def test_a_hub_is_asked_once_a_day_until_it_agrees_and_again_before_it_forgets(
    hub, push, client, source, now, settings
):
    method, _, _, body = hub.sent[0]
    assert (method, len(hub.sent)) == ("POST", 1)
    assert f"{settings.PUBLIC_URL}{told_at(push)}".encode() in body.replace(b"%3A", b":").replace(
        b"%2F", b"/"
    )
    assert not sources_to_push(now).exists()
    tomorrow = now + dt.timedelta(hours=25)
    assert list(sources_to_push(tomorrow)) == [source]
    assert confirmed(client, push).content == b"xyz"
    later = timezone.now()
    assert not sources_to_push(max(tomorrow, later)).exists()
    assert list(sources_to_push(later + dt.timedelta(days=9, hours=1))) == [source]


def test_what_we_did_not_ask_is_not_confirmed(push, client):
    assert confirmed(client, push, topic="https://else.example/").status_code == 404
    assert confirmed(client, push, mode="unsubscribe").status_code == 404
    assert client.get(reverse("listening:hub-tells", args=["unknown"])).status_code == 404
    push.refresh_from_db()
    assert push.until_at is None


def test_news_makes_a_visit_due_and_a_forgery_does_not(push, client, source, now):
    Source.objects.update(last_run_at=now, next_run_at=timezone.now() + dt.timedelta(hours=1))
    body = b"<feed/>"
    good = hmac.new(_secret(push).encode(), body, hashlib.sha256).hexdigest()
    for signature in ("", "sha256=00", f"sha256={good[::-1]}"):
        answer = client.post(
            told_at(push), body, content_type="application/atom+xml",
            headers={"X-Hub-Signature": signature},
        )  # fmt: skip
        assert answer.status_code == 202
    assert claim_due(now=timezone.now()) == []
    client.post(
        told_at(push), body, content_type="application/atom+xml",
        headers={"X-Hub-Signature": f"sha256={good}"},
    )  # fmt: skip
    assert claim_due(now=timezone.now()) == [source.pk]
    push.refresh_from_db()
    assert push.told_at is not None


def test_a_hub_that_refuses_costs_nothing(hub, source, now, client):
    hub.work(lambda *_: (500, {}))
    source.refresh_from_db()
    ask_for_news(source=source, now=now)
    push = Push.objects.get()
    assert push.until_at is None
    assert confirmed(client, push, mode="denied").status_code == 200
    fetch(source=source, now=now + dt.timedelta(minutes=20))
    source.refresh_from_db()
    assert source.n_failures == 0


def test_who_cannot_be_reached_does_not_ask(hub, source, now, settings):
    settings.OPEN_NETWORKS = ()
    settings.PUBLIC_URL = "http://localhost:8000"
    source.refresh_from_db()
    ask_for_news(source=source, now=now)
    assert hub.sent == []
