"""One act on many cases, the next case, labels, and cases that come back."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core import mail
from django.urls import reverse

from klankbord.jobs.models import Job
from klankbord.people.models import Department, Role
from klankbord.reputation.desk import actions, opening
from klankbord.reputation.desk.bulk import take_next
from klankbord.reputation.desk.clocks.models import Target
from klankbord.reputation.desk.jobs import look_again, tell, watch_clocks
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    Channel,
    Reason,
    Severity,
    State,
    WaitingFor,
)
from klankbord.reputation.desk.watching import cases_to_look_at
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
BULK = reverse("desk:case-bulk")
HOUR = dt.timedelta(hours=1)
Kind = CaseEvent.Kind


@pytest.fixture
def client(client_of, responder):
    return client_of(responder)


@pytest.fixture
def three(make_case, now):
    return [make_case(title=f"Pool {n}", at=now + n * dt.timedelta(seconds=1)) for n in range(3)]


def chosen(cases, act, **given):
    return {"act": act, "case": [case.pk for case in cases], "back": "?view=open", **given}


def test_many_are_claimed_at_once(client, three, responder):
    answer = client.post(BULK, chosen(three, "claim"), follow=True)
    assert answer.redirect_chain[0][0].endswith("?view=open")
    assert "Done for 3 cases: claim." in answer.content.decode()
    assert Case.objects.filter(claimed_by=responder).count() == 3
    assert CaseEvent.objects.filter(kind=Kind.CLAIMED).count() == 3


def test_a_refusal_is_told_and_keeps_no_other(client, three, responder, second_responder):
    at = three[0].opened_at + dt.timedelta(days=3650)
    actions.claim_case(case=three[1], by=second_responder, at=at)
    answer = client.post(BULK, chosen(three, "claim"))
    page = answer.content.decode()
    assert "Done in part" in page
    assert three[1].number in page
    assert "Second Responder is at work on this case" in page
    assert Case.objects.filter(claimed_by=responder).count() == 2


@pytest.mark.parametrize(
    ("act", "given", "field", "value"),
    [
        ("severity", {"severity": "4"}, "severity", Severity.URGENT),
        ("tag", {"add": "Summer, pool"}, "tags", ["summer", "pool"]),
        ("let-stand", {"reason": "joke"}, "state", State.LET_STAND),
    ],
)
def test_an_act_asks_what_it_needs_first(client, three, act, given, field, value):
    asked = client.post(BULK, chosen(three, act))
    assert asked.status_code == 200
    assert asked.content.decode().count('name="case"') == 3
    client.post(BULK, chosen(three, act, filled="1", **given))
    assert [getattr(case, field) for case in Case.objects.all()] == [value] * 3


def test_many_are_handed_over_and_closed(client, three, now, responder):
    room = Department.objects.create(name="Green")
    client.post(BULK, chosen(three, "assign", filled="1", department=room.pk))
    assert Case.objects.filter(department=room).count() == 3
    actions.let_stand(case=three[0], by=responder, at=now, reason=Reason.JOKE)
    page = client.post(BULK, chosen(three, "close")).content.decode()
    assert page.count("This case has no outcome yet") == 2
    assert Case.objects.filter(state=State.CLOSED).count() == 1


def test_what_is_missing_or_wrong_changes_nothing(client, three):
    for given in (
        {"act": "claim"},
        chosen(three, "erase"),
        {"act": "claim", "case": ["x", "-1", "9" * 30], "back": "https://elsewhere.example/"},
    ):
        answer = client.post(BULK, given)
        assert answer.status_code == 302
        assert answer.url.startswith("/desk/")
    page = client.post(BULK, chosen(three, "severity", filled="1", severity="9"))
    assert page.context["form"].errors
    assert not CaseEvent.objects.exclude(kind=Kind.OPENED).exists()


def test_a_selection_has_an_end(client, make_case):
    cases = [make_case() for _ in range(3)]
    numbers = [case.pk for case in cases] + list(range(10_000, 10_250))
    page = client.post(BULK, {"act": "claim", "case": numbers})
    assert "At most 200 cases at once" in page.content.decode()


def test_only_the_team_acts(client_of, expert, stranger, three):
    for person in (expert, stranger):
        assert client_of(person).post(BULK, chosen(three, "claim")).status_code == 403


def test_the_list_offers_it(client, three):
    page = client.get(reverse("desk:case-list"), {"view": "open"}).content.decode()
    assert page.count('form="bulk"') == 3
    assert 'data-act-key="L"' in page


def test_the_next_case_is_the_most_urgent_then_ours_then_oldest(
    client, make_case, responder, second_responder, now
):
    other = Department.objects.create(name="Green")
    later = now + HOUR
    theirs = make_case(title="theirs", department=other)
    ours = make_case(title="ours", at=later, department=responder.department)
    urgent = make_case(title="urgent", at=later + HOUR, severity=Severity.URGENT)
    client.post(reverse("desk:case-next"))
    urgent.refresh_from_db()
    assert urgent.claimed_by == responder
    assert take_next(by=responder, at=later) == ours
    assert take_next(by=second_responder, at=later) == theirs
    assert take_next(by=second_responder, at=later) is None
    assert client.post(reverse("desk:case-next")).url == reverse("desk:case-list")


def test_labels_are_set_found_and_told(client, case, make_case):
    make_case(title="About a pool")
    client.post(reverse("desk:case-tag", args=[case.pk]), {"add": "Green Waste, #pool"})
    client.post(reverse("desk:case-tag", args=[case.pk]), {"remove": "pool"})
    case.refresh_from_db()
    assert case.tags == ["green waste"]
    client.post(reverse("desk:case-tag", args=[case.pk]), {"add": "green waste"})
    assert case.events.filter(kind=Kind.TAGGED).count() == 2
    page = client.get(reverse("desk:case-detail", args=[case.pk])).content.decode()
    assert "#green waste" in page
    for words, n in (('label:"green waste"', 1), ("label:pool", 0), ("label:green", 1)):
        found = client.get(reverse("desk:case-list"), {"view": "all", "q": words})
        assert len(found.context["rows"]) == n, words


def run_at(moment):
    return SimpleNamespace(now=moment)


def test_what_was_let_stand_comes_back_on_its_day(case, responder, now):
    day = now + dt.timedelta(days=3)
    given = {"case": case, "by": responder, "reason": Reason.JOKE}
    actions.let_stand(at=now, look_again_at=day, **given)
    actions.close_case(case=case, by=responder, at=now)
    look_again(run_at(day - HOUR))
    case.refresh_from_db()
    assert case.state == State.CLOSED
    for _ in range(2):
        look_again(run_at(day))
    case.refresh_from_db()
    assert case.state == State.ASSESSING
    assert case.claimed_by == responder
    assert case.n_reopened == 1
    assert case.events.filter(kind=Kind.LOOKED_AGAIN).count() == 1
    assert not cases_to_look_at(at=day + HOUR).exists()


def test_what_waited_is_taken_up_again_on_its_day(case, responder, now):
    actions.hold_case(
        case=case, by=responder, at=now, waiting_for=WaitingFor.EXPERT, look_again_at=now + HOUR
    )
    look_again(run_at(now + HOUR))
    case.refresh_from_db()
    assert (case.state, case.waiting_for, case.look_again_at) == (State.ASSESSING, "", None)


def test_a_case_whose_conversation_goes_on_elsewhere_stays_closed(
    case, make_mention, responder, now
):
    actions.let_stand(case=case, by=responder, at=now, reason=Reason.JOKE, look_again_at=now + HOUR)
    actions.close_case(case=case, by=responder, at=now)
    again = opening.message_of(case.messages.get().mention)
    opening.open_case(by=responder, at=now, title="P", channel=Channel.MENTION, message=again)
    look_again(run_at(now + HOUR))
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert not cases_to_look_at(at=now + HOUR).exists()


@pytest.fixture
def target(db, make_member):
    return Target.objects.create(
        first_response=HOUR,
        conclusive=8 * HOUR,
        raises_severity=True,
        late_department=Department.objects.create(name="Night watch"),
        late_member=make_member("Watch", Role.RESPONDER),
        tells_when_hurried=True,
    )


def test_a_late_case_is_raised_handed_over_and_told_once(target, make_case, responder, now):
    case = make_case(at=now)
    actions.claim_case(case=case, by=responder, at=now)
    for moment in (now + 0.9 * HOUR, now + 2 * HOUR, now + 3 * HOUR):
        watch_clocks(run_at(moment))
    case.refresh_from_db()
    assert case.severity == Severity.HIGH
    assert case.department == target.late_department
    assert case.claimed_by == target.late_member
    assert case.events.filter(kind__in=(Kind.WARNED, Kind.BREACHED)).count() == 2
    jobs = Job.objects.filter(name="desk.tell_hurry")
    assert jobs.count() == 2
    for each in jobs:
        tell(run_at(now + 2 * HOUR), **each.payload)
    assert sorted(letter.subject.partition(":")[0] for letter in mail.outbox) == [
        "Time is running out",
        "Too late",
    ]
    assert mail.outbox[0].to == [target.late_member.email]
    assert AuditEntry.objects.filter(act="desk.hurry-told").count() == 2


def test_who_is_at_work_keeps_a_late_case(target, make_case, responder, now):
    case = make_case(at=now)
    watch_clocks(run_at(now + 0.9 * HOUR))
    actions.claim_case(case=case, by=responder, at=now + 0.9 * HOUR)
    watch_clocks(run_at(now + 1.1 * HOUR))
    case.refresh_from_db()
    assert case.claimed_by == responder
    assert case.severity == Severity.HIGH


def test_a_case_of_nobody_is_told_to_its_department(target, make_case, make_member, now):
    Target.objects.update(late_member=None, late_department=None)
    make_member("Other", Role.RESPONDER, department="Elsewhere")
    case = make_case(at=now, department=Department.objects.get(name="Communicatie"))
    watch_clocks(run_at(now + 2 * HOUR))
    for each in Job.objects.filter(name="desk.tell_hurry"):
        tell(run_at(now + 2 * HOUR), **each.payload)
    to = {address for letter in mail.outbox for address in letter.to}
    assert "other@proefdam.example" not in to
    assert "responder@proefdam.example" in to
    actions.let_stand(case=case, by=case.events.first().by, at=now + 2 * HOUR, reason=Reason.JOKE)
    mail.outbox.clear()
    for each in Job.objects.filter(name="desk.tell_hurry"):
        tell(run_at(now + 2 * HOUR), **each.payload)
    assert mail.outbox == []
