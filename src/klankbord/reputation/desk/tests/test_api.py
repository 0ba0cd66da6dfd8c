"""The desk over the API."""

import pytest

from klankbord.people.models import Role

ADDRESS = "/api/v1/desk/cases"


def test_list_and_detail(client_of, responder, case):
    client = client_of(responder)
    page = client.get(ADDRESS).json()
    assert [row["number"] for row in page["cases"]] == [case.number]
    assert page["after"] is None
    whole = client.get(f"{ADDRESS}/{case.pk}").json()
    assert whole["messages"][0]["text"] == "When is the swimming pool open again?"
    assert [event["kind"] for event in whole["events"]] == ["opened"]


def test_opening_twice_leads_to_one_case(client_of, responder, make_mention):
    client = client_of(responder)
    body = {"title": "Pool", "mention": make_mention().pk, "severity": "high"}
    first = client.post(ADDRESS, body, content_type="application/json")
    second = client.post(ADDRESS, body, content_type="application/json")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["severity"] == "high"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"title": ""}, 422),
        ({"title": "x", "mention": 12345}, 404),
        ({"title": "x", "department": 12345}, 404),
        ({"title": "x", "severity": "deadly"}, 422),
    ],
)
def test_wrong_requests_are_refused(client_of, responder, body, status):
    response = client_of(responder).post(ADDRESS, body, content_type="application/json")
    assert response.status_code == status


def test_roles(client_of, member_with, stranger, case):
    assert client_of(stranger).get(ADDRESS).status_code == 403
    expert = client_of(member_with(Role.EXPERT))
    assert expert.get(ADDRESS).status_code == 200
    body = {"title": "x"}
    assert expert.post(ADDRESS, body, content_type="application/json").status_code == 403


@pytest.mark.parametrize("query", ["view=x", "order=x", "severity=x", "department=0"])
def test_unknown_words_in_a_question_are_refused(client_of, responder, query):
    assert client_of(responder).get(f"{ADDRESS}?{query}").status_code == 422


def test_unknown_case_is_not_found(client_of, responder):
    assert client_of(responder).get(f"{ADDRESS}/99").status_code == 404
