"""Watched: nothing is said now, and the case comes back on its day, by a message, or by growth."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.participate.insight.period import Period
from klankbord.reputation.desk import actions, errors
from klankbord.reputation.desk.actions import monitor_case
from klankbord.reputation.desk.figures.counting import Figures
from klankbord.reputation.desk.jobs import look_again
from klankbord.reputation.desk.models import CaseEvent, Reason, State
from klankbord.reputation.desk.opening import add_message, message_of
from klankbord.reputation.desk.queries import SPREADS, cases_of_view, desk_figures, replay
from klankbord.reputation.desk.refusals import told_refusal

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Kind = CaseEvent.Kind


@pytest.fixture
def watched(case, responder, now):
    return monitor_case(
        case=case, by=responder, at=now, reason=Reason.PROVOCATION, look_again_at=now + 2 * DAY
    )


def copy_in(case, make_mention, number, at):
    """The same words, said by somebody else."""
    message = message_of(make_mention(number), is_copy=True)
    return add_message(case=case, by=None, at=at, message=message)


def test_a_watched_case_has_its_reason_its_owner_and_its_day(watched, responder, now):
    assert (watched.state, watched.let_stand_reason) == (State.MONITORING, Reason.PROVOCATION)
    assert (watched.claimed_by, watched.look_again_at) == (responder, now + 2 * DAY)
    assert watched.is_concluded  # its clock has stopped
    assert replay(watched.events.all())["state"] == State.MONITORING
    assert list(cases_of_view("monitoring", member=responder)) == [watched]
    assert list(cases_of_view("let_stand", member=responder)) == [watched]  # the silence ledger
    assert not cases_of_view("open", member=responder).exists()
    with pytest.raises(errors.CaseAlreadyConcluded) as refused:
        actions.let_stand(case=watched, by=responder, at=now, reason=Reason.JOKE)
    assert "It was answered, watched or let stand." in told_refusal(refused.value)[1]


def test_it_comes_back_on_its_day(watched, responder, now):
    look_again(SimpleNamespace(now=now + 2 * DAY - dt.timedelta(minutes=1)))
    watched.refresh_from_db()
    assert watched.state == State.MONITORING
    look_again(SimpleNamespace(now=now + 2 * DAY))
    watched.refresh_from_db()
    assert (watched.state, watched.claimed_by) == (State.ASSESSING, responder)
    assert watched.look_again_at is None


def test_it_comes_back_with_a_message_of_the_conversation(watched, make_mention, now):
    message = message_of(make_mention(2, in_reply_to="1"))
    case = add_message(case=watched, by=None, at=now + DAY, message=message)
    assert (case.state, case.let_stand_reason) == (State.ASSESSING, "")


def test_it_comes_back_when_it_spreads_and_not_by_one_copy(watched, make_mention, now):
    for number in range(2, SPREADS + 1):
        case = copy_in(watched, make_mention, number, now + DAY)
        assert case.state == State.MONITORING
    case = copy_in(watched, make_mention, SPREADS + 1, now + DAY)
    assert case.state == State.ASSESSING
    assert case.events.last().data["set"]["n_reopened"] == 1


def test_what_was_large_already_comes_back_when_it_is_twice_as_large(
    case, make_mention, responder, now
):
    for number in range(2, 6):
        copy_in(case, make_mention, number, now)
    watched = monitor_case(
        case=case, by=responder, at=now, reason=Reason.JOKE, look_again_at=now + DAY
    )
    states = [
        copy_in(watched, make_mention, number, now + dt.timedelta(hours=1)).state
        for number in range(6, 11)
    ]
    assert states == [State.MONITORING] * 4 + [State.ASSESSING]


def test_a_person_watches_with_a_day_that_is_still_to_come(case, client_of, responder):
    client, place = client_of(responder), reverse("desk:case-monitor", args=[case.pk])
    assert "Look again on" in client.get(place).text
    today = timezone.localdate()
    for day in ("", today.isoformat(), (today - DAY).isoformat()):
        page = client.post(place, {"reason": "provocation", "look_again_at": day})
        case.refresh_from_db()
        assert page.status_code == 200
        assert case.state == State.NEW
    day = today + 3 * DAY
    page = client.post(place, {"reason": "provocation", "look_again_at": day}, follow=True)
    case.refresh_from_db()
    assert case.state == State.MONITORING
    assert "We say nothing now and watch it." in page.text
    assert f"{responder.name} watches it, without an answer" in page.text


def test_the_tab_and_the_figures_know_it(watched, client_of, responder, now):
    page = client_of(responder).get(reverse("desk:case-list"), {"view": "monitoring"})
    assert watched.title in page.text
    assert "Look again on" in page.text
    assert desk_figures(at=now).n_let_stand == 1
    on = timezone.localdate(now)
    figures = Figures(Period(on - DAY, on), at=now)
    assert (figures.n_monitoring, figures.n_silent) == (1, 1)
    assert figures.silences()[0].n_watched == 1
    address = f"{reverse('desk:figures')}?since={on - DAY}&until={on}"
    page = client_of(responder).get(address)
    assert "1 of the cases below is watched now." in page.text
    link = page.context["watched_url"]
    assert f"since={on - DAY}&until={on}" in link
    listed = client_of(responder).get(link).context["rows"]
    assert [row["case"] for row in listed] == [watched]
    actions.reopen_case(case=watched, by=responder, at=now + DAY)
    figures = Figures(Period(on - DAY, on), at=now + DAY)
    assert (figures.n_monitoring, figures.n_broken_silences) == (0, 1)
    assert client_of(responder).get(address).status_code == 200


def test_coming_back_on_its_day_breaks_no_silence(watched, responder, now):
    back = actions.bring_back(case=watched, at=now + 2 * DAY)
    on = timezone.localdate(now)
    period = Period(on, on)
    assert Figures(period, at=now + 2 * DAY).n_broken_silences == 0
    given = {"by": responder, "reason": Reason.JOKE}
    again = monitor_case(case=back, at=now + 2 * DAY, look_again_at=now + 9 * DAY, **given)
    actions.reopen_case(case=again, by=responder, at=now + 3 * DAY)
    assert Figures(period, at=now + 3 * DAY).n_broken_silences == 1


def test_many_are_watched_at_once(case, make_case, client_of, responder):
    cases = [case, make_case(title="Another one")]
    day = (timezone.localdate() + 2 * DAY).isoformat()
    given = {"act": "monitor", "case": [each.pk for each in cases], "back": "?view=open"}
    asked = client_of(responder).post(reverse("desk:case-bulk"), given)
    assert "Look again on" in asked.text
    filled = {**given, "reason": "joke", "look_again_at": day, "filled": "1"}
    client_of(responder).post(reverse("desk:case-bulk"), filled)
    assert [each.state for each in cases_of_view("monitoring", member=responder)] == (
        [State.MONITORING] * 2
    )
