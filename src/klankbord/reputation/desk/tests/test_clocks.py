"""The clocks of a case: office hours, rest, warning, lateness; and the screens that set them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.reputation.desk import actions, opening
from klankbord.reputation.desk.clocks.forms import read_ranges, written
from klankbord.reputation.desk.clocks.models import OfficeHours, Target
from klankbord.reputation.desk.clocks.running import office_calendar
from klankbord.reputation.desk.errors import CaseChanged
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    Channel,
    ClockLevel,
    Reason,
    Severity,
    State,
    WaitingFor,
)
from klankbord.reputation.desk.queries import replay
from klankbord.reputation.desk.replying import confirm_reply_sent, draft_reply
from klankbord.reputation.desk.watching import clocks_due, watch_clock

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
Kind = CaseEvent.Kind
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CLOCKS = reverse("desk:clock-list")


def moment(text: str) -> dt.datetime:
    """A moment on the clock of the office."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.fixture
def target(db):
    return Target.objects.create(first_response=HOUR, conclusive=8 * HOUR)


@pytest.fixture
def opened(make_case, target):
    """A case of Friday afternoon, half an hour before the office closes."""
    return Case.objects.get(pk=make_case(at=moment("2026-03-13 16:30")).pk)


def look(case: Case, at: dt.datetime) -> Case:
    """Be the watch, as often as it has something to do."""
    while (due := clocks_due(at=at).filter(pk=case.pk)).exists():
        watch_clock(case=due.get(), at=at)
    return Case.objects.get(pk=case.pk)


def kinds(case: Case) -> list[str]:
    return [event.kind for event in case.events.all()]


def test_friday_half_past_four_and_one_hour_is_monday_half_past_nine(opened):
    assert opened.due_at == moment("2026-03-16 09:30")
    assert opened.conclude_due_at == moment("2026-03-16 16:30")


def test_holidays_of_the_country_do_not_count(make_case, target, now):
    OfficeHours.objects.create(pk=1, hours={}, country="NL", changed_at=now)
    case = make_case(at=moment("2026-04-24 16:30"))  # King's Day is the Monday after
    assert case.due_at == moment("2026-04-28 09:30")


def test_a_range_of_its_own_a_day(now, db):
    OfficeHours.objects.create(pk=1, hours={"1": [[600, 660], [720, 780]]}, changed_at=now)
    assert office_calendar(now).ranges(dt.date(2026, 3, 10)) == ((600, 660), (720, 780))
    assert office_calendar(now).ranges(dt.date(2026, 3, 9)) == ()


def test_without_a_target_no_clock_runs(make_case):
    case = make_case()
    assert (case.due_at, case.conclude_due_at, case.clock_at) == (None, None, None)


@pytest.fixture
def promised(target, responder):
    """Opened on Friday at nine; somebody promised an answer before Monday noon."""
    return opening.open_case(
        by=responder,
        at=moment("2026-03-13 09:00"),
        title="x",
        channel=Channel.PHONE,
        promised_at=moment("2026-03-16 12:00"),
    ).case


def test_a_date_that_somebody_gave_stays_whatever_happens(promised, responder):
    at, given = moment("2026-03-13 10:00"), moment("2026-03-16 12:00")
    assert promised.due_at == given
    case = actions.change_severity(case=promised, by=responder, at=at, severity=Severity.URGENT)
    assert case.due_at == given
    case = actions.hold_case(case=case, by=responder, at=at, waiting_for=WaitingFor.AUTHOR)
    assert case.due_at == given
    case = actions.resume_case(case=case, by=responder, at=at + 5 * HOUR)
    assert case.due_at == given
    case = actions.let_stand(case=case, by=responder, at=at + 6 * HOUR, reason=Reason.OTHER)
    case = actions.reopen_case(case=case, by=responder, at=at + 7 * HOUR)
    assert case.due_at == given
    assert dt.datetime.fromisoformat(replay(case.events.all())["due_at"]) == given


def test_a_date_that_somebody_gave_is_watched(promised):
    case = look(promised, moment("2026-03-15 21:00"))  # four fifths of three days and three hours
    assert case.clock_level == ClockLevel.WARNED
    case = look(case, moment("2026-03-16 12:00"))
    assert case.clock_level == ClockLevel.BREACHED


@pytest.mark.parametrize("has_target", [True, False])
def test_a_given_date_that_went_by_while_it_was_watched_does_not_come_back(
    promised, responder, has_target
):
    Target.objects.filter(pk=None if has_target else Target.objects.get().pk).delete()
    back = moment("2026-03-23 09:00")
    case = actions.monitor_case(
        case=promised,
        by=responder,
        at=moment("2026-03-16 11:00"),
        reason=Reason.OTHER,
        look_again_at=back,
    )
    case = actions.bring_back(case=case, at=back)
    assert case.due_at == (back + HOUR if has_target else None)
    assert look(case, back).clock_level == ""


def test_after_the_answer_a_given_date_has_done_its_work(promised, responder):
    at = moment("2026-03-13 10:00")
    reply = draft_reply(case=promised, by=responder, at=at, text="Monday.").reply
    case = confirm_reply_sent(reply=reply, by=responder, at=at).case
    again = actions.reopen_case(case=case, by=responder, at=moment("2026-03-17 09:00"))
    assert again.conclude_due_at == moment("2026-03-17 17:00")


def test_a_given_date_needs_no_target(responder, now):
    given = now + 3 * HOUR
    case = opening.open_case(
        by=responder, at=now, title="x", channel=Channel.PHONE, promised_at=given
    ).case
    assert (case.due_at, case.conclude_due_at) == (given, None)
    assert case.clock_at is not None


def test_a_moment_is_promised_on_the_screen_and_over_the_api(client_of, responder):
    client = client_of(responder)
    page = reverse("desk:case-open")
    told = {"channel": "phone", "title": "Pool", "text": "When?", "severity": 2}
    past = client.post(page, {**told, "promised_at": "2020-01-01T12:00"})
    assert "Choose a moment that is still to come." in past.text
    coming = (timezone.localtime() + dt.timedelta(days=3)).replace(second=0, microsecond=0)
    client.post(page, {**told, "promised_at": f"{coming:%Y-%m-%dT%H:%M}"})
    case = Case.objects.get()
    assert case.due_at == coming
    assert "Promised by hand" in client.get(reverse("desk:case-detail", args=[case.pk])).text
    answer = client.post(
        "/api/v1/desk/cases",
        {"title": "Two", "answer_before": coming.isoformat()},
        content_type="application/json",
    )
    assert dt.datetime.fromisoformat(answer.json()["runs_out_at"]) == coming


@pytest.mark.parametrize(
    ("severity", "platform", "minutes"),
    [
        (Severity.LOW, "x", 600),
        (Severity.URGENT, "x", 60),
        (Severity.URGENT, "mastodon", 30),
        (Severity.LOW, "mastodon", 120),
    ],
)
def test_the_target_that_names_most_counts(responder, severity, platform, minutes):
    for given in (
        {"first_response": 10 * HOUR},
        {"first_response": HOUR, "severity": Severity.URGENT},
        {"first_response": 2 * HOUR, "platform": "mastodon"},
        {"first_response": HOUR / 2, "platform": "mastodon", "severity": Severity.URGENT},
    ):
        Target.objects.create(conclusive=40 * HOUR, **given)
    at = moment("2026-03-10 09:00")
    message = opening.Message(text="x", published_at=at, platform=platform)
    case = opening.open_case(
        by=responder,
        at=at,
        title="x",
        channel=Channel.HAND,
        severity=severity,
        message=message,
    ).case
    left = dt.timedelta(minutes=minutes)
    expected = at + left if left <= 8 * HOUR else at + left + 16 * HOUR
    assert case.due_at == expected


def test_the_watch_warns_at_four_fifths_and_says_it_once(opened):
    assert not clocks_due(at=moment("2026-03-16 09:17")).exists()
    case = look(opened, moment("2026-03-16 09:18"))
    assert case.clock_level == ClockLevel.WARNED
    case = look(case, moment("2026-03-16 09:25"))
    assert kinds(case).count(Kind.WARNED) == 1


def test_what_is_late_is_said_once_and_may_become_more_urgent(opened):
    Target.objects.update(raises_severity=True)
    case = look(opened, moment("2026-03-16 10:00"))
    assert case.clock_level == ClockLevel.BREACHED
    assert case.severity == Severity.HIGH
    case = look(case, moment("2026-03-17 10:00"))
    assert kinds(case).count(Kind.BREACHED) == 1


def test_the_clock_rests_while_the_author_is_to_act(opened, responder):
    held = moment("2026-03-16 09:10")
    case = actions.hold_case(case=opened, by=responder, at=held, waiting_for=WaitingFor.AUTHOR)
    assert (case.due_at, case.clock_at) == (None, None)
    case = actions.resume_case(case=case, by=responder, at=moment("2026-03-17 09:10"))
    assert case.due_at == moment("2026-03-17 09:30")


def test_waiting_for_a_department_does_not_stop_the_clock(opened, responder):
    case = actions.hold_case(
        case=opened,
        by=responder,
        at=moment("2026-03-16 09:10"),
        waiting_for=WaitingFor.DEPARTMENT,
    )
    assert case.due_at == moment("2026-03-16 09:30")


def test_an_answer_stops_all_clocks_and_reopening_starts_one(opened, responder):
    at = moment("2026-03-16 09:05")
    reply = draft_reply(case=opened, by=responder, at=at, text="Zondag.").reply
    case = confirm_reply_sent(reply=reply, by=responder, at=at).case
    assert (case.clock_level, case.clock_at) == ("", None)
    again = actions.reopen_case(case=case, by=responder, at=moment("2026-03-18 09:00"))
    assert again.conclude_due_at == moment("2026-03-18 17:00")
    case = look(again, moment("2026-03-18 17:00"))
    assert case.clock_level == ClockLevel.BREACHED
    assert case.events.last().data["clock"] == "conclusive"


def test_more_urgent_is_due_sooner(make_case, responder):
    Target.objects.create(first_response=4 * HOUR, conclusive=8 * HOUR)
    Target.objects.create(severity=Severity.URGENT, first_response=HOUR, conclusive=8 * HOUR)
    at = moment("2026-03-10 09:00")
    case = make_case(at=at)
    assert case.due_at == at + 4 * HOUR
    case = actions.change_severity(case=case, by=responder, at=at, severity=Severity.URGENT)
    assert case.due_at == at + HOUR


def test_events_replay_to_the_same_clock(opened, responder):
    actions.hold_case(
        case=opened,
        by=responder,
        at=moment("2026-03-16 09:10"),
        waiting_for=WaitingFor.AUTHOR,
    )
    case = Case.objects.get(pk=opened.pk)
    told = replay(case.events.all())
    assert told["due_at"] is None
    assert told["clock_level"] == case.clock_level
    assert case.state == State.WAITING


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("9:00-12:30, 13:00-17:00", [[540, 750], [780, 1020]]),
        ("09.00 - 17.00", [[540, 1020]]),
        ("0:00-24:00", [[0, 1440]]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(text, ranges):
    assert read_ranges(text) == ranges
    assert read_ranges(written(ranges)) == ranges


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def hours(**days) -> dict[str, str]:
    return {f"day_{day}": days.get(f"d{day}", "") for day in range(7)} | {"country": "BE"}


def test_hours_are_kept_and_counted(client):
    page = client.post(CLOCKS, hours(d0="9:00-12:00, 13:00-16:00"), follow=True)
    assert "Kept." in page.text
    row = OfficeHours.objects.get()
    assert (row.hours, row.country) == ({"0": [[540, 720], [780, 960]]}, "BE")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"d0": "nine to five"}, "Write times as 9:00-12:30"),
        ({"d0": "17:00-9:00"}, "Each time must come after"),
        ({"d0": "9:00-12:00, 11:00-13:00"}, "Each time must come after"),
        ({"d0": "9:75-12:00"}, "Each time must come after"),
        ({}, "The desk must be open some time"),
    ],
)
def test_hours_that_make_no_sense_are_refused_beside_their_day(client, given, words):
    assert words in client.post(CLOCKS, hours(**given)).text
    assert not OfficeHours.objects.exists()


def test_usual_times_are_a_start(client):
    assert "No clock runs yet" in client.get(CLOCKS).text
    page = client.post(reverse("desk:target-usual"), follow=True).text
    assert Target.objects.count() == 4
    assert "1 office hour" in page
    client.post(reverse("desk:target-usual"))
    assert Target.objects.count() == 4


TIME = {
    "severity": "3",
    "platform": "mastodon",
    "first_number": "30",
    "first_unit": "minutes",
    "conclusive_number": "8",
    "conclusive_unit": "hours",
}


def test_a_time_is_added_once_and_deleted(client):
    add = reverse("desk:target-add")
    assert "High · Mastodon" in client.post(add, TIME, follow=True).text
    assert "exactly these cases" in client.post(add, TIME).text
    client.post(reverse("desk:target-delete", args=[Target.objects.get().pk]))
    assert not Target.objects.exists()


def test_a_conclusion_before_the_first_answer_is_refused(client):
    page = client.post(
        reverse("desk:target-add"), TIME | {"first_number": "9", "first_unit": "hours"}
    )
    assert "not concluded before its first answer" in page.text
    assert not Target.objects.exists()


def test_the_list_and_the_page_show_the_clock(opened, client_of, responder):
    look(opened, moment("2026-03-16 10:00"))
    client = client_of(responder)
    late = client.get(reverse("desk:case-list") + "?view=late").text
    assert opened.title in late
    assert "late" in client.get(reverse("desk:case-detail", args=[opened.pk])).text
    assert CLOCKS not in late  # responders do not set them


def test_a_stranger_and_a_responder_set_no_clocks(client_of, stranger, responder, target):
    for somebody in (stranger, responder):
        client = client_of(somebody)
        assert client.get(CLOCKS).status_code == 403
        gone = reverse("desk:target-delete", args=[target.pk])
        assert client.post(gone).status_code == 403
    assert Target.objects.exists()


def test_who_speaks_again_is_waited_for_no_longer(opened, responder):
    case = actions.hold_case(
        case=opened,
        by=responder,
        at=moment("2026-03-16 09:10"),
        waiting_for=WaitingFor.AUTHOR,
    )
    at = moment("2026-03-17 09:10")
    message = opening.Message(text="Here it is.", published_at=at)
    case = opening.add_message(case=case, by=None, at=at, message=message)
    assert (case.state, case.waiting_for) == (State.ASSESSING, "")
    assert case.due_at == moment("2026-03-17 09:30")


def test_a_silence_that_is_opened_again_is_not_late_at_once(opened, responder):
    case = actions.let_stand(
        case=opened, by=responder, at=moment("2026-03-13 16:40"), reason=Reason.JOKE
    )
    again = moment("2026-04-07 09:00")
    case = actions.reopen_case(case=case, by=responder, at=again)
    assert case.due_at == moment("2026-04-07 10:00")
    assert look(case, again).clock_level == ""


def test_who_was_answered_just_now_is_not_called_late(opened, responder):
    late = moment("2026-03-16 10:00")
    seen = Case.objects.get(pk=opened.pk)
    reply = draft_reply(case=opened, by=responder, at=late, text="Zondag.").reply
    confirm_reply_sent(reply=reply, by=responder, at=late)
    with pytest.raises(CaseChanged):
        watch_clock(case=seen, at=late)
    assert Kind.BREACHED not in kinds(opened)
