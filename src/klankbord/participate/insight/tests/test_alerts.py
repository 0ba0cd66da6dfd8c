"""Alerts: found, explained with real counts, told when the rule allows, judged."""

import datetime as dt
import hashlib
import hmac
import json
import re
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from klankbord.connectors.reasons import ConnectorRefused
from klankbord.jobs.models import Job
from klankbord.participate.archive.actions import erase_mentions
from klankbord.participate.archive.models import Mention
from klankbord.participate.insight.alert_words import alert_sentence
from klankbord.participate.insight.alerting import judge_alert
from klankbord.participate.insight.causes import Cause
from klankbord.participate.insight.jobs import alert_channel, alert_letters
from klankbord.participate.insight.models import Alert, AlertRule, Cadence
from klankbord.participate.insight.quiet import QuietHours
from klankbord.participate.insight.telling import (
    address_name,
    call_webhook,
    secret_name,
    tell_at,
    tell_due,
)
from klankbord.participate.insight.watching import watch_topic
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Account, Role
from klankbord.trust.models import AuditEntry
from klankbord.trust.rights.contract import OWN_DATA
from klankbord.trust.vault.queries import secret, secret_names

from .heard import ANGRY, PLAIN, hear, own_words, post, source_of

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def pool(owner, now):
    return create_topic(name="Pool", query="pool OR office", by=owner, at=now)


@pytest.fixture
def heard(pool, now):
    """Two a day for seventy days; on the day of `now` sixteen more, twelve of them one story."""
    said = [
        post(10 * day + n, PLAIN.format(f"{day} {n}"), now - dt.timedelta(days=day, minutes=n))
        for day in range(70)
        for n in range(2)
    ]
    said += [
        post(2001 + 2 * n, ANGRY.format("so we all say"), now - dt.timedelta(minutes=50 - n))
        for n in range(12)
    ]
    said += [post(4000 + n, ANGRY.format(f"{n} x{n}"), now) for n in range(4)]
    hear(source_of(now), said, at=now)
    Topic.objects.update(n_replayed=F("n_replays"))
    pool.refresh_from_db()
    return pool


@pytest.fixture
def alert(heard, now):
    (made,) = watch_topic(topic=heard, today=now.astimezone(ZONE).date(), at=now)
    return made


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def test_a_rise_is_found_once_and_explained(alert, heard, now):
    assert (alert.n_mentions, alert.usual) == (18, 2)
    cause = Cause.read(alert.cause)
    assert (cause.kind, cause.n, cause.platform, cause.n_negative) == ("story", 12, "mastodon", 16)
    sentence = alert_sentence(alert)
    assert sentence.startswith("Pool: 9 times the usual Tuesday, 18 mentions instead of 2;")
    assert "67 % (12) are one story" in sentence
    assert "first said by Author1 on Mastodon at" in sentence
    assert "16 sound negative" in sentence
    with translation.override("nl"):
        assert "dinsdag" in alert_sentence(alert)
    today = now.astimezone(ZONE).date()
    assert watch_topic(topic=heard, today=today, at=now) == []
    assert watch_topic(topic=heard, today=today + dt.timedelta(days=1), at=now) == []


def test_a_sentence_ends_with_one_dot(alert):
    alert.cause = replace(Cause.read(alert.cause), n_negative=0).row
    assert re.search(r" at [0-9:]+ [ap]\.m\.$", alert_sentence(alert))


def test_who_began_a_story_the_day_before_is_said_with_that_day(pool, now):
    said = [
        post(10 * day + n, PLAIN.format(f"{day} {n}"), now - dt.timedelta(days=day, minutes=n))
        for day in range(1, 70)
        for n in range(2)
    ]
    said += [
        post(2001 + 2 * n, ANGRY.format("so we all say"), now - dt.timedelta(hours=14 - n))
        for n in range(14)
    ]
    hear(source_of(now), said, at=now)
    Topic.objects.update(n_replayed=F("n_replays"))
    pool.refresh_from_db()
    (alert,) = watch_topic(topic=pool, today=now.astimezone(ZONE).date(), at=now)
    assert Cause.read(alert.cause).n == alert.n_mentions < 14
    sentence = alert_sentence(alert)
    assert "first said by Author1 on Mastodon on Monday 9 March at 8:30 p.m." in sentence
    with translation.override("nl"):
        sentence = alert_sentence(alert)
    assert "het eerst gezegd door Author1 op Mastodon op maandag 9 maart om 20:30" in sentence


def test_a_hashtag_that_was_there_before_was_not_begun_by_who_has_it_first_today(pool, now):
    said = [
        post(
            20 * day + n,
            PLAIN.format(own_words(20 * day + n)),
            now - dt.timedelta(days=day, minutes=n),
            hashtags=("pool",) if (n and day % 5 == 0) or not day else (),
        )
        for day in range(70)
        for n in range(2 if day else 12)
    ]
    hear(source_of(now), said, at=now)
    Topic.objects.update(n_replayed=F("n_replays"))
    pool.refresh_from_db()
    (alert,) = watch_topic(topic=pool, today=now.astimezone(ZONE).date(), at=now)
    assert (Cause.read(alert.cause).value, Cause.read(alert.cause).n) == ("pool", 12)
    assert "; that day first said by Author1 on Mastodon at 10:19 a.m." in alert_sentence(alert)
    with translation.override("nl"):
        assert "; die dag het eerst gezegd door Author1" in alert_sentence(alert)


def test_an_alert_grows_with_its_day(alert, heard, now):
    more = [post(6000 + n, ANGRY.format(f"more {n} y{n}"), now) for n in range(5)]
    hear(heard and Mention.objects.first().source, more, at=now)
    watch_topic(topic=heard, today=now.astimezone(ZONE).date(), at=now)
    alert.refresh_from_db()
    assert alert.n_mentions == 23
    assert Alert.objects.count() == 1


def test_a_storm_of_a_week_is_one_alert(alert, heard, now):
    for day in range(1, 6):
        later = now + dt.timedelta(days=day)
        more = [post(7000 + 20 * day + n, ANGRY.format(f"{day} {n}"), later) for n in range(16)]
        hear(Mention.objects.first().source, more, at=later)
        watch_topic(topic=heard, today=later.astimezone(ZONE).date(), at=later)
    assert list(Alert.objects.all()) == [alert]


def test_a_topic_half_looked_for_has_no_alerts(heard, now):
    Topic.objects.update(n_replayed=0, n_replays=1)
    heard.refresh_from_db()
    assert watch_topic(topic=heard, today=now.astimezone(ZONE).date(), at=now) == []


def test_who_began_is_masked_and_goes_with_the_mention(alert, colleague):
    first = Cause.read(alert.cause).first
    author = Mention.objects.get(pk=first).author
    Account.objects.create(member=colleague, platform=author.platform, handle=author.handle)
    assert "first said by a colleague" in alert_sentence(alert)
    erase_mentions(ids=[first])
    assert "first said by" not in alert_sentence(alert)


def test_every_number_of_an_alert_is_the_list_behind_it(client, alert):
    page = client.get(reverse("insight:alert-list"))
    (shown,) = page.context["alerts"]
    assert len(shown.links) == 4
    for link in shown.links:
        listed = client.get(link.url)
        assert len(listed.context["rows"]) == link.n, link
    said = client.get("/api/v1/insight/alerts").json()
    numbers = [said[0][name] for name in ("n_mentions", "cause_n", "n_platform", "n_negative")]
    assert numbers == [link.n for link in shown.links]
    assert said[0]["sentence"] == shown.sentence


def test_people_judge_and_the_figure_follows(client, alert):
    Alert.objects.update(day=dt.datetime.now(ZONE).date())
    judge = reverse("insight:alert-judge", args=[alert.pk])
    page = client.post(judge, {"useful": "no"}, follow=True)
    assert page.context["figure"].n_judged == 1
    assert "100\N{NO-BREAK SPACE}%" in page.text
    page = client.post(judge, {"useful": "yes"}, follow=True)
    assert page.context["figure"].share.share == 0.0


def test_strangers_see_no_alerts(client_of, stranger, alert):
    visitor = client_of(stranger)
    assert visitor.get(reverse("insight:alert-list")).status_code == 403
    assert visitor.get(reverse("insight:alert-rule", args=[alert.topic_id])).status_code == 403


def at(day, hour, minute=0):
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


HOOK = "https://hooks.example/services/T0/B1/secret"
TUESDAY, FRIDAY, SATURDAY, MONDAY = 10, 13, 14, 16


@pytest.mark.parametrize(
    ("cadence", "found", "told"),
    [
        (Cadence.OFF, at(TUESDAY, 10), None),
        (Cadence.NOW, at(TUESDAY, 10, 17), at(TUESDAY, 10, 17)),
        (Cadence.HOURLY, at(TUESDAY, 10, 17), at(TUESDAY, 11)),
        (Cadence.DAILY, at(TUESDAY, 8, 59), at(TUESDAY, 9)),
        (Cadence.DAILY, at(TUESDAY, 10, 17), at(TUESDAY + 1, 9)),
        (Cadence.NOW, at(TUESDAY, 19), at(TUESDAY + 1, 8)),
        (Cadence.NOW, at(TUESDAY, 3), at(TUESDAY, 8)),
        (Cadence.HOURLY, at(FRIDAY, 17, 30), at(MONDAY, 8)),
        (Cadence.NOW, at(SATURDAY, 12), at(MONDAY, 8)),
    ],
)
def test_quiet_hours_hold_back(cadence, found, told):
    assert tell_at(AlertRule(cadence=cadence), found, ZONE) == told


def test_told_by_letter_and_by_a_signed_call(alert, owner, now, settings, monkeypatch):
    settings.OPEN_NETWORKS = ("127.0.0.0/8",)
    calls = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.append((dict(self.headers), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/hook"
        values = {"cadence": Cadence.NOW, "tells_by_mail": True, "webhook_url": url}
        key = telling_secret(alert, values, owner, now)
        assert tell_due(at=now) == 1
        assert tell_due(at=now) == 0
        assert set(Job.objects.values_list("name", flat=True)) >= {
            "insight.alert_letters",
            "insight.alert_channel",
        }
        run = SimpleNamespace(now=now, saved={}, checkpoint=lambda saved: None)
        alert_letters(run, alert_id=alert.pk)
        alert_channel(run, alert_id=alert.pk, way="program")
        server.shutdown()
    (letter,) = mail.outbox
    assert letter.to == [owner.email]
    assert "Pool stands out on" in letter.subject
    ((headers, body),) = calls
    moment, mark = headers["Klankbord-Signature"].split(",")
    signed = f"{moment.removeprefix('t=')}.".encode() + body
    assert mark == "v1=" + hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    said = json.loads(body)
    assert (said["n_mentions"], said["cause"]["n"]) == (18, 12)
    assert "Author1" not in body.decode()


def telling_secret(alert, values, owner, now):
    from klankbord.participate.insight.alerting import save_rule  # noqa: PLC0415  # beside its use

    return save_rule(topic=alert.topic, values=values, by=owner, at=now)


def test_nobody_is_told_of_what_lies_back(heard, now):
    today = now.astimezone(ZONE).date() + dt.timedelta(days=9)
    (old,) = watch_topic(topic=heard, today=today, at=now)
    assert old.told_at == now
    assert tell_due(at=now) == 0


def test_a_rule_is_set_on_its_screen(client_of, owner, member_with, alert):
    address = reverse("insight:alert-rule", args=[alert.topic_id])
    client = client_of(owner)
    values = {
        "cadence": "daily", "quiet_from": "22:00", "quiet_until": "07:00", "tells_by_mail": "on",
        "webhook_url": "http://127.0.0.1/x",
    }  # fmt: skip
    assert "cannot be called" not in client.get(address).text
    page = client.post(address, values | {"webhook_url": "ftp://x"})
    assert "cannot be called" in page.text
    page = client.post(address, values | {"webhook_url": HOOK})
    assert page.context["secret"]
    assert "T0/B1" not in page.text
    rule = AlertRule.objects.get()
    assert (rule.cadence, rule.quiet_from, rule.is_weekend_quiet) == ("daily", dt.time(22), False)
    assert client_of(member_with(Role.RESPONDER)).get(address).status_code == 403


def test_of_an_address_only_the_host_is_kept_in_the_open(client, alert):
    address = reverse("insight:alert-rule", args=[alert.topic_id])
    values = {"cadence": "now", "quiet_from": "22:00", "quiet_until": "07:00"}
    names = {address_name(alert.topic_id), secret_name(alert.topic_id)}
    assert client.post(address, values | {"webhook_url": HOOK}).context["secret"]
    assert secret(address_name(alert.topic_id)) == HOOK
    key = secret(secret_name(alert.topic_id))
    kept = [*AlertRule.objects.values(), *AuditEntry.objects.values()]
    assert AlertRule.objects.get().webhook_host == "hooks.example"
    assert "T0/B1" not in str(kept)
    page = client.get(address)
    assert "hooks.example" in page.text
    assert "T0/B1" not in page.text
    for same in ("", HOOK):  # keeps the address and its key
        answer = client.post(address, values | {"webhook_url": same})
        assert answer.status_code == 302
        assert secret(address_name(alert.topic_id)) == HOOK
        assert secret(secret_name(alert.topic_id)) == key
    client.post(address, values | {"stops_calling": "on"})
    assert AlertRule.objects.get().webhook_host == ""
    assert not names.intersection(secret_names())
    with pytest.raises(ConnectorRefused):
        call_webhook(alert=alert, at=alert.found_at)


@pytest.mark.parametrize(
    ("address", "most"), [("/overview/alerts/", 16), ("/api/v1/insight/alerts", 11)]
)
def test_a_list_costs_the_same_however_many(
    client, alert, owner, now, address, most, django_assert_max_num_queries
):
    firsts = Mention.objects.values_list("pk", flat=True)[:12]
    for n, first in enumerate(firsts):
        topic = create_topic(name=f"Topic {n}", query=f"word{n}", by=owner, at=now)
        AlertRule.objects.create(topic=topic)
        Alert.objects.create(
            topic=topic, day=alert.day, n_mentions=9, usual=2, found_at=now,
            cause=replace(Cause.read(alert.cause), first=first).row,
        )  # fmt: skip
    with django_assert_max_num_queries(most):
        page = client.get(address)
    assert page.text.count("first said by") == 13


def test_what_somebody_judged_is_in_their_own_file(pool, owner, member_with, now):
    alert = Alert.objects.create(topic=pool, day=now.date(), n_mentions=9, usual=2, found_at=now)
    judge_alert(alert=alert, is_useful=False, by=owner, at=now)
    rows = OWN_DATA["insight.alerts"].rows
    assert list(rows(owner.pk)) == [{"topic": "Pool", "day": now.date(), "is_useful": False}]
    assert not list(rows(member_with(Role.MANAGER).pk))


def test_a_quiet_weekend_ends_at_midnight_where_no_night_is_quiet():
    noon = QuietHours(dt.time(12), dt.time(13), is_weekend=True)
    saturday = dt.datetime(2026, 3, 14, 9, tzinfo=ZONE)
    assert noon.end_from(saturday) == dt.datetime(2026, 3, 16, tzinfo=ZONE)
    nights = QuietHours(dt.time(18), dt.time(8), is_weekend=True)
    assert nights.end_from(saturday) == dt.datetime(2026, 3, 16, 8, tzinfo=ZONE)
