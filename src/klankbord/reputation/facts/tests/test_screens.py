"""The screens and the interface of the fact base."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.people.models import Role
from klankbord.reputation.facts.models import Fact

API = "/api/v1/facts/facts"


@pytest.fixture
def words():
    day = timezone.localdate() + dt.timedelta(days=30)
    return {
        "title": "Opening hours of the pool",
        "text_nl": "Het zwembad gaat om 9 uur open.",
        "text_en": "The pool opens at 9.",
        "source": "Timetable 2026",
        "source_url": "https://pool.example/times",
        "valid_until": day.isoformat(),
    }


@pytest.fixture
def client(client_of, manager):
    return client_of(manager)


def test_a_fact_is_stated_found_changed_and_retired(client, words):
    answer = client.post(reverse("facts:fact-add"), words)
    fact = Fact.objects.get()
    address = reverse("facts:fact-detail", args=[fact.pk])
    assert answer.url == address
    assert "The pool opens at 9." in client.get(reverse("facts:fact-list") + "?q=pool").text
    later = {**words, "text_nl": "Het zwembad is dicht.", "is_wrong": "on", "number": 1}
    assert client.post(reverse("facts:fact-change", args=[fact.pk]), later).url == address
    page = client.get(address).text
    assert "Het zwembad is dicht." in page
    assert "What we said was wrong" in page
    assert "Het zwembad gaat om 9 uur open." in page  # what it said then
    client.post(reverse("facts:fact-retire", args=[fact.pk]), {"because": "It is gone"})
    assert "It is gone" in client.get(address).text


def test_who_was_second_keeps_the_text(client, words):
    client.post(reverse("facts:fact-add"), words)
    fact = Fact.objects.get()
    address = reverse("facts:fact-change", args=[fact.pk])
    client.post(address, {**words, "text_nl": "Eerste", "number": 1})
    answer = client.post(address, {**words, "text_nl": "Tweede", "number": 1})
    assert answer.status_code == 409
    assert "Tweede" in answer.text
    assert "Somebody changed this fact" in answer.text
    assert client.post(address, {**words, "text_nl": "Tweede", "number": 2}).status_code == 302


def test_only_the_owner_changes_without_a_version(client, words, manager):
    client.post(reverse("facts:fact-add"), {**words, "owner": ""})
    fact = Fact.objects.get()
    changed = {**words, "owner": manager.pk, "number": 1}
    client.post(reverse("facts:fact-change", args=[fact.pk]), changed)
    fact.refresh_from_db()
    assert (fact.owner, fact.n_versions) == (manager, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("valid_until", "2001-01-01"),
        ("valid_until", "9999-12-31"),
        ("source_url", "javascript:alert(1)"),
        ("text_nl", ""),
    ],
)
def test_what_cannot_be_stated_is_refused_with_a_reason(client, words, field, value):
    answer = client.post(reverse("facts:fact-add"), {**words, field: value})
    assert answer.status_code == 200
    assert not Fact.objects.exists()


def test_responders_read_and_strangers_do_not(client_of, member_with, stranger, make_fact):
    fact = make_fact()
    responder = client_of(member_with(Role.RESPONDER))
    page = responder.get(reverse("facts:fact-detail", args=[fact.pk]))
    assert page.status_code == 200
    assert "Change or prolong" not in page.text
    assert responder.get(reverse("facts:fact-add")).status_code == 403
    assert client_of(stranger).get(reverse("facts:fact-list")).status_code == 403


def test_interface(client, make_fact, words):
    fact = make_fact(until=timezone.now() + dt.timedelta(days=90))
    listed = client.get(API).json()
    assert [row["id"] for row in listed] == [fact.pk]
    assert client.get(f"{API}?view=expired").json() == []
    body = {key: words[key] for key in ("text_nl", "text_en", "source")}
    body |= {"expires_at": (timezone.now() + dt.timedelta(days=9)).isoformat(), "number": 1}
    body["text_nl"] = "Dicht"
    address = f"{API}/{fact.pk}/versions"
    assert client.post(address, body, content_type="application/json").status_code == 201
    again = client.post(address, body, content_type="application/json")
    assert (again.status_code, again.json()["detail"]) == (409, "fact-changed")
    whole = client.get(f"{API}/{fact.pk}").json()
    assert [row["number"] for row in whole["versions"]] == [2, 1]
    made = client.post(API, {**body, "title": "New"}, content_type="application/json")
    assert (made.status_code, made.json()["title"]) == (201, "New")
    assert client.get(f"{API}/99").status_code == 404


def test_list_costs_the_same_for_one_and_for_many(client, make_fact, django_assert_max_num_queries):
    for number in range(12):
        make_fact(f"Fact {number}", until=timezone.now() + dt.timedelta(days=90))
    with django_assert_max_num_queries(16):
        client.get(reverse("facts:fact-list"))
