"""Doors: a program with a signature, anybody on a form, a colleague with a tip."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import zlib

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from klankbord.core.post import decode_batch
from klankbord.participate.listening.actions import (
    delete_source,
    pause_source,
    resume_source,
    run_source_now,
)
from klankbord.participate.listening.doors import actions, forms
from klankbord.participate.listening.doors.actions import open_door, renew_door, tip_source
from klankbord.participate.listening.doors.signing import Signed, check_call, secret_of
from klankbord.participate.listening.fetching import claim_due
from klankbord.participate.listening.models import Delivery, Door, Source, Taken
from klankbord.people.models import Role
from klankbord.trust.retention.contract import kind_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_came_before():
    for name in ("default", "process"):
        caches[name].clear()


@pytest.fixture
def door(organisation, now) -> Door:
    return open_door(kind="webhook", name="Balie", title="", intro="", at=now, actor="test")


@pytest.fixture
def page(organisation, now) -> Door:
    return open_door(
        kind="form", name="Brug", title="Over de brug", intro="Wat zag je?", at=now, actor="test"
    )


def heard() -> list:
    packed = [zlib.decompress(bytes(each.posts)) for each in Delivery.objects.all()]
    return [post for each in packed for post in decode_batch(each)]


def signed(door: Door, body: bytes, *, number="msg_1", at=None, secret="") -> dict[str, str]:
    """As the published libraries of Standard Webhooks sign."""
    at = str(int((at or timezone.now()).timestamp()))
    key = base64.b64decode((secret or secret_of(door.token)).removeprefix("whsec_"))
    words = f"{number}.{at}.".encode() + body
    made = base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": number,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{made}",
    }


def call(client, door: Door, told, **more):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    headers = more.pop("headers", None) or signed(door, body, **more)
    address = reverse("listening:webhook", args=[door.token])
    return client.post(address, body, content_type="application/json", headers=headers)


ONE = {"posts": [{"id": "42", "text": "De brug is dicht", "author": "Els"}]}


def test_a_signed_call_is_taken_in(client, door):
    answer = call(client, door, ONE)
    assert (answer.status_code, answer.json()) == (202, {"taken": 1, "is_repeated": False})
    (post,) = heard()
    assert (post.id, post.platform) == (f"webhook:{door.source_id}/42", "webhook")
    assert (post.text, post.author.handle, post.visibility) == (
        "De brug is dicht",
        "Els",
        "private",
    )


def test_the_same_number_counts_once(client, door):
    for is_repeated in (False, True, True):
        answer = call(client, door, ONE)
        assert answer.json() == {"taken": int(not is_repeated), "is_repeated": is_repeated}
    assert len(heard()) == 1
    assert call(client, door, ONE, number="msg_2").json()["taken"] == 1


def test_the_published_example_of_the_standard_is_believed():
    """Secret, number, time, body and signature as standardwebhooks.com gives them."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    given = Signed(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    )
    now = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    check_call(given, b'{"test": 2432232314}', secret, now=now)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"webhook-id": ""}, "webhook-id"),
        ({"webhook-id": "x" * 101}, "webhook-id"),
        ({"webhook-timestamp": "soon"}, "webhook-timestamp"),
        ({"webhook-timestamp": "9" * 400}, "webhook-timestamp"),
        ({"webhook-signature": ""}, "webhook-signature"),
        ({"webhook-signature": "v1,AAAA v1a,BBBB é"}, "webhook-signature"),
        ({"webhook-id": "msg_2"}, "webhook-signature"),
    ],
)
def test_what_is_not_signed_is_not_heard(client, door, changed, words):
    body = json.dumps(ONE).encode()
    answer = call(client, door, body, headers=signed(door, body) | changed)
    assert answer.status_code == 401
    assert words in answer.json()["error"]
    assert heard() == []


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_call_cannot_be_said_again(client, door, minutes):
    at = timezone.now() + dt.timedelta(minutes=minutes)
    assert call(client, door, ONE, at=at).status_code == 401
    assert heard() == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (b"no json", "malformed"),
        ({"posts": []}, "Between 1 and 500"),
        ({"posts": [{"id": "1"}]}, "text"),
        ({"posts": [{"text": " "}]}, "$.posts[0]"),
        ({"posts": [{"text": "a", "surprise": 1}]}, "surprise"),
        ({"posts": [{"text": "a"}] * 501}, "Between 1 and 500"),
        ({"posts": [{"text": "a", "published_at": "yesterday"}]}, "published_at"),
    ],
)
def test_what_is_not_understood_is_said_with_its_place_and_nothing_is_kept(
    client, door, told, words
):
    answer = call(client, door, told)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert (heard(), Taken.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "body", [b'{"posts": [{"text": "\xff"}]}', b'{"posts": [{"text": "a", "x": ' + b"[" * 50_000]
)
def test_bytes_that_nobody_can_read_are_not_understood(client, door, body):
    answer = call(client, door, body)
    assert (answer.status_code, list(answer.json())) == (422, ["error"])
    assert heard() == []


def test_a_program_cannot_speak_for_another_platform(client, door):
    told = {
        "id": "mastodon:m.example/1",
        "text": "x",
        "url": "javascript:alert(1)",
        "in_reply_to": "9",
    }
    call(client, door, {"posts": [told]})
    (post,) = heard()
    assert post.id == f"webhook:{door.source_id}/mastodon:m.example/1"
    assert (post.url, post.in_reply_to) == ("", f"webhook:{door.source_id}/9")


def test_too_many_and_too_large_are_refused(client, door, settings, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # calls of one minute, however slow
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    large = {"posts": [{"text": "x" * 1_000_001}]}
    assert call(client, door, large).status_code == 413
    answers = [call(client, door, ONE, number=f"m{n}").status_code for n in range(125)]
    assert {429, 202} == set(answers)
    assert answers.count(202) <= 120


def test_a_paused_door_says_come_back_and_a_new_secret_closes_the_old_one(client, door, now):
    pause_source(source=door.source, at=now, actor="test")
    assert call(client, door, ONE).status_code == 503
    resume_source(source=door.source, at=now, actor="test")
    assert call(client, door, ONE).status_code == 202
    old = secret_of(door.token)
    renew_door(door=door, at=now, actor="test")
    assert call(client, door, ONE).status_code == 404
    door.refresh_from_db()
    assert call(client, door, ONE, number="m2", secret=old).status_code == 401


def test_a_door_is_never_visited(door, now):
    assert not run_source_now(source=door.source, at=now)
    resume_source(source=door.source, at=now, actor="test")
    assert claim_due(now=now + dt.timedelta(days=1)) == []


def test_numbers_go_after_a_week(client, door):
    call(client, door, ONE)
    sweep = kind_of("listening.Taken").sweep
    soon = timezone.now() + dt.timedelta(minutes=1)
    assert sweep.drop(sweep.find(soon, 0, 10)) == 1
    assert not Taken.objects.exists()


def write(client, page: Door, **given):
    address = reverse("listening:form-write", args=[page.token])
    shown = client.get(address).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', shown)[1]
    return client.post(address, {"text": "De brug staat open.", "opened": opened, **given})


@pytest.fixture
def _quick(monkeypatch):
    monkeypatch.setattr(forms, "QUICKEST", -1)


@pytest.mark.usefixtures("_quick")
def test_anybody_can_tell_us_something(client, page):
    answer = write(client, page, name="Els", address="Els@Dorp.example")
    assert answer.url == reverse("listening:form-thanks", args=[page.token])
    assert client.get(answer.url).status_code == 200
    (post,) = heard()
    assert (post.text, post.platform) == ("De brug staat open.", "form")
    assert (post.author.handle, post.author.name) == ("els@dorp.example", "Els")


@pytest.mark.usefixtures("_quick")
def test_a_name_is_not_needed_and_pressed_twice_is_one_message(client, page):
    address = reverse("listening:form-write", args=[page.token])
    shown = client.get(address).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', shown)[1]
    for _ in range(2):
        client.post(address, {"text": "De brug staat open.", "opened": opened})
    first, second = heard()
    assert first.id == second.id
    assert first.author.handle.startswith("somebody-")


@pytest.mark.usefixtures("_quick")
def test_a_program_that_fills_in_everything_is_not_heard_and_not_told(client, page):
    answer = write(client, page, website="https://spam.example")
    assert answer.status_code == 302
    assert heard() == []


def test_who_is_quicker_than_anybody_can_write_presses_again(client, page):
    answer = write(client, page)
    assert answer.status_code == 200
    assert "very quick" in answer.content.decode() or "erg snel" in answer.content.decode()
    assert "De brug staat open." in answer.content.decode()
    assert heard() == []


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("given", [{"text": "kort"}, {"address": "geen adres"}, {"opened": "x"}])
def test_what_is_wrong_is_said_and_the_words_stay(client, page, given):
    answer = write(client, page, **given)
    assert answer.status_code == 200
    assert given.get("text", "De brug staat open.") in answer.content.decode()
    assert heard() == []


@pytest.mark.usefixtures("_quick")
def test_from_one_connection_five_a_minute(client, page):
    n_done = sum(
        write(client, page, text=f"Bericht nummer {n}").status_code == 302 for n in range(12)
    )
    assert 5 <= n_done <= 10  # a minute may end in between
    assert len(heard()) == n_done


def test_a_closed_page_takes_nothing_in(client, page, now):
    pause_source(source=page.source, at=now, actor="test")
    address = reverse("listening:form-write", args=[page.token])
    assert client.get(address).status_code == 403
    assert client.post(address, {"text": "De brug staat open."}).status_code == 403
    assert heard() == []


def test_the_page_says_who_reads_it_and_how_long(client, page, organisation):
    shown = client.get(reverse("listening:form-write", args=[page.token])).content.decode()
    assert organisation.name in shown
    assert "13" in shown
    assert "24" in shown


def test_a_colleague_tips_a_link_and_is_kept_nowhere(client_of, stranger):
    client = client_of(stranger)
    address = reverse("listening:tip-give")
    shown = client.get(address, {"url": "https://krant.example/1", "title": "De krant"})
    assert "https://krant.example/1" in shown.content.decode()
    client.post(
        address, {"url": "krant.example/1", "title": "De krant", "words": "Dit gaat over ons"}
    )
    (post,) = heard()
    assert (post.url, post.text) == ("https://krant.example/1", "Dit gaat over ons")
    assert stranger.name not in str(post)
    assert stranger.email not in str(post)
    client.post(address, {"url": "javascript:alert(1)"})
    assert len(heard()) == 1
    assert Source.objects.get(connector="tip").is_told


def test_paused_tips_are_refused_in_words(client_of, stranger, now):
    client = client_of(stranger)
    address, tip = reverse("listening:tip-give"), {"url": "https://krant.example/1"}
    client.post(address, tip)
    pause_source(source=Source.objects.get(connector="tip"), at=now, actor="test")
    shown = client.post(address, tip | {"words": "Nog iets"}).content.decode()
    assert any(words in shown for words in ("closed for now", "nu gesloten"))
    assert "Nog iets" in shown
    assert (len(heard()), Source.objects.count()) == (1, 1)


def test_of_tips_there_is_one_source_at_a_time(organisation, now):
    first = tip_source(at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(connector="tip", target="tip", name="Tips", created_at=now)
    delete_source(source=first, at=now, actor="test")
    assert tip_source(at=now) != first


def test_only_a_number_that_came_before_is_left_out(door, now, monkeypatch):
    def broken(**_given):
        raise IntegrityError

    monkeypatch.setattr(actions, "deliver", broken)
    with pytest.raises(IntegrityError):
        actions.take_in(source=door.source, posts=[], at=now, number="msg_1")
    assert not Taken.objects.exists()


def test_who_may_change_sources_opens_a_door_and_sees_its_secret(client_of, member_with, stranger):
    client = client_of(member_with(Role.MANAGER))
    given = {"kind": "webhook", "name": "Balie"}
    shown = client.post(reverse("listening:door-add"), given, follow=True).content.decode()
    door = Door.objects.get()
    assert secret_of(door.token) in shown
    responder = client_of(member_with(Role.RESPONDER))
    seen = responder.get(reverse("listening:source-detail", args=[door.source_id]))
    assert secret_of(door.token) not in seen.content.decode()
    assert client_of(stranger).get(reverse("listening:door-add")).status_code == 403
    renew = reverse("listening:door-renew", args=[door.source_id])
    assert client_of(stranger).post(renew).status_code == 403
    client.post(renew)
    assert Door.objects.get().token != door.token
