"""Nothing closes silently: not by an action, not by the database, not by leaving, not by time."""

import contextlib
import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.ambassadors.answers import actions, queries
from klankbord.ambassadors.answers.jobs import tell_owners
from klankbord.ambassadors.answers.models import FINAL, Point, Step, StepIsHistory
from klankbord.ambassadors.answers.tests.conftest import answer, stands
from klankbord.trust.models import AuditEntry
from klankbord.trust.retention.contract import KEPT
from klankbord.trust.rights.contract import LEAVERS

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WORDS = st.sampled_from(["", "   ", "\n", "A roof.", "Why not."])


class StillRun:
    """A run of the job at one moment."""

    def __init__(self, now):
        self.now = now

    def checkpoint(self, state):
        assert state


@pytest.mark.parametrize("kind", ["done", "not", "working"])
@pytest.mark.parametrize(("text", "because"), [("", "Why"), ("What", ""), ("  ", "Why")])
def test_the_database_takes_no_answer_without_words_and_reason(point, now, kind, text, because):
    until = now.date() if kind == "working" else None
    step = Step(point=point, number=1, kind=kind, text=text, because=because, until=until, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.bulk_create([step])
    assert stands(point) == ""


def test_the_database_knows_no_other_end(point, now):
    for values in ({"kind": "closed"}, {"kind": "working"}, {"kind": "done", "until": now.date()}):
        step = Step(point=point, number=1, text="A", because="B", at=now, **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            Step.objects.bulk_create([step])
    fields = {field.name for field in Point._meta.get_fields()}
    assert not {name for name in fields if "clos" in name or "state" in name}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(["done", "not", "working", "reopen", "give", "leave"]),
            WORDS,
            WORDS,
            st.integers(-3, 40),
            st.integers(0, 3),
        ),
        max_size=8,
    )
)
def test_whatever_is_tried_an_end_has_words_a_reason_and_a_place_where_all_read_it(
    make_point, keeper, seer, colleague, now, moves
):
    with transaction.atomic():
        point = make_point()
        for number, (move, text, because, days, seen) in enumerate(moves):
            at = now + number * DAY
            with contextlib.suppress(actions.AnswerRefused):
                one_move(point, move, text, because, days, seen, at, (keeper, seer, colleague))
            row = queries.points().get(pk=point.pk)
            shown = queries.newest_steps([row]).get(row.pk)
            if row.stands in FINAL:
                assert shown.text.strip()
                assert shown.because.strip()
                assert row in queries.points_of_view("answered", on=at.date())
            else:
                late = at.date() + 400 * DAY
                assert row in queries.points_of_view("overdue", on=late)
                assert row.due_on is not None
        transaction.set_rollback(True)


def one_move(point, move, text, because, days, seen, at, people):
    keeper, seer, colleague = people
    fresh = Point.objects.get(pk=point.pk)
    if move == "give":
        actions.give_point(point=fresh, owner=colleague, by=keeper, at=at)
    elif move == "leave":
        LEAVERS["answers.points"].remove(seer.pk)
    elif move == "reopen":
        actions.reopen_point(point=fresh, number=seen, text=text, by=colleague, at=at)
    else:
        until = at.date() + days * DAY if move == "working" else None
        told = answer(move, text=text, because=because, until=until)
        actions.answer_point(point=fresh, number=seen, answer=told, by=seer, at=at)


def test_what_was_told_cannot_be_changed(point, seer, now):
    step = actions.answer_point(point=point, number=0, answer=answer(), by=seer, at=now)
    step.text = "Something else"
    with pytest.raises(StepIsHistory):
        step.save()


def test_who_is_second_is_told_so(point, seer, keeper, now):
    actions.answer_point(
        point=point,
        number=0,
        answer=answer("working", until=now.date() + 9 * DAY),
        by=seer,
        at=now,
    )
    with pytest.raises(actions.PointChanged):
        actions.answer_point(point=point, number=0, answer=answer(), by=keeper, at=now)
    assert stands(point) == "working"


def test_working_on_it_stays_open_with_a_new_day(point, seer, now):
    until = now.date() + 30 * DAY
    with pytest.raises(actions.DayMissing):
        actions.answer_point(point=point, number=0, answer=answer("working"), by=seer, at=now)
    past = answer("working", until=now.date())
    with pytest.raises(actions.DayMissing):
        actions.answer_point(point=point, number=0, answer=past, by=seer, at=now)
    told = answer("working", until=until)
    actions.answer_point(point=point, number=0, answer=told, by=seer, at=now)
    point.refresh_from_db()
    assert point.due_on == until
    assert point not in queries.points_of_view("overdue", on=until)
    assert point in queries.points_of_view("overdue", on=until + DAY)


def test_a_colleague_opens_it_again_once(point, seer, colleague, now):
    def reopen(by=colleague, number=1):
        actions.reopen_point(point=point, number=number, text="And in winter?", by=by, at=now)

    with pytest.raises(actions.PointStillOpen):
        reopen(number=0)
    actions.answer_point(point=point, number=0, answer=answer(), by=seer, at=now)
    with pytest.raises(actions.OwnAnswer):
        reopen(by=seer)
    reopen()
    assert stands(point) == "reopened"
    point.refresh_from_db()
    assert (point.due_on, point.told_on) == (now.date() + actions.ANSWER_WITHIN, None)
    assert f"member:{colleague.pk}" not in AuditEntry.objects.values_list("actor", flat=True)
    actions.answer_point(point=point, number=2, answer=answer("not"), by=seer, at=now)
    with pytest.raises(actions.AlreadyReopened):
        reopen(number=3)
    assert stands(point) == "not"


def test_what_waits_never_goes_by_its_age(make_point, seer, now):
    waiting, answered = make_point(), make_point("Answered long ago")
    actions.answer_point(point=answered, number=0, answer=answer(), by=seer, at=now)
    sweep = KEPT["answers.points"].sweep
    later = now + 4000 * DAY
    assert sweep.find(now, 0, 10) == []
    assert list(sweep.find(later, 0, 10)) == [answered.pk]
    sweep.drop([answered.pk, waiting.pk])
    assert list(Point.objects.all()) == [waiting]


def test_who_leaves_hands_over_and_the_keeper_hears_it(point, keeper, seer, now):
    Point.objects.update(told_on=now.date())
    assert LEAVERS["answers.points"].keep(seer.pk) == 1
    assert list(queries.points_without_owner()) == [point]
    tell_owners(StillRun(now))
    [letter] = mail.outbox
    assert letter.to == [keeper.email]
    assert "Nobody sees to it now" in letter.body


def test_the_directory_ends_an_account_and_the_keeper_hears_it(point, keeper, seer, now):
    seer.is_active = False
    seer.save()
    tell_owners(StillRun(now))
    assert [letter.to for letter in mail.outbox] == [[keeper.email]]


def test_the_owner_hears_it_when_it_is_given_when_it_is_late_and_every_week(point, seer, now):
    heard = []
    for day in range(40):
        tell_owners(StillRun(now + day * DAY))
        heard += [day] * len(mail.outbox)
        mail.outbox.clear()
    # Given on a Tuesday, late after two weeks, then weekly; never on a Saturday or Sunday.
    assert heard == [0, 15, 22, 29, 36]


def test_nobody_gets_a_letter_at_night(point, now):
    tell_owners(StillRun(now.replace(hour=22)))
    assert mail.outbox == []
    tell_owners(StillRun(now))
    tell_owners(StillRun(now))
    assert len(mail.outbox) == 1
