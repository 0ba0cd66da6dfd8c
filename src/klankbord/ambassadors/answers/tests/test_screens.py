"""The screens and the interface of the ledger, for its keeper, an owner, a colleague."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.answers import actions
from klankbord.ambassadors.answers.models import Point
from klankbord.ambassadors.answers.tests.conftest import answer, stands
from klankbord.ambassadors.community.models import Group, Post
from klankbord.people.models import Role

pytestmark = pytest.mark.django_db
API = "/api/v1/answers/points"
DONE = {"kind": "done", "text": "There is a roof.", "because": "It rains.", "number": 0}


def at(name, *args):
    return reverse(f"answers:{name}", args=args)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def question(colleague, now):
    group = Group.objects.create(name="Everybody", created_at=now)
    return Post.objects.create(
        group=group, author=colleague, text="Where to park?", is_question=True, created_at=now
    )


def test_from_a_question_to_an_answer_that_everybody_reads(
    keeper, seer, stranger, client_of, question, today
):
    client = client_of(keeper)
    assert at("point-add") + f"?question={question.pk}" in client.get(at("point-list")).text
    values = {
        "title": "Parking",
        "about": "Where may we park?",
        "owner": seer.pk,
        "due_on": (today + dt.timedelta(days=9)).isoformat(),
    }
    made = client.post(at("point-add") + f"?question={question.pk}", values)
    point = Point.objects.get()
    assert made.url == at("point-detail", point.pk)
    assert (point.origin, point.post) == ("question", question)
    assert f"?question={question.pk}" not in client.get(at("point-list")).text
    own = client_of(seer)
    assert "These wait for you:" in own.get(at("point-list")).text
    assert own.post(at("point-answer", point.pk), DONE).status_code == 302
    page = client_of(stranger).get(at("point-detail", point.pk)).text
    assert "There is a roof." in page
    assert "It rains." in page
    assert reverse("community:post-detail", args=[question.pk]) in page


def test_a_question_that_is_not_for_everybody_any_more_is_not_named(
    keeper, client_of, question, make_point
):
    source = actions.Source(origin=Point.Origin.QUESTION, post=question)
    point = make_point(source=source)
    address = reverse("community:post-detail", args=[question.pk])
    assert address in client_of(keeper).get(at("point-detail", point.pk)).text
    Group.objects.update(kind=Group.Kind.CLOSED)
    assert address not in client_of(keeper).get(at("point-detail", point.pk)).text


def test_only_the_owner_and_the_keeper_answer(point, keeper, seer, stranger, client_of):
    for name in ("point-answer", "point-give"):
        assert client_of(stranger).get(at(name, point.pk)).status_code == 404
        assert client_of(stranger).post(at(name, point.pk), DONE).status_code == 404
        for member in (keeper, seer):
            assert client_of(member).get(at(name, point.pk)).status_code == 200
    assert stands(point) == ""


def test_without_a_reason_nothing_is_published_and_the_text_stays(point, seer, client_of):
    page = client_of(seer).post(at("point-answer", point.pk), DONE | {"because": "  "})
    assert page.status_code == 200
    assert "There is a roof." in page.text
    late = client_of(seer).post(at("point-answer", point.pk), DONE | {"kind": "working"})
    assert late.status_code == 409
    assert "needs a day that is still to come" in late.text
    assert stands(point) == ""


def test_handing_over_and_opening_again(point, seer, colleague, client_of, now):
    own = client_of(seer)
    assert own.post(at("point-give", point.pk), {"owner": colleague.pk}).status_code == 302
    point.refresh_from_db()
    assert point.owner == colleague
    assert own.get(at("point-answer", point.pk)).status_code == 404
    actions.answer_point(point=point, number=0, answer=answer(), by=colleague, at=now)
    assert (
        "Does this not answer it?"
        not in client_of(colleague).get(at("point-detail", point.pk)).text
    )
    own.post(at("point-reopen", point.pk), {"text": "And at night?", "number": 1})
    page = client_of(colleague).get(at("point-detail", point.pk)).text
    assert "And at night?" in page
    assert seer.name not in page.split('id="main"')[1]
    again = own.post(at("point-reopen", point.pk), {"text": "Again", "number": 2}, follow=True)
    assert "There is no answer yet: the point is open already." in again.text


def test_what_is_late_stands_first_for_everybody(make_point, stranger, client_of, now):
    make_point("Forgotten", days=-5)
    make_point("In time", days=5000)
    page = client_of(stranger).get(at("point-list")).text
    assert "Forgotten" in page
    assert "days overdue" in page
    assert "In time" not in page
    assert "In time" in client_of(stranger).get(at("point-list") + "?view=all").text


def test_the_list_asks_as_much_for_thirty_as_for_one(
    make_point, seer, client_of, now, django_assert_max_num_queries
):
    for number in range(30):
        point = make_point(f"Point {number}")
        if number % 2:
            actions.answer_point(point=point, number=0, answer=answer(), by=seer, at=now)
    client = client_of(seer)
    with django_assert_max_num_queries(22):
        client.get(at("point-list") + "?view=all")
    with django_assert_max_num_queries(22):
        client.get(at("report") + "?since=2026-03-01&until=2026-04-01")


def test_the_report_on_screen_and_as_a_document(point, seer, stranger, client_of, now):
    actions.answer_point(
        point=point, number=0, answer=answer(sources="Decision 12"), by=seer, at=now
    )
    client = client_of(stranger)
    span = f"?since={now.date()}&until={now.date()}"
    page = client.get(at("report") + span).text
    assert "Decision 12" in page
    assert "Who cycles saves a place." in page
    paper = client.get(at("report-export") + span)
    assert paper["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert f"{now.date()}.odt" in paper["Content-Disposition"]
    wrong = client.get(at("report") + "?since=2026-05-01&until=2026-04-01").text
    assert "Choose a last day that is not before the first." in wrong


def test_the_same_over_the_interface(keeper, stranger, client_of, today):
    client, other = client_of(keeper), client_of(stranger)
    values = {"title": "Phones", "about": "Own ones are used.", "due_on": today.isoformat()}
    assert other.post(API, values, content_type="application/json").status_code == 403
    made = client.post(API, values, content_type="application/json")
    assert made.status_code == 201
    pk = made.json()["id"]
    told = DONE | {"because": " "}
    path = f"{API}/{pk}/answers"
    assert other.post(path, DONE, content_type="application/json").status_code == 404
    refused = client.post(path, told, content_type="application/json")
    assert (refused.status_code, refused.json()["detail"]) == (409, "reason-missing")
    assert client.post(path, DONE, content_type="application/json").status_code == 201
    [row] = other.get(API + "?view=answered").json()
    assert row["newest"]["because"] == "It rains."
    again = {"number": 1, "text": "Not for us."}
    opened = other.post(f"{API}/{pk}/reopen", again, content_type="application/json")
    assert [step["kind"] for step in opened.json()["steps"]] == ["reopened", "done"]
    figures = other.get("/api/v1/answers/figures").json()
    assert (figures["n_points"], figures["n_answered"]) == (1, 0)


def test_a_member_with_no_role_but_this_reads_it(point, make_member, client_of):
    council = make_member("Council", Role.COUNCIL)
    assert client_of(council).get(at("point-detail", point.pk)).status_code == 200
