"""Whatever people do, in whatever order: the events tell the whole story."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from klankbord.people.models import Department, Member, Organisation, Role, RoleGrant
from klankbord.reputation.desk import actions, errors, opening, queries, replying
from klankbord.reputation.desk.models import (
    Case,
    CaseMessage,
    Channel,
    Reason,
    Reply,
    Severity,
    State,
    WaitingFor,
)

START = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
PEOPLE = st.integers(0, 2)
REPLAYED = (
    "title",
    "state",
    "severity",
    "channel",
    "department_id",
    "claimed_by_id",
    "waiting_for",
    "let_stand_reason",
    "n_reopened",
)
TIMES = ("claim_expires_at", "first_response_at", "concluded_at", "closed_at", "let_stand_at")


class Desk(RuleBasedStateMachine):
    """Three colleagues at one case; refusals are fine, contradictions are not."""

    def __init__(self):
        super().__init__()
        Organisation.objects.create(name="Proefdam", created_at=START)
        self.department = Department.objects.create(name="Green")
        self.people = [
            Member.objects.create(name=f"M{n}", email=f"m{n}@x.example", joined_at=START)
            for n in range(3)
        ]
        RoleGrant.objects.bulk_create(
            RoleGrant(member=member, role=Role.RESPONDER) for member in self.people
        )
        self.at = START
        self.case = opening.open_case(
            by=self.people[0], at=START, title="Pool", channel=Channel.PHONE
        ).case
        self.was_closed = False

    def teardown(self):
        Case.objects.all().delete()
        Member.objects.all().delete()
        Department.objects.all().delete()
        Organisation.objects.all().delete()

    def attempt(self, act, who, **values):
        self.at += dt.timedelta(minutes=7)
        before = Case.objects.get(pk=self.case.pk)
        n_events = self.case.events.count()
        try:
            act(by=self.people[who], at=self.at, **values)
        except errors.DeskRefused:
            assert Case.objects.get(pk=self.case.pk).version == before.version
            assert self.case.events.count() == n_events
            return
        after = Case.objects.get(pk=self.case.pk)
        changed = {
            name for name in (*REPLAYED, *TIMES) if field(after, name) != field(before, name)
        }
        if before.is_closed and after.is_closed:
            assert not changed
        held = before.is_held(self.at) and before.claimed_by_id != self.people[who].pk
        if held and "claimed_by_id" in changed:
            kind = self.case.events.last().kind
            assert kind in {"claimed", "assigned", "reopened"}

    @rule(who=PEOPLE, holder=st.none() | PEOPLE)
    def claim(self, who, holder):
        before = None if holder is None else self.people[holder]
        self.attempt(actions.claim_case, who, case=self.case, take_over_from=before)

    @rule(who=PEOPLE)
    def release(self, who):
        self.attempt(actions.release_case, who, case=self.case)

    @rule(who=PEOPLE, to=st.none() | PEOPLE)
    def assign(self, who, to):
        member = None if to is None else self.people[to]
        self.attempt(
            actions.assign_case, who, case=self.case, department=self.department, member=member
        )

    @rule(who=PEOPLE)
    def note(self, who):
        self.attempt(actions.add_note, who, case=self.case, text="n")

    @rule(who=PEOPLE, severity=st.sampled_from(Severity))
    def severity(self, who, severity):
        self.attempt(actions.change_severity, who, case=self.case, severity=severity)

    @rule(who=PEOPLE)
    def hold(self, who):
        self.attempt(actions.hold_case, who, case=self.case, waiting_for=WaitingFor.EXPERT)

    @rule(who=PEOPLE)
    def resume(self, who):
        self.attempt(actions.resume_case, who, case=self.case)

    @rule(who=PEOPLE)
    def draft(self, who):
        self.attempt(replying.draft_reply, who, case=self.case, text="answer")

    @rule(who=PEOPLE)
    def show(self, who):
        if reply := self.case.replies.last():
            self.attempt(replying.show_reply, who, reply=reply)

    @rule(who=PEOPLE)
    def confirm(self, who):
        if reply := self.case.replies.last():
            self.attempt(replying.confirm_reply_sent, who, reply=reply)

    @rule(who=PEOPLE, reason=st.sampled_from(Reason))
    def let_stand(self, who, reason):
        self.attempt(actions.let_stand, who, case=self.case, reason=reason)

    @rule(who=PEOPLE)
    def close(self, who):
        self.attempt(actions.close_case, who, case=self.case)

    @rule(who=PEOPLE)
    def reopen(self, who):
        self.attempt(actions.reopen_case, who, case=self.case)

    @rule(who=PEOPLE, direction=st.sampled_from(CaseMessage.Direction))
    def message(self, who, direction):
        said = opening.Message(text="m", published_at=self.at, direction=direction)
        self.attempt(opening.add_message, who, case=self.case, message=said)

    @rule()
    def wait(self):
        self.at += dt.timedelta(minutes=31)

    @invariant()
    def events_replay_to_the_case(self):
        case = Case.objects.get(pk=self.case.pk)
        events = list(self.case.events.order_by("version"))
        assert [event.version for event in events] == list(range(1, case.version + 1))
        told = queries.replay(events)
        names = {"department_id": "department", "claimed_by_id": "claimed_by"}
        for name in REPLAYED:
            default = getattr(Case(), name)
            assert told.get(names.get(name, name), default) == getattr(case, name), name
        for name in TIMES:
            moment = getattr(case, name)
            assert told.get(name) == (moment and moment.isoformat()), name

    @invariant()
    def state_and_times_agree(self):
        case = Case.objects.get(pk=self.case.pk)
        assert case.is_closed == (case.closed_at is not None)
        done = {State.ANSWERED, State.LET_STAND, State.CLOSED}
        assert (case.state in done) == case.is_concluded
        assert (case.state == State.WAITING) == bool(case.waiting_for)
        if case.state == State.ANSWERED:
            assert case.first_response_at
        assert (case.let_stand_at is None) == (not case.let_stand_reason)

    @invariant()
    def answers_are_sent_once(self):
        sent = self.case.replies.filter(status=Reply.Status.SENT).count()
        assert self.case.events.filter(kind="sent").count() == sent
        assert Reply.objects.exclude(status=Reply.Status.SENT).count() <= 1


def field(case, name):
    return getattr(case, name)


SETTINGS = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_whatever_people_do_the_history_tells_it():
    run_state_machine_as_test(Desk, settings=SETTINGS)
