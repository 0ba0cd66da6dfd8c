"""A step that belongs to a role calls who has it: once, at once, and for all to see."""

import pytest
from django.core import mail
from django.urls import reverse

from klankbord.core.flow import StepKind
from klankbord.jobs.models import Job
from klankbord.people.models import Role
from klankbord.reputation.desk import actions, errors
from klankbord.reputation.desk.assessing import assess_case
from klankbord.reputation.desk.calls import calling
from klankbord.reputation.desk.calls.letters import tell_called
from klankbord.reputation.desk.calls.models import NoteMention
from klankbord.reputation.desk.calls.queries import calls_of
from klankbord.reputation.desk.models import Case
from klankbord.reputation.desk.telling import told_of
from klankbord.reputation.flowcharts.models import FlowRun

pytestmark = pytest.mark.django_db
CRITICISM = (
    ("danger", "no"),
    ("ours", "yes"),
    ("colleague", "no"),
    ("asked", "yes"),
    ("positive", "no"),
    ("provoking", "no"),
    ("joke", "no"),
    ("facts", "no"),
)
VALID = ("valid", "yes")
"""On to "find who inside is in charge", which belongs to experts."""


@pytest.fixture
def take(responder, now):
    def step(case, node, choice="", kind=StepKind.ANSWERED, by=None):
        case = assess_case(
            case=case, by=by or responder, at=now, kind=kind, node=node, choices=[choice]
        )
        return Case.objects.get(pk=case.pk)

    return step


@pytest.fixture
def criticised(standard, case, take):
    """A case just before the step of somebody else."""
    for node, choice in CRITICISM:
        case = take(case, node, choice)
    return case


def test_who_has_the_role_is_called_once(criticised, expert, make_member, take):
    second = make_member("Second Expert", Role.EXPERT)
    assert not NoteMention.objects.exists()
    case = take(criticised, *VALID)
    assert case.awaited_role == Role.EXPERT
    assert {call.member for call in NoteMention.objects.all()} == {expert, second}
    assert Job.objects.filter(name="desk.tell_called").count() == 2
    with pytest.raises(errors.StepDoesNotFit):
        take(criticised, *VALID)
    assert NoteMention.objects.count() == 2


def test_their_letter_and_their_page_tell_of_the_step(criticised, expert, take, client_of):
    take(criticised, *VALID)
    tell_called(calls_of(expert).get())
    assert "it is your turn" in mail.outbox[0].subject
    assert criticised.title not in mail.outbox[0].body
    page = client_of(expert).get(reverse("desk:for-you")).text
    assert "The flowchart came to “Find who inside is in charge" in page


def test_the_case_and_the_list_say_who_is_awaited(criticised, expert, take, client_of, responder):
    take(criticised, *VALID)
    client = client_of(responder)
    page = client.get(reverse("desk:case-detail", args=[criticised.pk])).text
    assert "By the flowchart it is the turn of" in page
    assert expert.name in page
    assert "Called: everybody with the role “Expert”" in page
    assert "Turn of: Expert" in client.get(reverse("desk:case-list") + "?view=open").text


def test_a_role_that_nobody_has_is_told(criticised, take, client_of, responder):
    take(criticised, *VALID)
    page = client_of(responder).get(reverse("desk:case-detail", args=[criticised.pk])).text
    assert "Nobody has this role yet" in page


def test_it_is_nobodys_turn_once_they_speak_or_the_flow_goes_on(criticised, expert, take, now):
    case = take(criticised, *VALID)
    actions.add_note(case=case, by=expert, at=now, text="Ask Roads.")
    assert Case.objects.get(pk=case.pk).awaited_role == ""
    case = take(case, "valid", kind=StepKind.RETURNED)
    case = take(case, *VALID)
    assert case.awaited_role == Role.EXPERT
    case = take(case, "find-owner", kind=StepKind.ACTED)
    assert case.awaited_role == ""  # the next step is the desk's own


def test_what_is_late_is_told_to_who_is_awaited_too(criticised, expert, responder, take):
    case = take(criticised, *VALID)
    assert told_of(case) == [responder, expert]


def test_a_fault_on_the_way_leaves_neither_step_nor_call(
    standard, case, take, manager, monkeypatch
):
    enqueue = calling.enqueue

    def breaks(*_names, **_values):
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr(calling, "enqueue", breaks)
    with pytest.raises(OSError, match="the disk is full"):
        take(case, "danger", "yes")
    assert not FlowRun.objects.exists()
    assert not NoteMention.objects.exists()
    monkeypatch.setattr(calling, "enqueue", enqueue)
    take(case, "danger", "yes")
    assert calls_of(manager).count() == 1
