"""A deadline of the flow moves the clock of its case: the earlier promise counts."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from klankbord.core.flow import StepKind
from klankbord.reputation.desk import opening
from klankbord.reputation.desk.assessing import assess_case
from klankbord.reputation.desk.clocks.models import Target
from klankbord.reputation.desk.models import Case, CaseEvent
from klankbord.reputation.desk.queries import replay
from klankbord.reputation.desk.replying import confirm_reply_sent, draft_reply
from klankbord.reputation.desk.watching import clocks_due, watch_clock

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
ASKED = (("danger", "no"), ("ours", "yes"), ("colleague", "no"), ("asked", "yes"))
"""The way to "asked: yes", which gives an hour."""
WRONG = (("positive", "no"), ("provoking", "no"), ("joke", "no"), ("facts", "yes"))
"""On to "facts: wrong", which gives four hours more than nothing."""


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


FRIDAY = moment("2026-03-13 16:30")


@pytest.fixture
def target(db):
    return Target.objects.create(first_response=4 * HOUR, conclusive=40 * HOUR)


@pytest.fixture
def walk(responder):
    """Answer questions at one moment."""

    def through(case, *answers, at):
        for node, choice in answers:
            case = assess_case(
                case=case,
                by=responder,
                at=at,
                kind=StepKind.ANSWERED,
                node=node,
                choices=[choice],
            )
        return Case.objects.get(pk=case.pk)

    return through


def deadlines_told(case):
    changed = [event.data["set"] for event in case.events.filter(kind=CaseEvent.Kind.ASSESSED)]
    return [each["deadline_minutes"] for each in changed if "deadline_minutes" in each]


def test_a_branch_moves_the_clock_in_office_hours(standard, target, make_case, walk):
    case = make_case(at=FRIDAY)
    assert case.due_at == moment("2026-03-16 12:30")
    case = walk(case, *ASKED, at=FRIDAY + 10 * MINUTE)
    assert case.due_at == moment("2026-03-16 09:40")  # twenty minutes of Friday, forty of Monday
    assert case.conclude_due_at == moment("2026-03-20 16:30")
    assert deadlines_told(case) == [60]


def test_our_own_earlier_promise_counts(standard, make_case, walk):
    Target.objects.create(first_response=HOUR / 2, conclusive=40 * HOUR)
    case = walk(make_case(at=FRIDAY), *ASKED, at=FRIDAY + 10 * MINUTE)
    assert case.due_at == moment("2026-03-13 17:00")
    assert case.deadline_minutes == 60


def test_a_later_branch_lengthens_nothing(standard, target, make_case, walk):
    case = walk(make_case(at=FRIDAY), *ASKED, *WRONG, at=FRIDAY)
    assert (case.deadline_minutes, deadlines_told(case)) == (60, [60])


def test_an_answer_taken_back_takes_its_deadline_along(
    standard, target, make_case, walk, responder
):
    before = make_case(at=FRIDAY)
    case = walk(before, *ASKED, at=FRIDAY)
    case = assess_case(case=case, by=responder, at=FRIDAY, kind=StepKind.RETURNED, node="asked")
    assert (case.deadline_at, case.due_at) == (None, before.due_at)
    case = walk(case, ("asked", "no"), ("among-users", "no"), *WRONG, at=FRIDAY + 10 * MINUTE)
    assert deadlines_told(case) == [60, None, 240]


def test_without_a_target_the_flow_has_the_only_clock(standard, make_case, walk, responder):
    case = walk(make_case(at=FRIDAY), *ASKED, at=FRIDAY)
    assert (case.due_at, case.conclude_due_at) == (moment("2026-03-16 09:30"), None)
    case = assess_case(case=case, by=responder, at=FRIDAY, kind=StepKind.RETURNED, node="asked")
    assert (case.due_at, case.clock_at) == (None, None)


def test_the_first_answer_meets_a_deadline_and_the_next_one_is_for_the_conclusion(
    standard, target, make_case, walk, responder
):
    case = walk(make_case(at=FRIDAY), *ASKED, at=FRIDAY)
    answered = FRIDAY + 20 * MINUTE
    reply = draft_reply(case=case, by=responder, at=answered, text="On Sunday.").reply
    confirm_reply_sent(reply=reply, by=responder, at=answered)
    later = moment("2026-03-17 10:00")
    message = opening.Message(text="And the sauna?", published_at=later)
    case = opening.add_message(case=case, by=None, at=later, message=message)
    assert case.conclude_due_at == moment("2026-03-24 10:00")  # forty hours, the deadline was met
    case = assess_case(case=case, by=responder, at=later, kind=StepKind.RETURNED, node="asked")
    case = walk(case, ("asked", "yes"), at=later)
    assert case.conclude_due_at == later + HOUR


def test_history_replays_to_the_same_case(standard, target, make_case, walk):
    case = walk(make_case(at=FRIDAY), *ASKED, *WRONG, at=FRIDAY + MINUTE)
    told = replay(case.events.all())
    for name in ("deadline_at", "due_at", "conclude_due_at", "clock_at"):
        assert dt.datetime.fromisoformat(told[name]) == getattr(case, name)
    assert told["deadline_minutes"] == case.deadline_minutes


def test_the_watch_calls_it_late_at_the_deadline_of_the_flow(standard, target, make_case, walk):
    case = walk(make_case(at=FRIDAY), *ASKED, at=FRIDAY)
    for text in ("2026-03-16 09:18", "2026-03-16 09:30"):
        assert not clocks_due(at=moment(text) - MINUTE).exists()
        watch_clock(case=clocks_due(at=moment(text)).get(), at=moment(text))
    assert [event.kind for event in case.events.all()][-2:] == ["clock-warned", "clock-breached"]


def test_it_is_shown_and_its_case_comes_first(
    standard, target, make_case, walk, client_of, responder
):
    hurried, other = make_case("Danger here", at=FRIDAY), make_case("A question", at=FRIDAY)
    walk(hurried, ("danger", "yes"), at=FRIDAY)
    client = client_of(responder)
    page = client.get(reverse("desk:case-detail", args=[hurried.pk])).text
    assert "The flowchart gives 15 minutes" in page
    assert "Deadline of the flowchart: within 15 minutes" in page
    listed = client.get(reverse("desk:case-list") + "?view=open&order=due").text
    assert listed.index(hurried.title) < listed.index(other.title)
    assert "Least time left" not in client.get(reverse("desk:case-list") + "?view=closed").text
