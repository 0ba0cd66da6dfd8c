"""Acts on one case, one after the other."""

import datetime as dt

import pytest

from klankbord.people.models import Account, Department
from klankbord.reputation.desk import actions, errors, opening, queries, replying
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    Channel,
    EventIsHistory,
    Reason,
    Severity,
    State,
    WaitingFor,
)
from klankbord.trust import audit
from klankbord.trust.models import AuditEntry

MINUTE = dt.timedelta(minutes=1)


def test_numbers_count_within_a_year(make_case, now):
    first, second = make_case("one"), make_case("two")
    next_year = make_case("three", at=now.replace(year=now.year + 1))
    assert [first.number, second.number, next_year.number] == [
        "2026-0001",
        "2026-0002",
        "2027-0001",
    ]


def test_case_keeps_its_own_copy_of_the_mention(case):
    message = case.messages.get()
    assert (message.text, message.author_name) == (
        "When is the swimming pool open again?",
        "Jan Water",
    )
    message.mention.delete()
    message.refresh_from_db()
    assert message.mention is None
    assert message.text == "When is the swimming pool open again?"


def test_colleague_stays_unnamed_in_a_case(make_mention, colleague, responder, now):
    Account.objects.create(member=colleague, platform="mastodon", handle="@Jan@water.example")
    message = opening.message_of(make_mention())
    assert (message.author_name, message.author_handle, message.author_url) == ("", "", "")


def test_conversation_has_one_open_case(case, make_mention, responder, now):
    again = opening.open_case(
        by=responder,
        at=now,
        title="Again",
        channel=Channel.MENTION,
        message=opening.message_of(case.messages.get().mention),
    )
    assert (again.case.pk, again.is_new) == (case.pk, False)
    reply = make_mention(2, "And the sauna?", in_reply_to="1", thread="mastodon:1")
    later = opening.open_case(
        by=responder,
        at=now,
        title="Again",
        channel=Channel.MENTION,
        message=opening.message_of(reply),
    )
    assert (later.case.pk, later.is_new) == (case.pk, False)
    assert case.messages.count() == 2


def test_closed_conversation_opens_a_second_case_and_cannot_be_reopened_beside_it(
    case, responder, now
):
    message = opening.message_of(case.messages.get().mention)
    actions.let_stand(case=case, by=responder, at=now, reason=Reason.JOKE)
    actions.close_case(case=case, by=responder, at=now)
    second = opening.open_case(
        by=responder, at=now, title="Two", channel=Channel.MENTION, message=message
    )
    assert second.is_new
    with pytest.raises(errors.ThreadHasCase) as refused:
        actions.reopen_case(case=case, by=responder, at=now)
    assert refused.value.case.pk == second.case.pk


def test_claim_lasts_half_an_hour_and_names_its_holder(case, responder, second_responder, now):
    actions.claim_case(case=case, by=responder, at=now)
    with pytest.raises(errors.CaseAlreadyClaimed) as refused:
        actions.claim_case(case=case, by=second_responder, at=now + 29 * MINUTE)
    assert refused.value.holder == responder
    assert refused.value.remedy == "wait-or-take-over"
    taken = actions.claim_case(case=case, by=second_responder, at=now + 31 * MINUTE)
    assert taken.claimed_by == second_responder
    assert taken.events.last().data["from"] == responder.pk


def test_own_act_makes_the_claim_last_longer(case, responder, second_responder, now):
    actions.claim_case(case=case, by=responder, at=now)
    replying.draft_reply(case=case, by=responder, at=now + 20 * MINUTE, text="Hello")
    with pytest.raises(errors.CaseAlreadyClaimed):
        actions.claim_case(case=case, by=second_responder, at=now + 45 * MINUTE)


def test_take_over_needs_the_name_of_the_holder(case, responder, second_responder, owner, now):
    actions.claim_case(case=case, by=responder, at=now)
    with pytest.raises(errors.CaseAlreadyClaimed):
        actions.claim_case(case=case, by=second_responder, at=now, take_over_from=owner)
    taken = actions.claim_case(case=case, by=second_responder, at=now, take_over_from=responder)
    assert taken.claimed_by == second_responder


def test_handing_over_to_a_department_leaves_the_case_free(case, responder, now):
    green = Department.objects.create(name="Green")
    actions.claim_case(case=case, by=responder, at=now)
    handed = actions.assign_case(case=case, by=responder, at=now, department=green)
    assert (handed.department, handed.claimed_by, handed.state) == (green, None, State.NEW)


def test_case_given_to_a_colleague_can_still_be_taken_up(case, responder, second_responder, now):
    given = actions.assign_case(case=case, by=responder, at=now, member=second_responder)
    assert given.claimed_by == second_responder
    assert not given.is_held(now)
    assert actions.claim_case(case=case, by=responder, at=now).claimed_by == responder


def test_expert_cannot_own_a_case(case, responder, expert, now):
    with pytest.raises(errors.MemberCannotOwn):
        actions.assign_case(case=case, by=responder, at=now, member=expert)


def test_answer_from_draft_to_confirmed(case, responder, now):
    drafted = replying.draft_reply(case=case, by=responder, at=now, text="On Monday.")
    assert drafted.reply.place == "https://water.example/@jan/1"
    replying.show_reply(reply=drafted.reply, by=responder, at=now)
    at = now + 5 * MINUTE
    for _ in range(2):
        done = replying.confirm_reply_sent(
            reply=drafted.reply, by=responder, at=at, proof="https://water.example/us/9"
        )
        at += MINUTE
    assert (done.case.state, done.case.first_response_at) == (State.ANSWERED, now + 5 * MINUTE)
    assert case.messages.filter(direction="outgoing").count() == 1
    assert list(case.events.values_list("kind", flat=True)) == [
        "opened",
        "drafted",
        "shown",
        "sent",
    ]


def test_draft_is_kept_once(case, responder, now):
    replying.draft_reply(case=case, by=responder, at=now, text="On Monday.")
    replying.draft_reply(case=case, by=responder, at=now, text="On Tuesday.")
    assert case.replies.get().text == "On Tuesday."


def test_posted_answer_is_recorded_whoever_holds_the_case(case, responder, second_responder, now):
    reply = replying.draft_reply(case=case, by=responder, at=now, text="On Monday.").reply
    actions.claim_case(case=case, by=second_responder, at=now, take_over_from=responder)
    done = replying.confirm_reply_sent(reply=reply, by=responder, at=now)
    assert (done.case.state, done.case.claimed_by) == (State.ANSWERED, second_responder)


def test_refused_draft_leaves_nothing_behind(case, responder, second_responder, now):
    actions.claim_case(case=case, by=responder, at=now)
    with pytest.raises(errors.CaseAlreadyClaimed):
        replying.draft_reply(case=case, by=second_responder, at=now, text="Me first")
    assert not case.replies.exists()


def test_let_stand_has_reason_owner_and_time(case, responder, now):
    later = now + dt.timedelta(days=3)
    done = actions.let_stand(
        case=case,
        by=responder,
        at=now,
        reason=Reason.AMONG_THEMSELVES,
        explanation="Neighbours help each other",
        look_again_at=later,
    )
    assert (done.state, done.claimed_by, done.look_again_at) == (State.LET_STAND, responder, later)
    with pytest.raises(errors.CaseAlreadyConcluded):
        actions.let_stand(case=case, by=responder, at=now, reason=Reason.JOKE)


def test_case_without_outcome_does_not_close(case, responder, now):
    with pytest.raises(errors.CaseNotConcluded):
        actions.close_case(case=case, by=responder, at=now)


def test_closed_case_does_not_change_but_takes_notes(case, responder, now):
    actions.let_stand(case=case, by=responder, at=now, reason=Reason.JOKE)
    actions.close_case(case=case, by=responder, at=now)
    for act in (
        lambda: actions.claim_case(case=case, by=responder, at=now),
        lambda: actions.assign_case(case=case, by=responder, at=now),
        lambda: actions.change_severity(case=case, by=responder, at=now, severity=Severity.URGENT),
        lambda: replying.draft_reply(case=case, by=responder, at=now, text="x"),
        lambda: actions.close_case(case=case, by=responder, at=now),
    ):
        with pytest.raises(errors.CaseAlreadyClosed):
            act()
    actions.add_note(case=case, by=responder, at=now, text="For later")
    assert Case.objects.get().state == State.CLOSED


def test_new_message_opens_a_concluded_case_again(case, make_mention, responder, now):
    reply = replying.draft_reply(case=case, by=responder, at=now, text="On Monday.").reply
    replying.confirm_reply_sent(reply=reply, by=responder, at=now)
    message = opening.message_of(make_mention(2, "It is still shut!", thread="mastodon:1"))
    again = opening.add_message(case=case, by=None, at=now + MINUTE, message=message)
    assert (again.state, again.concluded_at, again.n_reopened) == (State.ASSESSING, None, 1)
    assert again.first_response_at == now
    opening.add_message(case=case, by=None, at=now + MINUTE, message=message)
    assert case.messages.count() == 3


def test_hold_and_go_on(case, responder, now):
    held = actions.hold_case(case=case, by=responder, at=now, waiting_for=WaitingFor.EXPERT)
    assert (held.state, held.claimed_by) == (State.WAITING, responder)
    assert actions.resume_case(case=case, by=responder, at=now).state == State.ASSESSING
    with pytest.raises(errors.CaseNotWaiting):
        actions.resume_case(case=case, by=responder, at=now)


def test_form_on_an_old_version_overwrites_nothing(case, responder, second_responder, now):
    seen = case.version
    actions.change_severity(case=case, by=second_responder, at=now, severity=Severity.HIGH)
    with pytest.raises(errors.CaseChanged) as refused:
        actions.change_severity(
            case=case, by=responder, at=now, severity=Severity.LOW, version=seen
        )
    assert refused.value.since == seen
    assert Case.objects.get().severity == Severity.HIGH


def test_note_calls_colleagues(case, responder, expert, now):
    text = f"@{expert.name} when does the pool open?"
    event = actions.add_note(
        case=case, by=responder, at=now, text=text, named=queries.noted_members(text)
    )
    assert [mention.member for mention in event.note_mentions.all()] == [expert]


def test_only_the_owner_lets_go(case, responder, second_responder, now):
    actions.claim_case(case=case, by=responder, at=now)
    with pytest.raises(errors.CaseNotYours):
        actions.release_case(case=case, by=second_responder, at=now)
    assert actions.release_case(case=case, by=responder, at=now).state == State.NEW


def test_events_are_history(case):
    event = case.events.get()
    event.kind = CaseEvent.Kind.CLOSED
    with pytest.raises(EventIsHistory):
        event.save()


def test_each_act_is_in_the_audit_log(case, responder, now):
    actions.claim_case(case=case, by=responder, at=now)
    acts = AuditEntry.objects.filter(object=f"case:{case.pk}").values_list("act", "actor")
    actor = f"member:{responder.pk}"
    assert list(acts) == [("desk.case-opened", actor), ("desk.case-claimed", actor)]
    assert audit.verify().is_whole


def test_sample_cases_go_in_one_act(case, make_case, now):
    make_case("Made up", is_sample=True)
    assert actions.remove_sample_cases() == 1
    assert list(Case.objects.all()) == [case]
