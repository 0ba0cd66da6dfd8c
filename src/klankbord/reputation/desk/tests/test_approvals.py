"""Draft, approval, sending: by other eyes, once, for these words, within a time."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from klankbord.core.text.differences import differences
from klankbord.people.models import Role
from klankbord.reputation.desk import actions, errors, replying
from klankbord.reputation.desk.approvals.actions import (
    approve_reply,
    ask_approval,
    change_approval_rule,
    refuse_approval,
)
from klankbord.reputation.desk.approvals.letters import tell_approvers
from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.approvals.queries import look_at
from klankbord.reputation.desk.models import Reply, Severity
from klankbord.reputation.facts.actions import Statement, retire_fact, state_fact
from klankbord.trust.models import AuditEntry

from .test_together import all_at_once

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def approver(member_with):
    return member_with(Role.APPROVER)


@pytest.fixture
def second_approver(make_member):
    return make_member("Second Approver", Role.APPROVER)


@pytest.fixture
def reply(case, responder, now):
    return replying.draft_reply(case=case, by=responder, at=now, text="At nine.").reply


@pytest.fixture
def asked(reply, responder, approver, now):
    return ask_approval(reply=reply, by=responder, at=now)


@pytest.fixture
def version(approver, now):
    words = Statement(text_nl="Om negen uur.", text_en="At nine.", source="x", expires_at=now + DAY)
    return state_fact(title="Hours", statement=words, owner=None, by=approver, at=now)


def show(reply, responder, at):
    reply.refresh_from_db()
    return replying.show_reply(reply=reply, by=responder, at=at).reply


def why_not(reply, responder, at):
    with pytest.raises(errors.ApprovalMissing) as refused:
        show(reply, responder, at)
    return refused.value.standing


def test_the_case_waits_until_somebody_else_agrees(case, reply, asked, responder, approver, now):
    case.refresh_from_db()
    assert (case.state, case.waiting_for) == ("waiting", "approval")
    assert why_not(reply, responder, now) == "asked"
    approve_reply(approval=asked, by=approver, at=now)
    case.refresh_from_db()
    assert (case.state, case.waiting_for, case.claimed_by) == ("assessing", "", responder)
    assert show(reply, responder, now).status == "shown"
    asked.refresh_from_db()
    assert (asked.decided_by, asked.decided_at) == (approver, now)


def test_an_approval_is_over_after_its_time(reply, asked, responder, approver, now):
    change_approval_rule(from_severity=None, lasts=2 * HOUR, by=approver, at=now)
    approve_reply(approval=asked, by=approver, at=now)
    assert why_not(reply, responder, now + 2 * HOUR) == "over"
    again = ask_approval(reply=reply, by=responder, at=now + 2 * HOUR)
    approve_reply(approval=again, by=approver, at=now + 2 * HOUR)
    assert show(reply, responder, now + 3 * HOUR).status == "shown"


def test_an_approval_is_of_these_words(case, reply, asked, responder, approver, now):
    approve_reply(approval=asked, by=approver, at=now)
    replying.draft_reply(case=case, by=responder, at=now, text="At ten.")
    asked.refresh_from_db()
    assert asked.status == "void"
    assert why_not(reply, responder, now) == "changed"
    replying.draft_reply(case=case, by=responder, at=now, text="At nine.")
    assert why_not(reply, responder, now) == "changed"  # the word was taken back with the change


def test_an_approval_is_before_these_readers(case, responder, approver, now):
    given = {"case": case, "by": responder, "at": now, "text": "At nine."}
    reply = replying.draft_reply(**given, visibility="unlisted").reply
    approval = ask_approval(reply=reply, by=responder, at=now)
    assert approval.visibility == "unlisted"
    approve_reply(approval=approval, by=approver, at=now)
    replying.draft_reply(**given, visibility="public")
    assert why_not(reply, responder, now) == "changed"


def test_other_readers_while_it_waits_are_not_approved(case, responder, approver, now):
    given = {"case": case, "by": responder, "at": now, "text": "At nine."}
    reply = replying.draft_reply(**given, visibility="unlisted").reply
    approval = ask_approval(reply=reply, by=responder, at=now)
    Reply.objects.update(visibility="public")
    with pytest.raises(errors.ApprovalSettled):
        approve_reply(approval=approval, by=approver, at=now)


def test_a_change_while_it_waits_takes_the_case_back(case, asked, responder, approver, now):
    replying.draft_reply(case=case, by=responder, at=now, text="At ten.")
    case.refresh_from_db()
    assert (case.state, case.waiting_for) == ("assessing", "")
    with pytest.raises(errors.ApprovalSettled):
        approve_reply(approval=asked, by=approver, at=now)


def test_approved_then_the_fact_ends(case, responder, approver, version, now):
    reply = replying.draft_reply(
        case=case, by=responder, at=now, text="At nine.", facts=[version]
    ).reply
    approval = ask_approval(reply=reply, by=responder, at=now)
    approve_reply(approval=approval, by=approver, at=now)
    approval.refresh_from_db()
    assert approval.expires_at == now + DAY
    with pytest.raises(errors.FactNotCurrent):
        show(reply, responder, now + DAY)
    with pytest.raises(errors.FactNotCurrent):
        ask_approval(reply=reply, by=responder, at=now + DAY)


def test_nobody_approves_what_does_not_hold(case, responder, approver, version, now):
    reply = replying.draft_reply(
        case=case, by=responder, at=now, text="At nine.", facts=[version]
    ).reply
    approval = ask_approval(reply=reply, by=responder, at=now)
    retire_fact(fact=version.fact, because="x", by=approver, at=now)
    with pytest.raises(errors.FactNotCurrent):
        approve_reply(approval=approval, by=approver, at=now)


def test_other_facts_need_another_word(case, reply, asked, responder, approver, version, now):
    approve_reply(approval=asked, by=approver, at=now)
    replying.draft_reply(case=case, by=responder, at=now, text="At nine.", facts=[version])
    assert why_not(reply, responder, now) == "changed"


def test_changed_and_approved_in_one(case, reply, asked, responder, approver, now):
    approve_reply(approval=asked, by=approver, at=now, text="At nine, gladly.")
    shown = show(reply, responder, now)
    assert (shown.text, shown.by) == ("At nine, gladly.", responder)
    assert case.events.get(kind="approved").data["is_changed"]
    asked.refresh_from_db()
    assert (asked.asked_text, asked.is_changed) == ("At nine.", True)


def test_refused_with_a_reason(case, reply, asked, responder, approver, now):
    refuse_approval(approval=asked, by=approver, at=now, because="Say sorry first")
    assert why_not(reply, responder, now) == "refused"
    assert case.events.get(kind="approval-refused").data["because"] == "Say sorry first"
    with pytest.raises(errors.ApprovalSettled):
        approve_reply(approval=asked, by=approver, at=now)


def test_nobody_approves_their_own_words(reply, member_with, approver, second_approver, now):
    both = member_with(Role.RESPONDER, Role.APPROVER)
    actions.claim_case(case=reply.case, by=both, at=now, take_over_from=reply.by)
    own = replying.draft_reply(case=reply.case, by=both, at=now, text="Mine").reply
    approval = ask_approval(reply=own, by=both, at=now)
    with pytest.raises(errors.OwnWork):
        approve_reply(approval=approval, by=both, at=now)
    with pytest.raises(errors.OwnWork):
        refuse_approval(approval=approval, by=both, at=now, because="x")


def test_without_an_approver_it_is_said(reply, responder, now):
    with pytest.raises(errors.NobodyCanApprove):
        ask_approval(reply=reply, by=responder, at=now)


def test_grave_cases_need_it_by_the_rule(case, reply, responder, approver, now):
    change_approval_rule(from_severity=Severity.HIGH, lasts=DAY, by=approver, at=now)
    assert look_at(reply, case, at=now).is_ready
    actions.change_severity(case=case, by=responder, at=now, severity=Severity.URGENT)
    assert why_not(reply, responder, now) == "needed"
    with pytest.raises(errors.ApprovalMissing):
        replying.confirm_reply_sent(reply=reply, by=responder, at=now)


def test_only_who_may_approve_takes_a_case_out_of_approval(
    case, reply, responder, approver, member_with, client_of, now
):
    change_approval_rule(from_severity=Severity.HIGH, lasts=DAY, by=approver, at=now)
    actions.change_severity(case=case, by=responder, at=now, severity=Severity.URGENT)
    actions.change_severity(case=case, by=responder, at=now, severity=Severity.HIGH)  # still needed
    with pytest.raises(errors.LoweringNeedsApprover):
        actions.change_severity(case=case, by=responder, at=now, severity=Severity.NORMAL)
    given = {"severity": Severity.LOW.value}
    page = client_of(responder).post(reverse("desk:case-severity", args=[case.pk]), given)
    assert "Only somebody who may approve" in page.text
    assert why_not(reply, responder, now) == "needed"
    both = member_with(Role.RESPONDER, Role.APPROVER)
    actions.change_severity(case=case, by=both, at=now, severity=Severity.NORMAL)
    case.refresh_from_db()
    assert case.severity == Severity.NORMAL


def test_who_takes_a_case_out_of_approval_does_not_answer_it_alone(
    case, reply, responder, approver, member_with, client_of, now
):
    change_approval_rule(from_severity=Severity.HIGH, lasts=DAY, by=approver, at=now)
    both = member_with(Role.RESPONDER, Role.APPROVER)
    actions.change_severity(case=case, by=both, at=now, severity=Severity.URGENT)
    actions.change_severity(case=case, by=both, at=now, severity=Severity.LOW)
    case.refresh_from_db()
    assert look_at(reply, case, at=now).is_ready  # the words of a colleague: two pairs of eyes
    assert not look_at(None, case, at=now, writer=both).is_ready
    assert look_at(None, case, at=now, writer=responder).is_ready

    later = now + HOUR  # the colleague is not at work on it any more
    own = replying.draft_reply(case=case, by=both, at=later, text="At ten.").reply
    assert why_not(own, both, later) == "needed"
    assert why_not(own, responder, later) == "needed"  # nor does who presses the button help
    page = client_of(both).get(reverse("desk:case-answer", args=[case.pk]))
    assert 'name="ask"' in page.text
    assert 'name="continue"' not in page.text
    assert f"except those of {both.name}" in page.text

    approval = ask_approval(reply=own, by=both, at=later)
    with pytest.raises(errors.OwnWork):
        approve_reply(approval=approval, by=both, at=later)
    approve_reply(approval=approval, by=approver, at=later)
    assert show(own, both, later).status == "shown"


def test_made_more_severe_and_less_by_another_the_latter_counts(
    case, responder, approver, member_with, make_member, now
):
    change_approval_rule(from_severity=Severity.HIGH, lasts=DAY, by=approver, at=now)
    first = member_with(Role.RESPONDER, Role.APPROVER)
    second = make_member("Second Approver", Role.RESPONDER, Role.APPROVER)
    for by in (first, second):
        actions.change_severity(case=case, by=responder, at=now, severity=Severity.HIGH)
        actions.change_severity(case=case, by=by, at=now, severity=Severity.NORMAL)
    actions.change_severity(case=case, by=responder, at=now, severity=Severity.LOW)
    case.refresh_from_db()
    assert look_at(None, case, at=now, writer=first).is_ready
    assert not look_at(None, case, at=now, writer=second).is_ready


def test_of_two_approvers_at_once_one_counts(
    transactional_db, case, reply, responder, approver, second_approver, now
):
    if connection.vendor != "sqlite":
        pytest.skip("test_together has the PostgreSQL run of the same mechanism")
    asked = ask_approval(reply=reply, by=responder, at=now)
    outcomes = all_at_once(
        [
            lambda: approve_reply(approval=asked, by=approver, at=now),
            lambda: refuse_approval(approval=asked, by=second_approver, at=now, because="x"),
            lambda: approve_reply(approval=asked, by=approver, at=now),
        ]
    )
    settled = [each for each in outcomes if isinstance(each, errors.ApprovalSettled)]
    assert len(settled) == 2
    assert case.events.filter(kind__in=["approved", "approval-refused"]).count() == 1


def test_letters_name_the_case_and_nobody(asked, approver, responder):
    tell_approvers(asked)
    letter = mail.outbox[0]
    assert letter.to == [approver.email]
    assert asked.reply.case.number in letter.subject
    assert f"/desk/approvals/{asked.pk}/" in letter.body
    assert responder.name not in letter.body
    assert "At nine" not in letter.body


def test_one_page_has_all_to_decide(client_of, case, asked, approver, responder):
    client = client_of(approver)
    assert case.title in client.get(reverse("desk:approval-list")).text
    address = reverse("desk:approval-detail", args=[asked.pk])
    page = client.get(address).text
    for words in ("When is the swimming pool open again?", "At nine.", "Approve"):
        assert words in page
    assert "Your word" not in client_of(responder).get(address).text
    assert client.post(address, {"decision": "refuse", "because": ""}).status_code == 200
    assert client.post(address, {"decision": "approve"}).status_code == 302
    again = client.post(address, {"decision": "approve"})
    assert again.status_code == 409
    assert Approval.objects.get().status == "approved"


def test_what_differs_from_last_time_is_shown(client_of, case, asked, approver, responder, now):
    refuse_approval(approval=asked, by=approver, at=now, because="Later")
    second = replying.draft_reply(case=case, by=responder, at=now, text="At ten.").reply
    again = ask_approval(reply=second, by=responder, at=now)
    page = client_of(approver).get(reverse("desk:approval-detail", args=[again.pk])).text
    assert "nine</del>" in page
    assert "ten</ins>" in page
    assert "Later" in page


def test_asking_from_the_answer(client_of, case, responder, approver):
    client = client_of(responder)
    address = reverse("desk:case-answer", args=[case.pk])
    posted = {"text": "At nine.", "version": case.version, "ask": "1"}
    assert client.post(address, posted).status_code == 302
    approval = Approval.objects.get()
    approve_reply(approval=approval, by=approver, at=approval.asked_at)
    case.refresh_from_db()
    changed = {"text": "At ten.", "version": case.version, "continue": "1"}
    refused = client.post(address, changed)
    assert refused.status_code == 409
    assert "Somebody else has to approve this answer first" in refused.text
    assert "At ten." in refused.text


def test_what_was_not_let_go_is_not_given_out(client_of, reply, responder):
    answer = client_of(responder).get(reverse("desk:case-sent", args=[reply.case_id]))
    assert answer.url == reverse("desk:case-answer", args=[reply.case_id])


def test_a_manager_sets_the_rule(client_of, member_with):
    client = client_of(member_with(Role.MANAGER))
    client.post(reverse("desk:approval-rule-change"), {"from_severity": "3", "hours": "8"})
    page = client.get(reverse("desk:approval-list")).text
    assert 'value="8"' in page
    client.post(reverse("desk:approval-rule-change"), {"from_severity": "", "hours": "0"})
    assert 'value="8"' in client.get(reverse("desk:approval-list")).text
    entry = AuditEntry.objects.get(act="desk.approval-rule-changed")
    assert entry.detail == {
        "before": {"from_severity": None, "hours": 24.0},
        "after": {"from_severity": 3, "hours": 8.0},
    }


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("Om negen uur.", "Om negen uur.", []),
        ("Om negen uur.", "Om tien uur.", ["same", "gone", "new", "same"]),
        ("", "Nieuw", ["new"]),
    ],
)
def test_differences(before, after, kinds):
    pieces = differences(before, after)
    assert [piece.kind for piece in pieces] == kinds
    if pieces:
        assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
        assert "".join(piece.text for piece in pieces if piece.kind != "new") == before


API = "/api/v1/desk/approvals"


def decide(client, approval, **body):
    return client.post(f"{API}/{approval.pk}", body, content_type="application/json")


def test_approving_over_the_api_counts_once(asked, reply, approver, responder, client_of):
    client = client_of(approver)
    (waiting,) = client.get(API).json()
    assert (waiting["text"], waiting["case"]) == ("At nine.", reply.case_id)
    assert waiting["visibility"] == "public"
    assert client_of(responder).get(API).json() == []
    done = decide(client, asked, decision="approve", text="At nine sharp.")
    assert (done.status_code, done.json()["status"]) == (200, "approved")
    assert (done.json()["text"], done.json()["decided_by"]) == ("At nine sharp.", approver.name)
    again = decide(client, asked, decision="refuse", because="no")
    assert (again.status_code, again.json()["detail"]) == (409, "approval-settled")
    reply.refresh_from_db()
    assert reply.text == "At nine sharp."


def test_over_the_api_too_nobody_approves_their_own_words(asked, approver, responder, client_of):
    refused = decide(client_of(responder), asked, decision="approve")
    assert (refused.status_code, refused.json()["detail"]) == (409, "own-work")
    client = client_of(approver)
    assert decide(client, asked, decision="refuse", because=" ").status_code == 422
    assert decide(client, asked, decision="refuse", because="Say where.").status_code == 200
    assert client.get(f"{API}/{asked.pk}").json()["because"] == "Say where."
    assert client.get(f"{API}/999999").status_code == 404
