"""What waits for one colleague."""

import datetime as dt
import zoneinfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from klankbord.jobs.models import Job
from klankbord.people.models import Role
from klankbord.people.quiet_hours import waking_hour
from klankbord.reputation.desk import actions, replying
from klankbord.reputation.desk.approvals.actions import ask_approval, refuse_approval
from klankbord.reputation.desk.calls.letters import tell_called
from klankbord.reputation.desk.calls.models import NoteMention
from klankbord.reputation.desk.calls.queries import for_you, n_waiting
from klankbord.reputation.facts.actions import Statement, retire_fact, state_fact

DAY = dt.timedelta(days=1)


@pytest.fixture
def call(case, responder, second_responder, now):
    actions.add_note(case=case, by=responder, at=now, text="Do you know?", named=[second_responder])
    return NoteMention.objects.get()


def test_a_call_waits_until_it_is_ticked_off(client_of, call, responder, second_responder):
    client = client_of(second_responder)
    assert "Do you know?" in client.get(reverse("desk:for-you")).text
    assert "For you" in client.get(reverse("desk:case-list")).text
    client_of(responder).post(reverse("desk:call-seen", args=[call.pk]))
    assert n_waiting(second_responder) == 1  # not for others to tick off
    client.post(reverse("desk:call-seen", args=[call.pk]))
    assert n_waiting(second_responder) == 0
    assert "Do you know?" not in client.get(reverse("desk:for-you")).text


def test_a_letter_tells_of_it_in_waking_hours(call, second_responder, responder):
    job = Job.objects.get(name="desk.tell_called")
    assert job.payload == {"call_id": call.pk}
    tell_called(call)
    letter = mail.outbox[0]
    assert letter.to == [second_responder.email]
    assert "Do you know" not in letter.body
    assert responder.name not in letter.body
    call.seen_at = timezone.now()
    tell_called(call)
    assert len(mail.outbox) == 1


def local(*parts):
    return dt.datetime(*parts, tzinfo=zoneinfo.ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (local(2026, 3, 10, 10), local(2026, 3, 10, 10)),
        (local(2026, 3, 10, 7, 59), local(2026, 3, 10, 8)),
        (local(2026, 3, 10, 18), local(2026, 3, 11, 8)),
        (local(2026, 3, 13, 19), local(2026, 3, 16, 8)),  # Friday evening
        (local(2026, 3, 28, 12), local(2026, 3, 30, 8)),  # over the change to summer time
    ],
)
def test_letters_wait_for_the_morning(at, expected):
    assert waking_hour(at) == expected


def test_decisions_facts_and_cases_of_yours(case, make_case, responder, member_with, now):
    approver = member_with(Role.APPROVER)
    words = Statement(text_nl="x", text_en="x", source="x", expires_at=now + DAY)
    version = state_fact(title="Hours", statement=words, owner=responder, by=approver, at=now)
    reply = replying.draft_reply(
        case=case, by=responder, at=now, text="At nine.", facts=[version]
    ).reply
    approval = ask_approval(reply=reply, by=responder, at=now)
    assert [each.pk for each in for_you(approver, at=now).to_approve] == [approval.pk]
    refuse_approval(approval=approval, by=approver, at=now, because="x")
    given = make_case("Given")
    actions.assign_case(case=given, by=approver, at=now, member=responder)
    mine = for_you(responder, at=now)
    assert [each.pk for each in mine.decided] == [approval.pk]
    assert [each.pk for each in mine.given] == [given.pk]
    assert [each.pk for each in mine.facts] == [version.fact_id]
    assert mine.unsound == []
    retire_fact(fact=version.fact, because="x", by=approver, at=now)
    assert [each.reply.pk for each in for_you(responder, at=now).unsound] == [reply.pk]


def test_nothing_waits(client_of, member_with):
    page = client_of(member_with(Role.EXPERT)).get(reverse("desk:for-you"))
    assert "Nothing waits for you" in page.text
