"""The moment before which we answer changes with a reason, and the clocks go along."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.people.models import Role
from klankbord.reputation.desk import actions, errors
from klankbord.reputation.desk.clocks.models import Target
from klankbord.reputation.desk.models import Case, CaseEvent, ClockLevel, Reason
from klankbord.reputation.desk.promising import promise_answer
from klankbord.reputation.desk.queries import replay
from klankbord.reputation.desk.replying import confirm_reply_sent, draft_reply
from klankbord.reputation.desk.watching import clocks_due, watch_clock

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
WHY = "She called: the hearing is on Monday."


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


OPENED = moment("2026-03-13 09:00")
MONDAY = moment("2026-03-16 12:00")


@pytest.fixture
def target(db):
    return Target.objects.create(first_response=4 * HOUR, conclusive=40 * HOUR)


@pytest.fixture
def opened(make_case, target):
    return Case.objects.get(pk=make_case(at=OPENED).pk)


@pytest.fixture
def promise(responder):
    def promised(case, promised_at, at=OPENED + HOUR, **more):
        return promise_answer(
            case=case, by=responder, at=at, promised_at=promised_at, because=WHY, **more
        )

    return promised


def test_the_clocks_follow_and_the_history_says_why(opened, promise, client_of, responder):
    before = opened.conclude_due_at
    case = promise(opened, MONDAY)
    assert (case.due_at, case.conclude_due_at) == (MONDAY, before)
    event = case.events.get(kind=CaseEvent.Kind.PROMISED)
    assert (event.by, event.data["because"]) == (responder, WHY)
    assert dt.datetime.fromisoformat(replay(case.events.all())["due_at"]) == MONDAY
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert "promised an answer before 03/16/2026 noon" in page
    assert WHY in page


@pytest.mark.parametrize("has_target", [True, False])
def test_taken_back_the_clock_of_the_desk_counts_again(opened, promise, target, has_target):
    due = opened.due_at
    if not has_target:
        target.delete()
    case = promise(promise(opened, MONDAY), None)
    assert case.due_at == (due if has_target else None)
    assert (case.clock_at is not None) == has_target
    assert "clock of the desk" not in case.events.last().data["because"]


def test_what_was_late_has_time_again(opened, promise):
    late = opened.due_at + HOUR
    while (due := clocks_due(at=late)).exists():
        watch_clock(case=due.get(), at=late)
    assert Case.objects.get().clock_level == ClockLevel.BREACHED
    case = promise(Case.objects.get(), MONDAY, at=late)
    assert (case.clock_level, case.due_at) == ("", MONDAY)
    assert case.clock_at < MONDAY  # it warns before


def test_it_refuses_what_makes_no_sense(opened, promise, responder):
    reply = draft_reply(case=opened, by=responder, at=OPENED, text="Monday.").reply
    case = confirm_reply_sent(reply=reply, by=responder, at=OPENED).case
    with pytest.raises(errors.CaseAlreadyConcluded):
        promise(case, MONDAY)
    actions.reopen_case(case=case, by=responder, at=OPENED + HOUR)
    with pytest.raises(errors.AlreadyAnswered):
        promise(case, MONDAY)
    assert Case.objects.get().promised_at is None


def test_of_two_at_once_the_second_looks_again(opened, promise):
    promise(opened, MONDAY, version=opened.version)
    with pytest.raises(errors.CaseChanged):
        promise(opened, None, version=opened.version)
    assert Case.objects.get().promised_at == MONDAY


def test_on_the_screen_it_needs_a_reason_and_a_moment_to_come(case, client_of, responder):
    client, place = client_of(responder), reverse("desk:case-promise", args=[case.pk])
    assert f'href="{place}#act"' in client.get(reverse("desk:case-detail", args=[case.pk])).text
    coming = (timezone.localtime() + dt.timedelta(days=3)).replace(second=0, microsecond=0)
    told = {"promised_at": f"{coming:%Y-%m-%dT%H:%M}", "because": WHY}
    past = client.post(place, {**told, "promised_at": "2020-01-01T12:00"})
    assert "Choose a moment that is still to come." in past.text
    assert "This field is required." in client.post(place, {**told, "because": " "}).text
    assert client.post(place, told).status_code == 302
    case.refresh_from_db()
    assert (case.promised_at, case.due_at) == (coming, coming)
    assert f'value="{coming:%Y-%m-%dT%H:%M}"' in client.get(place).text
    actions.let_stand(case=case, by=responder, at=timezone.now(), reason=Reason.OTHER)
    assert "has its outcome already" in client.post(place, told).text
    assert place not in client.get(reverse("desk:case-detail", args=[case.pk])).text


def test_only_who_answers_promises(case, client_of, member_with, stranger):
    place = reverse("desk:case-promise", args=[case.pk])
    for somebody in (stranger, member_with(Role.EXPERT), member_with(Role.APPROVER)):
        assert client_of(somebody).get(place).status_code == 403
